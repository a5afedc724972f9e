// The filters, by family.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/filters/butterworth.hpp"
#include "footfall/filters/hampel.hpp"
#include "footfall/filters/one_euro.hpp"
#include "footfall/filters/zero_phase.hpp"

namespace footfall {

template <class T>
using CausalFilters = List<OneEuro<T>, CausalButterworth<T, 1>, CausalButterworth<T, 2>,
                           CausalButterworth<T, 3>, CausalButterworth<T, 4>>;

template <class T>
using SeriesFilters = List<ZeroPhaseButterworth<T>, Hampel<T>>;

}  // namespace footfall
