// Where filters start that do not find upright by themselves in time.
#pragma once

#include <array>
#include <cstddef>

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

/// The orientation that a filter keeps from sample to sample, which starts from gravity and north,
/// and again after long gaps, or from the axes of the earth.
class KeptOrientation {
  // Where states start: whether begun, frames missed, the orientation, whether referred already.
  static constexpr std::size_t missed = 1, orientation = 2, referred_already = 6;

 public:
  static constexpr std::size_t states = 7;

  KeptOrientation(const bool finds_start, const double gap_frames)
      : finds_start_(finds_start), gap_frames_(gap_frames) {}

  template <class V, std::size_t n>
  void start(std::array<V, n>& s) const {
    s.fill(V{});
    s[0] = s[orientation] = V{} + 1.0;
    s[referred_already] = V{} + (finds_start_ ? 0.0 : 1.0);
  }

  template <std::size_t n>
  void miss(std::array<double, n>& s) const {
    s[missed] += 1;
    if (s[missed] > gap_frames_ && finds_start_) s[referred_already] = 0;
  }

  /// Orientation before a sample.
  template <class V, std::size_t n>
  FOOTFALL_INLINE Quaternion<V> before(std::array<V, n>& s, const Vector3<V>& a,
                                       const Vector3<V>* const m) const {
    Quaternion<V> q{s[orientation], s[orientation + 1], s[orientation + 2], s[orientation + 3]};
    if (all(s[referred_already] > V{})) return q;
    const auto done = s[referred_already] > V{};
    const Quaternion<V> first = referred(q, a, m);
    for (std::size_t i = 0; i < 4; ++i) q[i] = select(done, q[i], first[i]);
    s[referred_already] = V{} + 1.0;
    return q;
  }

  /// Frames since the last sample, this one among them.
  template <class V, std::size_t n>
  FOOTFALL_INLINE V frames(std::array<V, n>& s) const {
    const V since = s[missed] + 1;
    s[missed] = V{};
    return since;
  }

  template <class V, std::size_t n>
  FOOTFALL_INLINE void keep(std::array<V, n>& s, const Quaternion<V>& q) const {
    for (std::size_t i = 0; i < 4; ++i) s[orientation + i] = q[i];
  }

 private:
  bool finds_start_;
  double gap_frames_;
};

}  // namespace footfall
