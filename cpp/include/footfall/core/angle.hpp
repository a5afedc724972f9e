// Arc tangent of two lanes, in degrees, from plain arithmetic: the same bits on every
// instruction set and in the twin.
#pragma once

#include <array>

#include "footfall/core/pack.hpp"

namespace footfall {

/// Direction of (x, y) with y >= 0 in degrees, 0 to 180; 0 for (0, 0); NaN where either is NaN.
///
/// Within 4 ulp of the exact value. Signed zeros of `x` count as positive.
template <class T, class V>
FOOTFALL_INLINE V upper_atan2_deg(const V y, const V x) {
  // Near-minimax polynomial of atan(t) / t in t² for |t| <= tan(22.5°), error 2e-18.
  constexpr std::array<double, 12> terms{
      1.0,
      -0.3333333333333312,
      0.1999999999994087,
      -0.14285714279248404,
      0.11111110744778235,
      -0.090908968035459,
      0.07692045213446383,
      -0.06662950338045344,
      0.05846867012219829,
      -0.05035050734136161,
      0.03796394975246164,
      -0.017803993049352523,
  };
  constexpr T tan_22_5 = T(0.41421356237309503);
  constexpr double degrees = 57.29577951308232;
  const auto back = x < V{};
  const V ax = select(back, -x, x);
  const auto steep = y > ax;
  // In this order a NaN on either side comes through.
  const V small = least(y, ax), large = greatest(ax, y);
  // Sums with zero stand for choices: they are quicker.
  const auto upper = small > large * tan_22_5;
  const V above = small - select(upper, large, V{});
  V below = large + select(upper, small, V{});
  below = below + select(below == V{}, V{} + T(1), V{});
  const V t = above / below;
  const V z = t * t, z2 = z * z, z4 = z2 * z2;
  // Estrin's scheme: half as deep as Horner's, so that the sums of several angles overlap.
  const auto term = [&](const std::size_t i) { return T(terms[i] * degrees); };
  const auto pair = [&](const std::size_t i) { return z * term(i + 1) + term(i); };
  const auto four = [&](const std::size_t i) { return pair(i + 2) * z2 + pair(i); };
  const V sum = (four(8) * z4 + four(4)) * z4 + four(0);
  V angle = t * sum + select(upper, V{} + T(45), V{});
  angle = select(steep, T(90) - angle, angle);
  return select(back, T(180) - angle, angle);
}

/// Direction of (x, y) in degrees, -180 to 180.
template <class T, class V>
FOOTFALL_INLINE V atan2_deg(const V y, const V x) {
  const auto below = y < V{};
  const V angle = upper_atan2_deg<T>(select(below, -y, y), x);
  return select(below, -angle, angle);
}

}  // namespace footfall
