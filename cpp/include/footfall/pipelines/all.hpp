// Several steps in one visit of memory, and what takes scores beside the values.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/gaps/mask_below.hpp"
#include "footfall/pipelines/mask_fill_filter.hpp"
#include "footfall/pipelines/zeni_strides.hpp"

namespace footfall {

template <class T, class C>
using ScoredMaps = List<MaskBelow<T, C>, MaskFillFilter<T, C>>;

using StridePipelines = List<ZeniStrides>;

}  // namespace footfall
