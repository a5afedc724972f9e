// Angle at the middle one of three points, in space or in the plane.
#pragma once

#include <array>

#include "footfall/core/angle.hpp"
#include "footfall/core/frames.hpp"

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
    Point<V> u, v;
    for (std::size_t d = 0; d < 3; ++d) {
      u[d] = at[0][d] - at[1][d];
      v[d] = at[2][d] - at[1][d];
    }
    const V x = u[1] * v[2] - u[2] * v[1], y = u[2] * v[0] - u[0] * v[2],
            z = u[0] * v[1] - u[1] * v[0];
    const V dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    return atan2_deg<T>(sqrt(x * x + y * y + z * z), dot);
  }
};

}  // namespace footfall
