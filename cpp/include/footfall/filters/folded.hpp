// Weighted sums over windows whose weights are even or odd about the middle.
#pragma once

#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/unrolled.hpp"
#include "footfall/core/windows.hpp"

namespace footfall {

/// w[0] x[0] + sum of w[k] (x[k] + x[-k]), or of w[k] (x[k] - x[-k]) where they are odd, for
/// neighbouring windows; `read(place)` gives what stands in a register at a place.
template <std::size_t n, class V, class T, class Read>
FOOTFALL_INLINE std::array<V, n> folded(const T* const middle, const Index stride, const Index half,
                                        const T* const weights, const bool odd, const Read& read) {
  constexpr auto width = static_cast<Index>(sizeof(V) / sizeof(T));
  std::array<V, n> sum;
  unrolled<n>([&](auto p) { sum[p] = weights[0] * read(middle + static_cast<Index>(p) * width); });
  for (Index k = 1; k <= half; ++k) {
    const T* const after = middle + k * stride;
    const T* const before = middle - k * stride;
    const T weight = weights[k];
    unrolled<n>([&](auto p) {
      const V a = read(after + static_cast<Index>(p) * width);
      const V b = read(before + static_cast<Index>(p) * width);
      sum[p] += weight * (odd ? a - b : a + b);
    });
  }
  return sum;
}

/// Fills the results of a block with such sums, several registers at a time; calls `repair(j)`
/// for each register of results that are not all finite.
template <class T, class Repair>
FOOTFALL_INLINE void folded_block(const WindowBlock<T>& block, const Index reach, const Index half,
                                  const T* const weights, const bool odd, const Repair& repair) {
  using V = Pack<T>;
  constexpr auto width = static_cast<Index>(lanes<T>);
  const auto read = [](const T* const place) { return load<V>(place); };
  for (Index j = 0; j < block.count; j += 4 * width) {
    const T* const middle = block.x + j + reach * block.stride;
    const auto sum = folded<4, V>(middle, block.stride, half, weights, odd, read);
    unrolled<4>([&](auto p) {
      const Index place = j + static_cast<Index>(p) * width;
      prefetch(block.next + place);
      store(block.out + place, sum[p]);
    });
    if (block.finite || all_finite((sum[0] + sum[1]) + (sum[2] + sum[3]))) continue;
    unrolled<4>([&](auto p) {
      if (!all_finite(sum[p])) repair(j + static_cast<Index>(p) * width);
    });
  }
}

}  // namespace footfall
