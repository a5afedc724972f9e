// What finds exchanged sides.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/swaps/swaps.hpp"

namespace footfall {

using SwapFinders = List<Swaps>;

}  // namespace footfall
