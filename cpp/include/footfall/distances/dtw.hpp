// Distances between movements that differ in pace: dynamic time warping.
//
// Sakoe, Chiba (1978), doi:10.1109/TASSP.1978.1163055.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Root of the least sum of squared distances along a path through both sequences. A lane per pair.
template <class T>
class Dtw {
 public:
  static constexpr const char* name = "dtw";
  static constexpr std::array parameters{"band"};

  /// `band`: how many frames two matched ones may lie apart, or the difference of the lengths where
  /// that is more; negative for any.
  explicit Dtw(const std::array<double, 1>& p)
      : band_(p[0] < 0 ? std::numeric_limits<Index>::max() / 4 : static_cast<Index>(p[0])) {}

  /// Distances of each sequence of `a` to each of `b`: rows of `out`. Where both are the same
  /// batch only half is worked out. NaN where a sequence is empty or a sample not finite.
  void run(const Batch<const T>& a, const Batch<const T>& b, T* const out,
           const Index threads) const {
    const bool same = a.values == b.values && a.offsets == b.offsets;
    const auto order = by_length(b);
    const auto tasks = static_cast<Index>((order.size() + width - 1) / width);
    const Index cells = a.n_values() / std::max<Index>(1, b.channels) * b.n_values();
    parallel_for(tasks, threads, cells, [&] {
      return [&, work = Work{}](const Index task) mutable {
        const auto first = static_cast<std::size_t>(task) * width;
        const std::size_t count = std::min(width, order.size() - first);
        against(a, b, &order[first], count, same, out, work);
      };
    });
  }

 private:
  using V = Pack<T>;
  static constexpr std::size_t width = lanes<T>;
  static constexpr T never = std::numeric_limits<T>::infinity();

  struct Work {
    std::vector<V> others;  // frames of `width` sequences, side by side
    std::vector<V> row;     // least sums of a frame of the first with all of the others
  };

  static std::vector<Index> by_length(const Batch<const T>& b) {
    std::vector<Index> order(static_cast<std::size_t>(b.n_sequences));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](const Index i, const Index j) { return b.n_frames(i) > b.n_frames(j); });
    return order;
  }

  /// All of `a` against up to `width` of `b`; those of other lengths than the first in turn.
  void against(const Batch<const T>& a, const Batch<const T>& b, const Index* members,
               std::size_t count, const bool same, T* const out, Work& work) const {
    while (count > 0) {
      const Index m = b.n_frames(members[0]);
      std::size_t equal = 1;
      while (equal < count && b.n_frames(members[equal]) == m) ++equal;
      interleave(b, members, equal, m, work);
      for (Index i = 0; i < a.n_sequences; ++i) {
        const auto wanted = [&](const Index j) { return !same || i <= j; };
        if (!std::any_of(members, members + equal, wanted)) continue;
        const V distance = paths(a.at(i), a.n_frames(i), m, a.channels, work);
        for (std::size_t k = 0; k < equal; ++k) {
          const Index j = members[k];
          if (!wanted(j)) continue;
          out[i * b.n_sequences + j] = distance[k];
          if (same) out[j * b.n_sequences + i] = distance[k];
        }
      }
      members += equal;
      count -= equal;
    }
  }

  static void interleave(const Batch<const T>& b, const Index* const members,
                         const std::size_t count, const Index m, Work& work) {
    const auto n = static_cast<std::size_t>(m * b.channels);
    work.others.resize(n);
    for (std::size_t k = 0; k < width; ++k) {
      const T* const from = b.at(members[std::min(k, count - 1)]);
      for (std::size_t i = 0; i < n; ++i) work.others[i][k] = from[i];
    }
  }

  V paths(const T* const x, const Index n, const Index m, const Index channels, Work& work) const {
    if (n == 0 || m == 0) return V{} + nan<T>;
    switch (channels) {
      case 1:
        return paths<1>(x, n, m, channels, work);
      case 3:
        return paths<3>(x, n, m, channels, work);
      case 6:
        return paths<6>(x, n, m, channels, work);
      default:
        return paths<0>(x, n, m, channels, work);
    }
  }

  /// Number `c` of channels, where it is known when compiled.
  template <Index c>
  V paths(const T* const x, const Index n, const Index m, const Index channels, Work& work) const {
    const Index reach = std::max(band_, n > m ? n - m : m - n);
    // One more in front and behind, so that the borders need no care.
    work.row.assign(static_cast<std::size_t>(m + 2), V{} + never);
    V* const row = work.row.data() + 1;
    row[-1] = V{};  // nothing before the first pair
    const V* const y = work.others.data();
    const Index width_c = c > 0 ? c : channels;
    Index i = 0;
    for (; i + 1 < n; i += 2) {
      two_rows<c>(x + i * width_c, y, i, m, reach, channels, row);
    }
    if (i < n) one_row<c>(x + i * width_c, y, i, m, reach, channels, row);
    V total = row[m - 1];
    // A sample that is not finite leaves its mark in the sum over all of both.
    V check{};
    for (Index k = 0; k < m * width_c; ++k) check = check + (y[k] - y[k]);
    T own = 0;
    for (Index k = 0; k < n * width_c; ++k) own += x[k] - x[k];
    return sqrt(total) + (check + own);
  }

  template <Index c>
  FOOTFALL_INLINE static V cost(const T* const x, const V* const y, const Index channels) {
    V d = y[0] - x[0];
    V sum = d * d;
    for (Index k = 1; k < (c > 0 ? c : channels); ++k) {
      d = y[k] - x[k];
      sum = multiply_add(d, d, sum);
    }
    return sum;
  }

  template <Index c>
  FOOTFALL_INLINE static void one_row(const T* const x, const V* const y, const Index i,
                                      const Index m, const Index reach, const Index channels,
                                      V* const row) {
    const Index first = std::max<Index>(0, i - reach), last = std::min(m - 1, i + reach);
    V corner = row[first - 1], left = V{} + never;
    for (Index j = first; j <= last; ++j) {
      const V above = row[j];
      left = cost<c>(x, y + j * channels, channels) + least(left, least(above, corner));
      corner = above;
      row[j] = left;
    }
    row[first - 1] = V{} + never;
  }

  /// Rows i and i + 1, so that each frame of the others is read once for both.
  template <Index c>
  FOOTFALL_INLINE static void two_rows(const T* const x, const V* const y, const Index i,
                                       const Index m, const Index reach, const Index channels,
                                       V* const row) {
    const Index step = c > 0 ? c : channels;
    const Index first = std::max<Index>(0, i - reach), last = std::min(m - 1, i + reach);
    const Index next_first = std::max<Index>(0, i + 1 - reach);
    V corner = row[first - 1], left = V{} + never, below = V{} + never;
    Index j = first;
    for (; j < next_first; ++j) {  // the second row does not reach here
      const V above = row[j];
      left = cost<c>(x, y + j * step, channels) + least(left, least(above, corner));
      corner = above;
      row[j] = V{} + never;
    }
    row[first - 1] = V{} + never;
    V diagonal = j > first ? left : V{} + never;
    for (; j <= last; ++j) {
      const V above = row[j];
      const V* const other = y + j * step;
      left = cost<c>(x, other, channels) + least(left, least(above, corner));
      below = cost<c>(x + step, other, channels) + least(below, least(left, diagonal));
      corner = above;
      diagonal = left;
      row[j] = below;
    }
    if (j <= m - 1 && j <= i + 1 + reach) {  // nor does the first one there
      below = cost<c>(x + step, y + j * step, channels) + least(below, diagonal);
      row[j] = below;
    }
  }

  Index band_;
};

}  // namespace footfall
