// Rotations as quaternions w, x, y, z, and the steps of strapdown integration; of one sensor or
// of a register of them.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/pack.hpp"

namespace footfall {

template <class V = double>
using Vector3 = std::array<V, 3>;
template <class V = double>
using Quaternion = std::array<V, 4>;

inline constexpr Quaternion<> no_rotation{1, 0, 0, 0};

template <class V>
FOOTFALL_INLINE V squared(const Vector3<V>& v) {
  return v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
}

template <class V>
FOOTFALL_INLINE Quaternion<V> product(const Quaternion<V>& p, const Quaternion<V>& q) {
  return {p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
          p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
          p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
          p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0]};
}

template <class V>
FOOTFALL_INLINE Quaternion<V> scaled(const Quaternion<V>& q, const V scale) {
  return {q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale};
}

FOOTFALL_INLINE Quaternion<> normalized(const Quaternion<>& q) {
  return scaled(q, 1 / std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]));
}

/// A step towards unit length, without root and division: enough after each product.
template <class V>
FOOTFALL_INLINE Quaternion<V> renormalized(const Quaternion<V>& q) {
  return scaled(q, (3 - (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3])) / 2);
}

template <class V>
FOOTFALL_INLINE Vector3<V> rotated(const Quaternion<V>& q, const Vector3<V>& v) {
  const V tx = 2 * (q[2] * v[2] - q[3] * v[1]);
  const V ty = 2 * (q[3] * v[0] - q[1] * v[2]);
  const V tz = 2 * (q[1] * v[1] - q[2] * v[0]);
  return {v[0] + q[0] * tx + q[2] * tz - q[3] * ty, v[1] + q[0] * ty + q[3] * tx - q[1] * tz,
          v[2] + q[0] * tz + q[1] * ty - q[2] * tx};
}

/// The turn of `half` times the rate, for angles of a sample: series, so that every build and
/// its twin agree. Beyond one radian of half angle, which no body reaches, it is not exact.
template <class V>
FOOTFALL_INLINE Quaternion<V> turn(const Vector3<V>& rate, const V half) {
  const V x = rate[0] * half, y = rate[1] * half, z = rate[2] * half;
  const V s = x * x + y * y + z * z;
  const V cosine =
      1 + s * (-1.0 / 2 +
               s * (1.0 / 24 + s * (-1.0 / 720 + s * (1.0 / 40320 + s * (-1.0 / 3628800 +
                                                                         s * (1.0 / 479001600))))));
  const V sinc =
      1 +
      s * (-1.0 / 6 +
           s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880 + s * (-1.0 / 39916800 +
                                                                        s * (1.0 / 6227020800))))));
  return {cosine, sinc * x, sinc * y, sinc * z};
}

/// The direction of a vector; up, where it has none.
template <class V>
FOOTFALL_INLINE Vector3<V> direction_or_up(const Vector3<V>& v) {
  const V size = squared(v);
  const auto known = size > V{};
  const V scale = 1 / sqrt(size);
  const V up = V{} + 1.0;
  return {select(known, v[0] * scale, V{}), select(known, v[1] * scale, V{}),
          select(known, v[2] * scale, up)};
}

/// The shortest rotation that turns a direction of length 1 upright; half a turn about x where it
/// points down.
template <class V>
FOOTFALL_INLINE Quaternion<V> upright(const Vector3<V>& z) {
  const V w = sqrt((z[2] + 1) / 2);
  const auto usual = w > V{} + 1e-6;
  const V one = V{} + 1.0;
  return {select(usual, w, V{}), select(usual, z[1] / (2 * w), one),
          select(usual, -z[0] / (2 * w), V{}), V{}};
}

}  // namespace footfall
