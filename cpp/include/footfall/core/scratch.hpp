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

/// Working memory that grows to the most that was asked for; a copy starts with none.
template <class T>
class GrowingScratch {
 public:
  GrowingScratch() = default;
  GrowingScratch(const GrowingScratch& /*other*/) {}
  GrowingScratch(GrowingScratch&& other) noexcept = default;
  GrowingScratch& operator=(const GrowingScratch&) = delete;
  GrowingScratch& operator=(GrowingScratch&&) = delete;
  ~GrowingScratch() = default;

  /// At least `count` uninitialised numbers; what was there is lost when it grows.
  const Scratch<T>& of(const std::size_t count) {
    if (count > size_) {
      memory_ = Scratch<T>(count);
      size_ = count;
    }
    return memory_;
  }

 private:
  std::size_t size_ = 0;
  Scratch<T> memory_{0};
};

/// Makes standard containers begin on a cache line.
template <class T>
struct OnCacheLines {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};
  OnCacheLines() = default;
  template <class U>
  explicit OnCacheLines(const OnCacheLines<U>& /*other*/) {}
  T* allocate(const std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), alignment));
  }
  void deallocate(T* const data, std::size_t /*count*/) { ::operator delete(data, alignment); }
  bool operator==(const OnCacheLines& /*other*/) const = default;
};

}  // namespace footfall
