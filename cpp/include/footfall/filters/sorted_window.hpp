// The window around each sample, sorted: what median and Hampel filters look at.
//
// Missing samples sort to the end, as infinity. Small windows are sorted by a network; larger
// ones stay sorted from row to row, one sample out and one in, in time linear in their length.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/sorting.hpp"
#include "footfall/core/windows.hpp"

namespace footfall {

/// The mean of two numbers; the number itself where they are equal, however large.
template <class T, class V>
FOOTFALL_INLINE V mean_of(const V low, const V high) {
  return select(low == high, low, T(0.5) * (low + high));
}

/// Median of the first `count` of sorted numbers, of which each lane has its own count.
template <class T, std::size_t n, class V>
FOOTFALL_INLINE V median_of_first(const std::array<V, n>& sorted, const V count) {
  V low = sorted[0], high = sorted[0];
  unrolled<n / 2>([&](auto k) {
    low = select(count > V{} + T(2 * k + 2), sorted[k + 1], low);
    high = select(count > V{} + T(2 * k + 1), sorted[k + 1], high);
  });
  return mean_of<T>(low, high);
}

/// One sorted window of `count` numbers among those of other lanes.
template <class T>
struct SortedLane {
  const T* first;
  Index count;
  T operator[](const Index k) const { return first[k * static_cast<Index>(lanes<T>)]; }
  T median() const { return mean_of<T>((*this)[(count - 1) / 2], (*this)[count / 2]); }
};

/// Runs windows of `half` samples on both sides through `judge`, which gives the result of
/// - `whole(window, value)`: unsorted numbers around a value of each lane, none missing;
/// - `pair(window)`, if it has that: both results of two neighbouring windows, none missing;
/// - `sorted(window, half, value)`: the same, sorted, one register after another in memory;
/// - `some(window, count, value)`: sorted, each lane with its own count, the rest infinite;
/// - `lane(window, value)`: a `SortedLane`.
template <class T, class Judge>
class SortedWindows {
 public:
  SortedWindows(const Judge& judge, const Index half) : judge_(judge), half_(half) {}

  static std::size_t scratch_size(const Index half) {
    return half > widest ? static_cast<std::size_t>(2 * half + 1) * lanes<T> : 0;
  }

  void run(const WindowBlock<T>& block, const Scratch<T>& scratch) const {
    switch (half_) {
      case 1:
        return by_network<3>(block);
      case 2:
        return by_network<5>(block);
      case 3:
        return by_network<7>(block);
      case 4:
        return by_network<9>(block);
      case 5:
        return by_network<11>(block);
      default:
        return by_insertion(block, scratch.data());
    }
  }

 private:
  using V = Pack<T>;
  static constexpr auto width = static_cast<Index>(lanes<T>);
  static constexpr Index widest = 5;  // half width of a network

  template <std::size_t n>
  void by_network(const WindowBlock<T>& block) const {
    Index j = 0;
    if constexpr (requires { &Judge::template pair<n, V>; }) {
      if (block.stride >= 4 * width) j = by_pairs<n>(block);
    }
    for (; j < block.count; j += width) one_by_network<n>(block, j);
  }

  /// Two rows at a time, whose windows have most samples in common; gives how far it came.
  /// What stands beyond the end of a row is the start of the next one and comes out right, too.
  template <std::size_t n>
  Index by_pairs(const WindowBlock<T>& block) const {
    const Index stride = block.stride;
    Index start = 0;
    for (; start + 2 * stride <= block.count; start += 2 * stride) {
      for (Index j = start; j < start + stride; j += width) {
        prefetch(block.next + j);
        prefetch(block.next + j + stride);
        const auto both = window_at<n + 1>(block, j);
        if (block.finite || all_numbers(both)) {
          const auto results = judge_.template pair<n>(both);
          store(block.out + j, results[0]);
          store(block.out + j + stride, results[1]);
        } else {
          one_by_network<n>(block, j);
          one_by_network<n>(block, j + stride);
        }
      }
    }
    return start;
  }

