// Inclination of a segment from the vertical, in the plane of two directions.
#pragma once

#include <array>

#include "footfall/core/angle.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/kinematics/vectors.hpp"

namespace footfall {

/// Angle from `up` towards `forward` of the line from the first to the second point, degrees.
template <class T>
struct Inclination {
  static constexpr const char* name = "inclination";
  static constexpr std::array parameters{"forward_x", "forward_y", "forward_z",
                                         "up_x",      "up_y",      "up_z"};
  static constexpr std::size_t points = 2;

  explicit Inclination(const std::array<double, 6>& values) {
    for (std::size_t d = 0; d < 3; ++d) {
      forward_[d] = static_cast<T>(values[d]);
      up_[d] = static_cast<T>(values[d + 3]);
    }
  }

  template <class V>
  FOOTFALL_INLINE V map(const std::array<Point<V>, points>& at) const {
    const Point<V> line = between(at[0], at[1]);
    return atan2_deg<T>(along(line, forward_), along(line, up_));
  }

 private:
  template <class V>
  FOOTFALL_INLINE static V along(const Point<V>& line, const std::array<T, 3>& direction) {
    return line[0] * direction[0] + line[1] * direction[1] + line[2] * direction[2];
  }

  std::array<T, 3> forward_, up_;
};

}  // namespace footfall
