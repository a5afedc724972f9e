// Arc tangent of two lanes, in degrees, from plain arithmetic: the same bits on every
// instruction set and in the twin.
#pragma once

#include <array>

#include "footfall/core/pack.hpp"

namespace footfall {

/// Direction of (x, y) in degrees, -180 to 180; 0 for (0, 0); NaN where either is NaN.
///
/// Within 4 ulp of the exact value. Signed zeros of `x` count as positive.
template <class T, class V>
FOOTFALL_INLINE V atan2_deg(const V y, const V x) {
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
  constexpr T degrees = T(57.29577951308232);
  const V ax = abs(x), ay = abs(y);
  const auto steep = ay > ax;
  const V small = select(steep, ax, ay), large = select(steep, ay, ax);
  const auto upper = small > large * tan_22_5;
  const V above = select(upper, small - large, small);
  V below = select(upper, small + large, large);
  below = select(below == V{}, below + T(1), below);
  const V t = above / below;
  const V z = t * t;
  V sum = z * T(terms.back()) + T(terms[terms.size() - 2]);
  for (std::size_t i = terms.size() - 2; i-- > 0;) sum = sum * z + T(terms[i]);
  V angle = t * sum * degrees;
  angle = select(upper, angle + T(45), angle);
  angle = select(steep, T(90) - angle, angle);
  angle = select(x < V{}, T(180) - angle, angle);
  return select(y < V{}, -angle, angle);
}

}  // namespace footfall
