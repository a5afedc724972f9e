// What fills gaps.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/gaps/fill_curve.hpp"
#include "footfall/gaps/fill_linear.hpp"

namespace footfall {

template <class T>
using SeriesGaps = List<FillLinear<T>, FillPchip<T>, FillCubic<T>>;

}  // namespace footfall
