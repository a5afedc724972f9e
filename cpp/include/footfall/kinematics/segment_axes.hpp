// Axes of body segments from points, one segment after another as a table says.
#pragma once

#include <array>

#include "footfall/core/angle.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/kinematics/vectors.hpp"

namespace footfall {

/// Rows of the table, segments first: a segment's is
/// `0, first axis, second axis, a, a', b, b', way, …`, a joint's `1, …`.
///
/// The first axis runs from the middle of points a and a' to that of b and b' (twice the same
/// for one point). The second axis lies in the plane of the first and of a vector, by `way`:
/// a line between middles of points, an axis of a segment above, or a hinge.
inline constexpr Index frame_columns = 12;
enum FrameColumn : Index { row_kind, first_axis, second_axis, line_start, line_end = 5, way = 7 };
enum Way : Index { along_line, along_axis, along_hinge };

inline Index count_segments(const Index* rows, const Index n_rows) {
  Index n = 0;
  while (n < n_rows && rows[n * frame_columns] == 0) ++n;
  return n;
}

template <class V, class T>
FOOTFALL_INLINE Point<V> middle(const PointLanes<V, T>& points, const Index* pair) {
  const Point<V> one = points[pair[0]];
  if (pair[0] == pair[1]) return one;
  const Point<V> two = points[pair[1]];
  return scaled(Point<V>{one[0] + two[0], one[1] + two[1], one[2] + two[2]}, T(0.5));
}

template <class T, class V>
FOOTFALL_INLINE Point<V> unit(const Point<V>& u) {
  return scaled(u, T(1) / length(u));
}

/// Axes of segments, kept as matrices whose columns are X, Y and Z.
template <class V, class T>
class SegmentAxes {
 public:
  explicit SegmentAxes(T* numbers) : numbers_(numbers) {}

  FOOTFALL_INLINE Point<V> axis(const Index segment, const Index which) const {
    const T* const from = at(segment, 0, which);
    return {load<V>(from), load<V>(from + 3 * width), load<V>(from + 6 * width)};
  }
  FOOTFALL_INLINE void keep(const Index segment, const Index which, const Point<V>& axis) const {
    for (Index d = 0; d < 3; ++d) store(at(segment, d, which), axis[static_cast<std::size_t>(d)]);
  }

 private:
  static constexpr auto width = static_cast<Index>(lanes<T>);
  FOOTFALL_INLINE T* at(const Index segment, const Index d, const Index which) const {
    return numbers_ + (9 * segment + 3 * d + which) * width;
  }
  T* numbers_;
};

/// From how much flexion on a joint's own plane tells the axis it bends about.
template <class T>
struct Hinge {
  T from_deg, span_deg;

  Hinge(const double from, const double to)
      : from_deg(static_cast<T>(from)), span_deg(static_cast<T>(to - from)) {}

  /// Between a reference and the normal of the plane of both lines that meet in a joint, on the
  /// reference's side: the normal's share rises smoothly from 0 to 1 as the joint flexes.
  template <class V>
  FOOTFALL_INLINE Point<V> axis(const Point<V>& upper, const Point<V>& lower,
                                const Point<V>& reference) const {
    Point<V> normal = cross(upper, lower);
    const V size = length(normal);
    V share = (atan2_deg<T>(size, -dot(upper, lower)) - from_deg) / span_deg;
    share = select(share < T(0), V{}, share);
    share = select(share > T(1), V{} + T(1), share);
    share = share * share * (T(3) - T(2) * share);
    V factor = share / select(size == T(0), V{} + T(1), size);
    factor = select(dot(normal, reference) < T(0), -factor, factor);
    const V rest = T(1) - share;
    return {normal[0] * factor + reference[0] * rest, normal[1] * factor + reference[1] * rest,
            normal[2] * factor + reference[2] * rest};
  }
};

/// Axes of the first `n_segments` rows. Points that coincide or lie in line give NaN.
template <class V, class T>
FOOTFALL_INLINE void find_axes(const Index* rows, const Index n_segments,
                               const PointLanes<V, T>& points, const Hinge<T>& hinge,
                               const SegmentAxes<V, T>& axes) {
  for (Index segment = 0; segment < n_segments; ++segment) {
    const Index* const row = rows + segment * frame_columns;
    const Index first = row[first_axis], second = row[second_axis], third = 3 - first - second;
    const Point<V> start = middle(points, row + line_start);
    const Point<V> line = between(start, middle(points, row + line_end));
    const Index* const rest = row + way + 1;
    Point<V> toward;
    if (row[way] == along_line) {
      toward = between(middle(points, rest), middle(points, rest + 2));
    } else {
      toward = axes.axis(rest[0], rest[1]);
      if (row[way] == along_hinge) {
        toward = hinge.axis(line, between(start, middle(points, rest + 2)), toward);
      }
    }
    const bool cyclic = (first + 1) % 3 == second;
    // Both are normalised apart, so that neither waits for the other.
    const Point<V> one = unit<T>(line);
    const Point<V> other = unit<T>(cyclic ? cross(line, toward) : cross(toward, line));
    axes.keep(segment, first, one);
    axes.keep(segment, second, cyclic ? cross(other, one) : cross(one, other));
    axes.keep(segment, third, other);
  }
}

}  // namespace footfall
