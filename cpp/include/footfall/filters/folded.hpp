// Weighted sums over windows whose weights are even or odd about the middle.
#pragma once

#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/unrolled.hpp"
#include "footfall/core/windows.hpp"

namespace footfall {

/// Whether weights before the middle are those after it, or their negatives.
enum class Parity { even, odd };

/// w[0] x[0] + sum of w[k] (x[k] + x[-k]), or of w[k] (x[k] - x[-k]) where they are odd, for
/// neighbouring windows; `read(place)` gives what stands in a register at a place.
template <Parity parity, std::size_t n, class V, class T, class Read>
FOOTFALL_INLINE std::array<V, n> folded(const T* const middle, const Index stride, const Index half,
                                        const T* const weights, const Read& read) {
  constexpr auto width = static_cast<Index>(sizeof(V) / sizeof(T));
  std::array<V, n> sum;
  unrolled<n>([&](auto p) { sum[p] = weights[0] * read(middle + static_cast<Index>(p) * width); });
  const T *after = middle, *before = middle;
  for (Index k = 1; k <= half; ++k) {
    after += stride;
    before -= stride;
    const T weight = weights[k];
    unrolled<n>([&](auto p) {
      const V a = read(after + static_cast<Index>(p) * width);
      const V b = read(before + static_cast<Index>(p) * width);
      sum[p] = multiply_add(weight, parity == Parity::odd ? a - b : a + b, sum[p]);
    });
  }
  return sum;
}

/// The same for the windows `n` frames one after another, of a register each: what several of them
/// see is loaded once.
template <Parity parity, std::size_t n, class V, class T>
FOOTFALL_INLINE std::array<V, n> folded_rows(const T* const middle, const Index stride,
                                             const Index half, const T* const weights) {
  std::array<V, n> sum, later, earlier;
  unrolled<n>([&](auto r) {
    later[r] = earlier[r] = load<V>(middle + static_cast<Index>(r) * stride);
    sum[r] = weights[0] * later[r];
  });
  const T *after = middle + static_cast<Index>(n - 1) * stride, *before = middle;
  for (Index k = 1; k <= half; ++k) {
    after += stride;
    before -= stride;
    const T weight = weights[k];
    unrolled<n - 1>([&](auto r) {
      later[r] = later[r + 1];
      earlier[n - 1 - r] = earlier[n - 2 - r];
    });
    later[n - 1] = load<V>(after);
    earlier[0] = load<V>(before);
    unrolled<n>([&](auto r) {
      const V both = parity == Parity::odd ? later[r] - earlier[r] : later[r] + earlier[r];
      sum[r] = multiply_add(weight, both, sum[r]);
    });
  }
  return sum;
}

/// Fills the results of a block with such sums, several registers at a time; calls `repair(j)`
/// for each register of results that are not all finite.
template <Parity parity, class T, class Repair>
void folded_block(const WindowBlock<T>& block, const Index reach, const Index half,
                  const T* const weights, const Repair& repair) {
  using V = Pack<T>;
  constexpr auto width = static_cast<Index>(lanes<T>);
  constexpr std::size_t n = 4;
  const T* const middle = block.x + reach * block.stride;
  const auto put = [&](const Index first, const Index step, const std::array<V, n>& sum) {
    unrolled<n>([&](auto p) {
      const Index place = first + static_cast<Index>(p) * step;
      prefetch(block.next + place);
      store(block.out + place, sum[p]);
    });
    if (block.finite || all_finite((sum[0] + sum[1]) + (sum[2] + sum[3]))) return;
    unrolled<n>([&](auto p) {
      if (!all_finite(sum[p])) repair(first + static_cast<Index>(p) * step);
    });
  };
  Index j = 0;
  // Rows that fill most of their registers go together: a register of each, side by side.
  if (4 * width <= block.stride) {
    const Index rows = static_cast<Index>(n) * block.stride;
    for (; j + rows <= block.count; j += rows) {
      for (Index c = j; c < j + block.stride; c += width) {
        put(c, block.stride, folded_rows<parity, n, V>(middle + c, block.stride, half, weights));
      }
    }
  }
  const auto read = [](const T* const place) { return load<V>(place); };
  for (; j < block.count; j += static_cast<Index>(n) * width) {
    put(j, width, folded<parity, n, V>(middle + j, block.stride, half, weights, read));
  }
}

}  // namespace footfall
