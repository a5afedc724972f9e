// Turns rows of numbers into lanes and back: tiles of as many rows as a register has lanes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

#if defined(FOOTFALL_SHUFFLES)
/// Exchanges blocks of `h` lanes across the diagonal of two rows that lie `h` apart.
template <std::size_t h, class V, std::size_t... k>
FOOTFALL_INLINE void exchange(V& upper, V& lower, std::index_sequence<k...> /*lanes*/) {
  constexpr std::size_t n = sizeof...(k);
  const V first = __builtin_shufflevector(upper, lower, ((k & h) != 0 ? n + k - h : k)...);
  lower = __builtin_shufflevector(upper, lower, ((k & h) != 0 ? n + k : k + h)...);
  upper = first;
}
template <std::size_t h, class V, std::size_t n>
FOOTFALL_INLINE void exchange_all(std::array<V, n>& rows) {
  if constexpr (h > 0) {
    for (std::size_t i = 0; i < n; ++i) {
      if ((i & h) == 0) exchange<h>(rows[i], rows[i + h], std::make_index_sequence<n>{});
    }
    exchange_all<h / 2>(rows);
  }
}
#endif

/// Turns rows of as many registers as each has lanes into columns.
template <class V, std::size_t n>
FOOTFALL_INLINE void transpose_rows(std::array<V, n>& rows) {
#if defined(FOOTFALL_SHUFFLES)
  exchange_all<n / 2>(rows);
#else
  if constexpr (n > 1) {
    const std::array<V, n> from = rows;
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t c = 0; c < n; ++c) rows[c][r] = from[r][c];
    }
  }
#endif
}

/// Moves a square tile, rows to columns: row r starts at `from + r * from_stride`.
template <class T>
FOOTFALL_INLINE void transpose_tile(const T* from, const Index from_stride, T* to,
                                    const Index to_stride) {
  constexpr auto width = static_cast<Index>(lanes<T>);
  std::array<Pack<T>, lanes<T>> rows;
  for (Index r = 0; r < width; ++r) {
    rows[static_cast<std::size_t>(r)] = load<Pack<T>>(from + r * from_stride);
  }
  transpose_rows(rows);
  for (Index r = 0; r < width; ++r) store(to + r * to_stride, rows[static_cast<std::size_t>(r)]);
}

/// Where tiles start that together cover those of `count` numbers that `wanted(i)` names.
///
/// The last one ends with the numbers and may overlap the one before; none when a tile is wider
/// than all numbers.
template <class T, class Wanted>
std::vector<Index> tile_starts(const Index count, const Wanted& wanted) {
  constexpr auto width = static_cast<Index>(lanes<T>);
  std::vector<Index> starts;
  Index covered = 0;
  for (Index i = 0; i < count && count >= width; ++i) {
    if (i < covered || !wanted(i)) continue;
    starts.push_back(std::min(i, count - width));
    covered = starts.back() + width;
  }
  return starts;
}

}  // namespace footfall
