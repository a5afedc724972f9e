// Orientation of body segments: the frame that each makes with its points.
#pragma once

#include <array>

#include "footfall/core/frames.hpp"
#include "footfall/kinematics/segment_axes.hpp"

namespace footfall {

/// Rotation matrices, (segments, 3, 3): their columns are the axes of the segment.
template <class T>
struct SegmentFrames {
  static constexpr const char* name = "segment_frames";
  static constexpr std::array parameters{"hinge_from_deg", "hinge_to_deg"};

  explicit SegmentFrames(const std::array<double, 2>& values) : hinge_(values[0], values[1]) {}

  static Index outputs(const FrameTable<T>& table) { return 9 * table.n_rows; }
  static Index work(const FrameTable<T>& /*table*/) { return 0; }

  template <class V>
  FOOTFALL_INLINE void map(const FrameTable<T>& table, const PointLanes<V, T>& points, T* /*work*/,
                           T* out) const {
    find_axes(table.rows, table.n_rows, points, hinge_, SegmentAxes<V, T>(out));
  }

 private:
  Hinge<T> hinge_;
};

}  // namespace footfall
