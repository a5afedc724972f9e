// Symmetric matrices of three rows.
#pragma once

#include <array>

#include "footfall/core/pack.hpp"

namespace footfall {

/// xx, xy, xz, yy, yz, zz.
template <class V = double>
using Symmetric = std::array<V, 6>;

/// The inverse, by cofactors.
template <class V>
FOOTFALL_INLINE Symmetric<V> inverse(const Symmetric<V>& s) {
  const auto [xx, xy, xz, yy, yz, zz] = s;
  const V cxx = yy * zz - yz * yz, cxy = xz * yz - xy * zz, cxz = xy * yz - xz * yy;
  const V one = 1 / (xx * cxx + xy * cxy + xz * cxz);
  return {cxx * one,
          cxy * one,
          cxz * one,
          (xx * zz - xz * xz) * one,
          (xy * xz - xx * yz) * one,
          (xx * yy - xy * xy) * one};
}

/// Product with a vector.
template <class V>
FOOTFALL_INLINE std::array<V, 3> transformed(const Symmetric<V>& s, const std::array<V, 3>& v) {
  return {s[0] * v[0] + s[1] * v[1] + s[2] * v[2], s[1] * v[0] + s[3] * v[1] + s[4] * v[2],
          s[2] * v[0] + s[4] * v[1] + s[5] * v[2]};
}

}  // namespace footfall
