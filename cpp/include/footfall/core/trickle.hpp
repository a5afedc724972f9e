// Results that leave the cache a line at a time, beside work that hides how slow that is.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Copies blocks past the cache, some lines with each call of `run`. Needs a `stream_fence` in the
/// end.
template <class T, std::size_t Most>
class Trickle {
 public:
  static constexpr auto line = static_cast<Index>(cache_line / sizeof(T));

  /// Ends what was begun.
  void flush() {
    while (left_ > 0 || next()) one();
  }

  /// Adds `count` lines, which must stay where they are until the next `flush`.
  void add(T* const to, const T* const from, const Index count) {
    waiting_[n_waiting_++] = {to, from, count};
  }

  /// Copies `Lines` lines, if so many are left.
  template <std::size_t Lines>
  FOOTFALL_INLINE void run() {
    for (std::size_t k = 0; k < Lines; ++k) {
      if (left_ > 0 || next()) one();
    }
  }

 private:
  struct Part {
    T* to;
    const T* from;
    Index left;
  };

  bool next() {
    while (n_waiting_ > 0) {
      const Part& part = waiting_[--n_waiting_];
      to_ = part.to;
      from_ = part.from;
      left_ = part.left;
      if (left_ > 0) return true;
    }
    return false;
  }

  FOOTFALL_INLINE void one() {
    stream_line(to_, from_);
    to_ += line;
    from_ += line;
    --left_;
  }

  T* to_ = nullptr;
  const T* from_ = nullptr;
  Index left_ = 0;
  std::array<Part, Most> waiting_{};
  std::size_t n_waiting_ = 0;
};

}  // namespace footfall
