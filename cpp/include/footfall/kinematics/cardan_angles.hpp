// Cardan angles of joints: from points to segment frames to three angles each, in one pass.
//
// Grood, Suntay (1983), doi:10.1115/1.3138397; Wu et al. (2002), doi:10.1016/S0021-9290(01)00222-6.
#pragma once

#include <array>

#include "footfall/core/angle.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/kinematics/segment_axes.hpp"

namespace footfall {

/// Rotation of a segment seen from another as turns about its axes i, j, k one after another,
/// degrees. A joint's row is `1, from, to, i, j, k, sign, sign, sign, …`; from -1 is the room.
///
/// Where the middle turn exceeds `gimbal_deg` to either side, the other two are NaN.
template <class T>
struct CardanAngles {
  static constexpr const char* name = "cardan_angles";
  static constexpr std::array parameters{
      "hinge_from_deg", "hinge_to_deg", "gimbal_deg", "forward_x", "forward_y", "forward_z",
      "up_x",           "up_y",         "up_z",       "right_x",   "right_y",   "right_z"};

  explicit CardanAngles(const std::array<double, 12>& values)
      : hinge_(values[0], values[1]), gimbal_deg_(static_cast<T>(values[2])) {
    for (std::size_t i = 0; i < 9; ++i) room_[i / 3][i % 3] = static_cast<T>(values[3 + i]);
  }

  static Index outputs(const FrameTable<T>& table) {
    return 3 * (table.n_rows - count_segments(table.rows, table.n_rows));
  }
  static Index work(const FrameTable<T>& table) {
    return 9 * count_segments(table.rows, table.n_rows);
  }

  template <class V>
  FOOTFALL_INLINE void map(const FrameTable<T>& table, const PointLanes<V, T>& points, T* work,
                           T* out) const {
    const SegmentAxes<V, T> axes(work);
    const Index segments = count_segments(table.rows, table.n_rows);
    find_axes(table.rows, segments, points, hinge_, axes);
    for (Index joint = segments; joint < table.n_rows; ++joint) {
      const Index* const row = table.rows + joint * frame_columns;
      const auto angles = turns<V>(row, axes);
      for (std::size_t i = 0; i < 3; ++i) {
        store(out, row[6 + i] < 0 ? -angles[i] : angles[i]);
        out += lanes<T>;
      }
    }
  }

 private:
  template <class V>
  FOOTFALL_INLINE std::array<V, 3> turns(const Index* row, const SegmentAxes<V, T>& axes) const {
    const Index i = row[3], j = row[4], k = row[5];
    const Point<V> from_i = axis(row[1], i, axes), from_j = axis(row[1], j, axes),
                   from_k = axis(row[1], k, axes);
    const Point<V> to_i = axis(row[2], i, axes), to_j = axis(row[2], j, axes),
                   to_k = axis(row[2], k, axes);
    const V way = V{} + ((i + 1) % 3 == j ? T(1) : T(-1));  // of the order's handedness
    const V x = dot(from_k, to_k), y = -way * dot(from_j, to_k);
    const V first = atan2_deg<T>(y, x);
    const V middle = atan2_deg<T>(way * dot(from_i, to_k), sqrt(x * x + y * y));
    const V last = atan2_deg<T>(-way * dot(from_i, to_j), dot(from_i, to_i));
    const auto locked = abs(middle) > gimbal_deg_;
    const V missing = V{} + nan<T>;
    return {select(locked, missing, first), middle, select(locked, missing, last)};
  }

  template <class V>
  FOOTFALL_INLINE Point<V> axis(const Index segment, const Index which,
                                const SegmentAxes<V, T>& axes) const {
    if (segment >= 0) return axes.axis(segment, which);
    const auto& fixed = room_[static_cast<std::size_t>(which)];
    return {V{} + fixed[0], V{} + fixed[1], V{} + fixed[2]};
  }

  Hinge<T> hinge_;
  T gimbal_deg_;
  std::array<std::array<T, 3>, 3> room_{};
};

}  // namespace footfall
