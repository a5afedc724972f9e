// Vectors of lanes.
#pragma once

#include "footfall/core/frames.hpp"

namespace footfall {

/// From one point to another.
template <class V>
FOOTFALL_INLINE Point<V> between(const Point<V>& from, const Point<V>& to) {
  return {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
}

template <class V>
FOOTFALL_INLINE V dot(const Point<V>& u, const Point<V>& v) {
  return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

template <class V>
FOOTFALL_INLINE Point<V> cross(const Point<V>& u, const Point<V>& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

template <class V>
FOOTFALL_INLINE V length(const Point<V>& u) {
  return sqrt(dot(u, u));
}

template <class V, class S>
FOOTFALL_INLINE Point<V> scaled(const Point<V>& u, const S factor) {
  return {u[0] * factor, u[1] * factor, u[2] * factor};
}

}  // namespace footfall
