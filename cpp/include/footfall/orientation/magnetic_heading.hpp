// Where north is: the heading that a magnetometer asks for, taken where the field is that of the
// earth.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/angle.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/orientation/settling_low_pass.hpp"

namespace footfall {

inline constexpr double pi = 3.14159265358979323846;

/// An angle in radians from plain arithmetic.
template <class V>
FOOTFALL_INLINE V atan2_rad(const V y, const V x) {
  return atan2_deg<double>(y, x) * (pi / 180);
}

/// An angle between -2 pi and 2 pi, brought to between -pi and pi.
template <class V>
FOOTFALL_INLINE V wrapped(const V angle) {
  const V down = select(angle > V{} + pi, angle - 2 * pi, angle);
  return select(down < V{} - pi, down + 2 * pi, down);
}

/// The turn about the vertical by an angle of at most pi.
template <class V>
FOOTFALL_INLINE Quaternion<V> about_vertical(const V angle) {
  const V h = angle / 2, s = h * h;
  V cosine{}, sine{};
  for (int k = 22; k > 0; k -= 2) {
    cosine = (1 - cosine) * s * (1.0 / (k * (k - 1)));
    sine = (1 - sine) * s * (1.0 / (k * (k + 1)));
  }
  return {1 - cosine, V{}, V{}, h * (1 - sine)};
}

/// How fast a heading follows the field. A gain that starts at 1 and falls to that of the time
/// constant; nothing, later less, where the field is disturbed.
struct HeadingGain {
  static constexpr std::size_t states = 3;  // heading, time rejected, gain of the start

  double step_s, time_constant_s, gain, longest_s, factor;

  template <class V>
  FOOTFALL_INLINE void start(V* const s, const double rejected_s) const {
    s[0] = V{};
    s[1] = V{} + rejected_s;
    s[2] = V{} + 1.0;
  }

  template <class V, class Mask>
  FOOTFALL_INLINE void follow(V* const s, const V direction, const Mask disturbed) const {
    const auto waits = s[1] <= V{} + longest_s;
    const V rejected = select(waits, s[1] + step_s, s[1]);
    const V recovered = greatest(s[1] - factor * step_s, V{});
    const V slow = select(waits, V{}, V{} + gain / factor);
    s[1] = select(disturbed, rejected, recovered);
    V k = select(disturbed, slow, V{} + gain);
    const auto starting = s[2] > V{};
    k = select(starting, greatest(k, s[2]), k);
    const V next = s[2] / (s[2] + 1);
    s[2] = select(next * time_constant_s < V{} + step_s, V{}, next);
    s[0] = wrapped(s[0] + k * wrapped(direction - s[0]));
  }
};

/// Whether the field is that of the earth: its norm and dip, compared with a reference that is
/// replaced by what stays while the sensor turns.
class MagneticField {
 public:
  // Low-pass; norm and dip of reference and candidate; their times; whether disturbed.
  static constexpr std::size_t states = SettlingLowPass::states<2> + 7;

  struct Parameters {
    double current_s, reference_s, norm, dip, new_s, first_s, turn, undisturbed_s;
  };

  MagneticField(const Parameters& p, const double step_s)
      : p_(p),
        step_s_(step_s),
        gain_(1 - std::exp(-step_s / p.reference_s)),
        current_(p.current_s, step_s) {}

  template <class V>
  void start(V* const s) const {
    for (std::size_t i = 0; i < states; ++i) s[i] = V{};
    s[first + 2] = V{} - 1.0;
    s[first + 6] = V{} + 1.0;
  }

  /// `m` in axes of the earth, `turning` the rate of turn, smoothed.
  template <class V>
  FOOTFALL_INLINE void compare(V* const state, const Vector3<V>& m, const V turning) const {
    V* const s = state + first;
    const V level = sqrt(m[0] * m[0] + m[1] * m[1]);
    const auto [norm, dip] =
        current_(state, std::array<V, 2>{sqrt(squared(m)), -atan2_rad(m[2], level)});
    const auto off_reference = off(norm, dip, s);
    const V quiet = select(off_reference, V{}, s[4] + step_s_);
    const auto settled = quiet >= V{} + p_.undisturbed_s;
    s[0] = select(settled, s[0] + gain_ * (norm - s[0]), s[0]);
    s[1] = select(settled, s[1] + gain_ * (dip - s[1]), s[1]);
    V disturbed = select(off_reference, V{} + 1.0, select(settled, V{}, s[6]));
    const auto off_candidate = off(norm, dip, s + 2);
    const V turned = select(turning >= V{} + p_.turn, s[5] + step_s_, s[5]);
    s[5] = select(off_candidate, V{}, turned);
    s[2] = select(off_candidate, norm, s[2] + gain_ * (norm - s[2]));
    s[3] = select(off_candidate, dip, s[3] + gain_ * (dip - s[3]));
    const V needed = select(s[0] == V{}, V{} + p_.first_s, V{} + p_.new_s);
    const V accepted = select(s[5] >= needed, disturbed, V{});
    const auto replaced = accepted > V{};
    s[0] = select(replaced, s[2], s[0]);
    s[1] = select(replaced, s[3], s[1]);
    s[4] = select(replaced, V{} + p_.undisturbed_s, quiet);
    s[6] = select(replaced, V{}, disturbed);
  }

  template <class V>
  FOOTFALL_INLINE static V disturbed(const V* const s) {
    return s[first + 6];
  }

 private:
  static constexpr std::size_t first = SettlingLowPass::states<2>;

  template <class V>
  FOOTFALL_INLINE auto off(const V norm, const V dip, const V* const s) const {
    const V worst = greatest(abs(norm - s[0]) - p_.norm * s[0], abs(dip - s[1]) - p_.dip);
    return worst >= V{};
  }

  Parameters p_;
  double step_s_, gain_;
  SettlingLowPass current_;
};

}  // namespace footfall
