// The per-frame maps.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/kinematics/inclination.hpp"
#include "footfall/kinematics/three_point_angle.hpp"

namespace footfall {

template <class T>
using FrameMaps = List<ThreePointAngle<T>, Inclination<T>>;

}  // namespace footfall
