// Coordinates of points along a direction; what does not count in it may be missing.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/unrolled.hpp"

namespace footfall {

using Direction = std::array<double, 3>;
using Track = std::vector<double>;

/// Coordinate of point `k` of a frame.
template <class T>
double along(const T* frame, const Index k, const Index dimensions, const Direction& direction) {
  double sum = 0;
  for (Index d = 0; d < dimensions; ++d) {
    const double share = direction[static_cast<std::size_t>(d)];
    if (share != 0) sum += static_cast<double>(frame[k * dimensions + d]) * share;
  }
  return sum;
}

/// The axes that count in a direction.
template <std::size_t n>
class Axes {
 public:
  explicit Axes(const Direction& direction) {
    std::size_t found = 0;
    for (std::size_t d = 0; d < direction.size(); ++d) {
      if (direction[d] == 0 || found == n) continue;
      axis_[found] = static_cast<Index>(d);
      share_[found++] = direction[d];
    }
  }

  /// Coordinates, a frame per lane, of a point whose numbers are at `from` in the first of them.
  template <class V, class T>
  FOOTFALL_INLINE V along(const T* const from, const Index channels) const {
    V sum{};
    for (std::size_t a = 0; a < n; ++a) sum += load_apart<V>(from + axis_[a], channels) * share_[a];
    return sum;
  }

 private:
  std::array<Index, n> axis_{};
  std::array<double, n> share_{};
};

/// Calls `visit(axes)` with those axes that count among the first `dimensions`.
template <class Visit>
void with_axes(const Index dimensions, Direction direction, const Visit& visit) {
  std::size_t count = 0;
  for (std::size_t d = 0; d < direction.size(); ++d) {
    if (static_cast<Index>(d) >= dimensions) direction[d] = 0;
    if (direction[d] != 0) ++count;
  }
  if (count == 0) return visit(Axes<0>(direction));
  unrolled<direction.size()>([&](auto n) {
    if (count == n + 1) visit(Axes<n + 1>(direction));
  });
}

/// Writes what `read(axes, type, frame)` gives for each of `n` frames, some at a time.
template <class T, class Read>
void read_frames(const T* const x, const Index n, const Index channels, const Index dimensions,
                 const Direction& direction, Track& track, const Read& read) {
  track.resize(static_cast<std::size_t>(n));
  // Copies, so that the loop need not look whether what it writes changes them.
  with_axes(dimensions, direction, [=, to = track.data()](const auto axes) {
    constexpr auto width = static_cast<Index>(lanes<double>);
    Index i = 0;
    for (; i + width <= n; i += width) {
      store(to + i, read(axes, Pack<double>{}, x + i * channels));
    }
    for (; i < n; ++i) store(to + i, read(axes, 0.0, x + i * channels));
  });
}

/// Writes the coordinate of point `k` in each of `n` frames.
template <class T>
void read_track(const T* const x, const Index n, const Index channels, const Index k,
                const Index dimensions, const Direction& direction, Track& track) {
  const auto read = [=]<class V>(const auto& axes, const V /*type*/, const T* const frame) {
    return axes.template along<V>(frame + k * dimensions, channels);
  };
  read_frames(x, n, channels, dimensions, direction, track, read);
}

/// The same for the mean of points `a` and `b`.
template <class T>
void read_track(const T* const x, const Index n, const Index channels, const Index a, const Index b,
                const Index dimensions, const Direction& direction, Track& track) {
  const auto read = [=]<class V>(const auto& axes, const V /*type*/, const T* const frame) {
    const V one = axes.template along<V>(frame + a * dimensions, channels);
    const V other = a == b ? one : axes.template along<V>(frame + b * dimensions, channels);
    return 0.5 * (one + other);
  };
  read_frames(x, n, channels, dimensions, direction, track, read);
}

}  // namespace footfall
