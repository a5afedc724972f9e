// Drives per-frame maps: from the points of a frame to numbers, as the rows of a table say.
#pragma once

#include <array>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/transpose.hpp"

namespace footfall {

/// Frames of `points` points with `dimensions` coordinates, and rows of whole numbers that say
/// what to make of them.
template <class T>
struct FrameTable {
  const T* values;
  Index n_frames, points, dimensions;
  const Index* rows;
  Index n_rows;
};

template <class V>
using Point = std::array<V, 3>;

/// The points of some frames, one frame per lane.
template <class V, class T>
class PointLanes {
 public:
  PointLanes(const T* numbers, const Index dimensions)
      : numbers_(numbers), dimensions_(dimensions) {}

  /// A third coordinate may be absent: it is zero.
  FOOTFALL_INLINE Point<V> operator[](const Index point) const {
    constexpr auto width = static_cast<Index>(sizeof(V) / sizeof(T));
    const T* const from = numbers_ + point * dimensions_ * width;
    return {load<V>(from), load<V>(from + width),
            dimensions_ == 3 ? load<V>(from + 2 * width) : V{}};
  }

 private:
  const T* numbers_;
  Index dimensions_;
};

/// A map whose rows each give one number from a few points, which the row lists.
template <class A>
concept PointMap = requires { A::points; };

/// How many numbers a frame gives.
template <class A, class T>
Index outputs_of(const FrameTable<T>& table) {
  if constexpr (PointMap<A>) {
    return table.n_rows;
  } else {
    return A::outputs(table);
  }
}

/// Maps the frames in the lanes; number c of the results goes to `out + c * lanes`.
template <class V, class A, class T>
void map_lanes(const A& algorithm, const FrameTable<T>& table, const PointLanes<V, T>& points,
               [[maybe_unused]] T* work, T* out) {
  if constexpr (PointMap<A>) {
    constexpr auto columns = static_cast<Index>(A::points);
    for (Index row = 0; row < table.n_rows; ++row) {
      std::array<Point<V>, A::points> at;
      for (Index p = 0; p < columns; ++p) {
        at[static_cast<std::size_t>(p)] = points[table.rows[row * columns + p]];
      }
      store(out + row * static_cast<Index>(lanes<T>), algorithm.map(at));
    }
  } else {
    algorithm.template map<V>(table, points, work, out);
  }
}

/// Whether each number of a frame is read; a whole-frame map may read all.
template <class A, class T>
std::vector<bool> numbers_read(const FrameTable<T>& table) {
  const Index numbers = table.points * table.dimensions;
  std::vector<bool> read(static_cast<std::size_t>(numbers), !PointMap<A>);
  if constexpr (PointMap<A>) {
    for (Index i = 0; i < table.n_rows * static_cast<Index>(A::points); ++i) {
      for (Index d = 0; d < table.dimensions; ++d) {
        read[static_cast<std::size_t>(table.rows[i] * table.dimensions + d)] = true;
      }
    }
  }
  return read;
}

/// Maps all frames; `out` is (n_frames, outputs). Missing coordinates give missing outputs.
template <class A, class T>
void run_frames(const A& algorithm, const FrameTable<T>& table, T* out, const Index threads) {
  constexpr auto width = static_cast<Index>(lanes<T>);
  constexpr Index block = 512;
  const Index numbers = table.points * table.dimensions, outputs = outputs_of<A>(table);
  const auto read = numbers_read<A>(table);
  const auto tiles_in = tile_starts<T>(
      numbers, [&](const Index i) -> bool { return read[static_cast<std::size_t>(i)]; });
  const auto tiles_out = tile_starts<T>(outputs, [](const Index) { return true; });
  const Index work = [&]() -> Index {
    if constexpr (PointMap<A>) return 0;
    else return A::work(table);
  }();

  const auto load_frames = [&](const Index first, const Index count, T* in) {
    const T* const from = table.values + first * numbers;
    if (count == width && !tiles_in.empty()) {
      for (const Index i : tiles_in) transpose_tile(from + i, numbers, in + i * width, width);
      return;
    }
    for (Index i = 0; i < numbers; ++i) {
      for (Index k = 0; k < width; ++k) {
        in[i * width + k] = k < count ? from[k * numbers + i] : T(0);
      }
    }
  };
  const auto store_frames = [&](const Index first, const Index count, const T* results) {
    T* const to = out + first * outputs;
    if (count == width && !tiles_out.empty()) {
      for (const Index i : tiles_out) transpose_tile(results + i * width, width, to + i, outputs);
      return;
    }
    for (Index k = 0; k < count; ++k) {
      for (Index i = 0; i < outputs; ++i) to[k * outputs + i] = results[i * width + k];
    }
  };

  const Index blocks = (table.n_frames + block - 1) / block;
  parallel_for(blocks, threads, table.n_frames * outputs * 10, [&] {
    const auto room = [&](const Index n) {
      return Scratch<T>(static_cast<std::size_t>(n) * lanes<T>);
    };
    return [&, in = room(numbers), between = room(work), results = room(outputs)](const Index b) {
      const Index end = std::min(table.n_frames, (b + 1) * block);
      for (Index i = b * block; i < end; i += width) {
        const Index count = std::min(width, end - i);
        load_frames(i, count, in.data());
        map_lanes(algorithm, table, PointLanes<Pack<T>, T>(in.data(), table.dimensions),
                  between.data(), results.data());
        store_frames(i, count, results.data());
      }
    };
  });
}

}  // namespace footfall
