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

/// The same sums for windows that are `rows` rows one after another, so that each register that is
/// read counts in all of them.
template <std::size_t rows, bool odd, class V, class T>
FOOTFALL_INLINE std::array<V, rows> folded_rows(const T* const middle, const Index stride,
                                                const Index half, const T* const weights) {
  std::array<V, rows> sum, after, before;
  for (std::size_t p = 0; p < rows; ++p) {
    after[p] = before[p] = load<V>(middle + static_cast<Index>(p) * stride);
    sum[p] = weights[0] * after[p];
  }
  const T* last = middle + static_cast<Index>(rows - 1) * stride;
  const T* first = middle;
  for (Index k = 1; k <= half; ++k) {
    for (std::size_t p = 0; p + 1 < rows; ++p) after[p] = after[p + 1];
    for (std::size_t p = rows - 1; p > 0; --p) before[p] = before[p - 1];
    after[rows - 1] = load<V>(last += stride);
    before[0] = load<V>(first -= stride);
    const T weight = weights[k];
    for (std::size_t p = 0; p < rows; ++p) {
      sum[p] += weight * (odd ? after[p] - before[p] : after[p] + before[p]);
    }
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
  constexpr std::size_t n = 4;
  const T* const middle = block.x + reach * block.stride;
  const auto finish = [&](const std::array<V, n>& sum, const Index j, const Index step) {
    for (std::size_t p = 0; p < n; ++p) {
      const Index place = j + static_cast<Index>(p) * step;
      prefetch(block.next + place);
      store(block.out + place, sum[p]);
    }
    if (block.finite || all_finite((sum[0] + sum[1]) + (sum[2] + sum[3]))) return;
    for (std::size_t p = 0; p < n; ++p) {
      if (!all_finite(sum[p])) repair(j + static_cast<Index>(p) * step);
    }
  };
  Index start = 0;
  if (block.stride >= static_cast<Index>(n) * width) {
    // What stands beyond the end of a row is the start of the next one and comes out right, too.
    const Index rows = static_cast<Index>(n) * block.stride;
    for (; start + rows <= block.count; start += rows) {
      for (Index j = start; j < start + block.stride; j += width) {
        const auto sum = odd ? folded_rows<n, true, V>(middle + j, block.stride, half, weights)
                             : folded_rows<n, false, V>(middle + j, block.stride, half, weights);
        finish(sum, j, block.stride);
      }
    }
  }
  const auto read = [](const T* const place) { return load<V>(place); };
  for (Index j = start; j < block.count; j += static_cast<Index>(n) * width) {
    finish(folded<n, V>(middle + j, block.stride, half, weights, odd, read), j, width);
  }
}

}  // namespace footfall