  template <std::size_t n>
  FOOTFALL_INLINE static std::array<V, n> window_at(const WindowBlock<T>& block, const Index j) {
    std::array<V, n> window;
    unrolled<n>(
        [&](auto k) { window[k] = load<V>(block.x + j + static_cast<Index>(k) * block.stride); });
    return window;
  }

  template <std::size_t n>
  FOOTFALL_INLINE void one_by_network(const WindowBlock<T>& block, const Index j) const {
    prefetch(block.next + j);
    const auto window = window_at<n>(block, j);
    const V value = window[n / 2];
    if (block.finite || all_numbers(window)) {
      store(block.out + j, judge_.whole(window, value));
    } else {
      store(block.out + j, if_number(value, with_missing(window, value), value));
    }
  }

  template <std::size_t n>
  FOOTFALL_INLINE static bool all_numbers(const std::array<V, n>& window) {
    V sum = window[0];
    unrolled<n - 1>([&](auto k) { sum += window[k + 1]; });
    return all(sum == sum);
  }

  template <std::size_t n>
  FOOTFALL_INLINE V with_missing(std::array<V, n> window, const V value) const {
    V count{};
    unrolled<n>([&](auto k) {
      count += one_if_number(window[k]);
      window[k] = last_if_missing(window[k]);
    });
    sort(window);
    return judge_.some(window, count, value);
  }

  FOOTFALL_INLINE static V one_if_number(const V x) { return if_number(x, V{} + T(1), V{}); }
  FOOTFALL_INLINE static V last_if_missing(const V x) { return if_number(x, x, V{} + infinity<T>); }

  /// Registers of channels one after another, each down all rows.
  void by_insertion(const WindowBlock<T>& block, T* const sorted) const {
    for (Index c = 0; c < block.stride; c += width) {
      const auto used = static_cast<std::size_t>(std::min(width, block.stride - c));
      const V count = fill(block.x + c, block.stride, sorted);
      down(block, c, used, count, sorted);
    }
  }

  /// Sorts the first window; gives how many of its samples are there.
  V fill(const T* const x, const Index stride, T* const sorted) const {
    V count{};
    for (Index k = 0; k <= 2 * half_; ++k) store(sorted + k * width, V{} + infinity<T>);
    for (Index k = 0; k <= 2 * half_; ++k) {
      const V value = load<V>(x + k * stride);
      count += one_if_number(value);
      replace(sorted, V{} + infinity<T>, last_if_missing(value));
    }
    return count;
  }

  void down(const WindowBlock<T>& block, const Index c, const std::size_t used, V count,
            T* const sorted) const {
    const V full = V{} + static_cast<T>(2 * half_ + 1);
    for (Index j = c;;) {
      const V value = load<V>(block.x + j + half_ * block.stride);
      if (all(count == full)) {
        store(block.out + j, judge_.sorted(sorted, half_, value), used);
      } else {
        std::array<T, lanes<T>> x, counts;
        store(x.data(), value);
        store(counts.data(), count);
        for (std::size_t k = 0; k < used; ++k) {
          const SortedLane<T> lane{sorted + k, static_cast<Index>(counts[k])};
          block.out[j + static_cast<Index>(k)] = x[k] == x[k] ? judge_.lane(lane, x[k]) : x[k];
        }
      }
      if (j + block.stride >= block.count) return;
      const V out = load<V>(block.x + j), in = load<V>(block.x + j + full_rows(block.stride));
      count += one_if_number(in) - one_if_number(out);
      replace(sorted, last_if_missing(out), last_if_missing(in));
      j += block.stride;
    }
  }

  Index full_rows(const Index stride) const { return (2 * half_ + 1) * stride; }

  /// Takes one number out of a sorted window and puts another in.
  FOOTFALL_INLINE void replace(T* const sorted, const V out, const V in) const {
    V here = load<V>(sorted), before = V{} - infinity<T>;
    for (Index k = 0; k < 2 * half_; ++k) {
      const V next = load<V>(sorted + (k + 1) * width);
      const V left = select(here < out, here, next);
      store(sorted + k * width, greatest(before, least(in, left)));
      here = next;
      before = left;
    }
    store(sorted + 2 * half_ * width, greatest(before, in));
  }

  const Judge& judge_;
  Index half_;
};

}  // namespace footfall
