// Angle at the middle one of three points, in space or in the plane.
#pragma once

#include <array>

#include "footfall/core/angle.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/kinematics/vectors.hpp"

namespace footfall {

/// Included angle in degrees, 0 to 180, from the arc tangent of cross and dot product, which
/// keeps its accuracy where the arc cosine loses it (Kahan, How futile are mindless assessments
/// of roundoff, 2006, section 12).
template <class T>
struct ThreePointAngle {
  static constexpr const char* name = "three_point_angle";
  static constexpr std::array<const char*, 0> parameters{};
  static constexpr std::size_t points = 3;

  explicit ThreePointAngle(const std::array<double, 0>& /*values*/) {}

  template <class V>
  FOOTFALL_INLINE V map(const std::array<Point<V>, points>& at) const {
    const Point<V> u = between(at[1], at[0]), v = between(at[1], at[2]);
    return upper_atan2_deg<T>(length(cross(u, v)), dot(u, v));
  }
};

}  // namespace footfall
