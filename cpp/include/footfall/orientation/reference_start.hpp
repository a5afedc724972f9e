// Where filters start that do not find upright by themselves in time.
#pragma once

#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/orientation/magnetic_heading.hpp"

namespace footfall {

/// Turns an orientation so that the acceleration points up and the field, where there is one (null:
/// nowhere), north. Where the acceleration is 0 it stays.
template <class V>
FOOTFALL_INLINE Quaternion<V> referred(const Quaternion<V>& q, const Vector3<V>& a,
                                       const Vector3<V>* const m) {
  const Quaternion<V> level = product(upright(direction_or_up(rotated(q, a))), q);
  if (m == nullptr) return level;
  const Vector3<V> field = rotated(level, *m);
  const auto there = squared(*m) > V{};
  const V heading = select(there, atan2_rad(field[0], field[1]), V{});
  return product(about_vertical(heading), level);
}

/// Where earth's field is expected, from where it is seen: its heading is what is to be found.
template <class V>
FOOTFALL_INLINE Vector3<V> northward(const Vector3<V>& field) {
  return {V{}, sqrt(field[0] * field[0] + field[1] * field[1]), field[2]};
}

}  // namespace footfall
