// Drives per-frame maps: from some points of a frame to numbers, for each row of a table.
#pragma once

#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Frames of `points` points with `dimensions` coordinates, and which points each output reads.
template <class T>
struct FrameTable {
  const T* values;
  Index n_frames, points, dimensions;
  const Index* rows;  // (n_rows, A::points), indices of points
  Index n_rows;
};

template <class V>
using Point = std::array<V, 3>;

/// Lane k of each coordinate comes from frame k of `count` frames; a third one may be absent.
template <class V, class T>
FOOTFALL_INLINE Point<V> gather(const T* frames, const Index stride, const Index offset,
                                const Index dimensions, const std::size_t count) {
  Point<V> point{};
  for (std::size_t d = 0; d < static_cast<std::size_t>(dimensions); ++d) {
    alignas(64) std::array<T, sizeof(V) / sizeof(T)> lane{};
    for (std::size_t k = 0; k < count; ++k) {
      lane[k] = frames[static_cast<Index>(k) * stride + offset + static_cast<Index>(d)];
    }
    point[d] = load<V>(lane.data());
  }
  return point;
}

/// Maps `count` frames, one per lane.
template <class V, class A, class T>
void map_frames(const A& algorithm, const FrameTable<T>& table, const Index first,
                const std::size_t count, T* out) {
  const Index stride = table.points * table.dimensions;
  const T* frames = table.values + first * stride;
  for (Index row = 0; row < table.n_rows; ++row) {
    std::array<Point<V>, A::points> points;
    for (std::size_t p = 0; p < A::points; ++p) {
      const Index point = table.rows[row * static_cast<Index>(A::points) + static_cast<Index>(p)];
      points[p] = gather<V>(frames, stride, point * table.dimensions, table.dimensions, count);
    }
    alignas(64) std::array<T, sizeof(V) / sizeof(T)> lane;
    store(lane.data(), algorithm.map(points));
    for (std::size_t k = 0; k < count; ++k) {
      out[(first + static_cast<Index>(k)) * table.n_rows + row] = lane[k];
    }
  }
}

/// Maps all frames; `out` is (n_frames, n_rows). Missing coordinates give missing outputs.
template <class A, class T>
void run_frames(const A& algorithm, const FrameTable<T>& table, T* out, const Index threads) {
  constexpr Index block = 512, width = static_cast<Index>(lanes<T>);
  const Index blocks = (table.n_frames + block - 1) / block;
  parallel_for(blocks, threads, table.n_frames * table.n_rows * 10, [&] {
    return [&](const Index b) {
      const Index end = std::min(table.n_frames, (b + 1) * block);
      for (Index i = b * block; i < end; i += width) {
        const auto count = static_cast<std::size_t>(std::min(width, end - i));
        map_frames<Pack<T>>(algorithm, table, i, count, out);
      }
    };
  });
}

}  // namespace footfall
