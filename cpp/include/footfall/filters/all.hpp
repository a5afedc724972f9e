// The filters, by family.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/filters/butterworth.hpp"
#include "footfall/filters/fixed_lag.hpp"
#include "footfall/filters/gcv_spline.hpp"
#include "footfall/filters/hampel.hpp"
#include "footfall/filters/median.hpp"
#include "footfall/filters/one_euro.hpp"
#include "footfall/filters/resample_rational.hpp"
#include "footfall/filters/rts.hpp"
#include "footfall/filters/savitzky_golay.hpp"
#include "footfall/filters/whittaker.hpp"
#include "footfall/filters/window_mean.hpp"
#include "footfall/filters/zero_phase.hpp"

namespace footfall {

template <class T>
using CausalFilters = List<OneEuro<T>, CausalButterworth<T, 1>, CausalButterworth<T, 2>,
                           CausalButterworth<T, 3>, CausalButterworth<T, 4>>;

template <class T>
using SeriesFilters =
    List<ZeroPhaseButterworth<T>, Hampel<T>, Median<T>, SavitzkyGolay<T>, WindowMean<T>>;

template <class T>
using ResamplingFilters = List<ResampleRational<T>>;

using LaggedSmoothers = List<FixedLag<2>, FixedLag<3>>;

using Smoothers = List<Rts<2>, Rts<3>, Whittaker<2>, Whittaker<3>, GcvSpline<2>, GcvSpline<3>>;

}  // namespace footfall
