// Values with a score for each point of their frames.
#pragma once

#include "footfall/core/batch.hpp"

namespace footfall {

/// Frames of `n_points` scores beside frames of values, whose channels are points one after
/// another.
template <class C>
struct Scores {
  const C* values;
  Index n_points;

  const C* at(const Index frame) const { return values + frame * n_points; }
};

}  // namespace footfall
