// Rotations as quaternions w, x, y, z, and the steps of strapdown integration.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/pack.hpp"

namespace footfall {

using Vector3 = std::array<double, 3>;
using Quaternion = std::array<double, 4>;

inline constexpr Quaternion no_rotation{1, 0, 0, 0};

FOOTFALL_INLINE Quaternion product(const Quaternion& p, const Quaternion& q) {
  return {p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
          p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
          p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
          p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0]};
}

FOOTFALL_INLINE Quaternion normalized(const Quaternion& q) {
  const double scale = 1 / std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  return {q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale};
}

FOOTFALL_INLINE Vector3 rotated(const Quaternion& q, const Vector3& v) {
  const double tx = 2 * (q[2] * v[2] - q[3] * v[1]);
  const double ty = 2 * (q[3] * v[0] - q[1] * v[2]);
  const double tz = 2 * (q[1] * v[1] - q[2] * v[0]);
  return {v[0] + q[0] * tx + q[2] * tz - q[3] * ty, v[1] + q[0] * ty + q[3] * tx - q[1] * tz,
          v[2] + q[0] * tz + q[1] * ty - q[2] * tx};
}

/// The turn of `half` times the rate, for angles of a sample: series, so that every build and
/// its twin agree. Beyond one radian of half angle, which no body reaches, it is not exact.
FOOTFALL_INLINE Quaternion turn(const Vector3& rate, const double half) {
  const double x = rate[0] * half, y = rate[1] * half, z = rate[2] * half;
  const double s = x * x + y * y + z * z;
  const double cosine =
      1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56 * (1 - s / 90 * (1 - s / 132)))));
  const double sinc =
      1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110 * (1 - s / 156)))));
  return {cosine, sinc * x, sinc * y, sinc * z};
}

/// The shortest rotation that turns a direction upright; half a turn about x where it points down.
FOOTFALL_INLINE Quaternion upright(const Vector3& v) {
  const double size = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  if (!(size > 0)) return no_rotation;
  const double w = std::sqrt((v[2] / size + 1) / 2);
  if (!(w > 1e-6)) return {0, 1, 0, 0};
  return {w, v[1] / size / (2 * w), -v[0] / size / (2 * w), 0};
}

}  // namespace footfall
