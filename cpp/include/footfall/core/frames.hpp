// Drives per-frame maps: from the points of a frame to numbers, as the rows of a table say.
#pragma once

#include <algorithm>
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

/// How many numbers a map keeps of a frame on its way.
template <class A, class T>
Index work_of([[maybe_unused]] const FrameTable<T>& table) {
  if constexpr (PointMap<A>) {
    return 0;
  } else {
    return A::work(table);
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

/// Frames of `count` numbers, of which a few at a time go into lanes and out of them.
template <class T>
class FrameLanes {
 public:
  static constexpr auto width = static_cast<Index>(lanes<T>);

  FrameLanes(const Index count, const std::vector<bool>& wanted)
      : count_(count), tiles_(tile_starts<T>(count, [&](const Index i) -> bool {
          return wanted[static_cast<std::size_t>(i)];
        })) {}

  Index size() const { return count_ * width; }

  /// Number i of frame k goes to `to[i * width + k]`; lanes without a frame are zero.
  void load(const T* from, const Index frames, T* to) const {
    if (frames == width && !tiles_.empty()) {
      for (Index i = 0; i < size(); i += line) prefetch(from + ahead + i);
      for (const Index i : tiles_) transpose_tile(from + i, count_, to + i * width, width);
      return;
    }
    for (Index i = 0; i < count_; ++i) {
      for (Index k = 0; k < width; ++k) {
        to[i * width + k] = k < frames ? from[k * count_ + i] : T(0);
      }
    }
  }

  void store(const T* from, const Index frames, T* to) const {
    if (frames == width && !tiles_.empty()) {
      for (const Index i : tiles_) transpose_tile(from + i * width, width, to + i, count_);
      return;
    }
    for (Index k = 0; k < frames; ++k) {
      for (Index i = 0; i < count_; ++i) to[k * count_ + i] = from[i * width + k];
    }
  }

 private:
  static constexpr Index line = 64 / Index(sizeof(T));
  static constexpr Index ahead = 96 * line;  // far enough for memory, near enough for the cache

  Index count_;
  std::vector<Index> tiles_;
};

/// Maps all frames; `out` is (n_frames, outputs). Missing coordinates give missing outputs.
template <class A, class T>
void run_frames(const A& algorithm, const FrameTable<T>& table, T* out, const Index threads) {
  constexpr Index block = 512;
  const Index numbers = table.points * table.dimensions, outputs = outputs_of<A>(table);
  const FrameLanes<T> inputs(numbers, numbers_read<A>(table));
  const FrameLanes<T> results(outputs, std::vector<bool>(static_cast<std::size_t>(outputs), true));
  const auto room = [](const Index n) { return Scratch<T>(static_cast<std::size_t>(n)); };
  const Index blocks = (table.n_frames + block - 1) / block;
  parallel_for(blocks, threads, table.n_frames * outputs * 10, [&] {
    return [&, in = room(inputs.size()), work = room(work_of<A>(table) * inputs.width),
            made = room(results.size())](const Index b) {
      const Index end = std::min(table.n_frames, (b + 1) * block);
      for (Index i = b * block; i < end; i += inputs.width) {
        const Index count = std::min(inputs.width, end - i);
        inputs.load(table.values + i * numbers, count, in.data());
        map_lanes(algorithm, table, PointLanes<Pack<T>, T>(in.data(), table.dimensions),
                  work.data(), made.data());
        results.store(made.data(), count, out + i * outputs);
      }
    };
  });
}

}  // namespace footfall
