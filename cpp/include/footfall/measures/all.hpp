// What tells how regular a series is.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/measures/alike.hpp"
#include "footfall/measures/divergence.hpp"
#include "footfall/measures/fluctuation.hpp"

namespace footfall {

using Measures = List<Alike, Divergence>;
using MeasuresInLanes = List<Fluctuation>;

}  // namespace footfall
