// Asks for memory before it is needed, at the pace of other work.
#pragma once

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Memory that will be read soon, asked for little by little: more at a time would hold up the
/// reads between.
struct Ahead {
  const char *at = nullptr, *end = nullptr;
  Index step = 0;  // bytes at a time
  const char* goal = at;

  template <class T>
  static Ahead of(const T* const from, const Index count) {
    return {reinterpret_cast<const char*>(from), reinterpret_cast<const char*>(from + count)};
  }

  /// Sets the pace, so that all is asked for in `times` times.
  void spread(const Index times) { step = (end - at) / times + 1; }

  FOOTFALL_INLINE void fetch() {
    goal = end - goal < step ? end : goal + step;
    for (; at < goal; at += cache_line) prefetch(at);
  }
};

}  // namespace footfall
