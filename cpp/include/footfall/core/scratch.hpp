// Working memory of one thread: aligned to cache lines, made once per call.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace footfall {

/// Uninitialised numbers, aligned to a cache line.
template <class T>
class Scratch {
 public:
  explicit Scratch(const std::size_t count)
      : data_(static_cast<T*>(::operator new(count * sizeof(T) + 1, alignment))) {}

  T* data() const { return data_.get(); }
  T& operator[](const std::size_t i) const { return data_.get()[i]; }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(T* data) const { ::operator delete(data, alignment); }
  };
  std::unique_ptr<T, Free> data_;
};

}  // namespace footfall
