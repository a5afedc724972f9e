// The per-frame maps.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/kinematics/cardan_angles.hpp"
#include "footfall/kinematics/inclination.hpp"
#include "footfall/kinematics/segment_frames.hpp"
#include "footfall/kinematics/three_point_angle.hpp"

namespace footfall {

/// Each row of the table gives one number from some points.
template <class T>
using FrameMaps = List<ThreePointAngle<T>, Inclination<T>>;

/// All rows together make what they give of a frame.
template <class T>
using WholeFrameMaps = List<SegmentFrames<T>, CardanAngles<T>>;

}  // namespace footfall
