// How sensors are turned.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/orientation/madgwick.hpp"
#include "footfall/orientation/mahony.hpp"
#include "footfall/orientation/offline_vqf.hpp"
#include "footfall/orientation/vqf.hpp"

namespace footfall {

using OrientationFilters = List<Vqf, Madgwick, Mahony>;
using OfflineOrientationFilters = List<OfflineVqf>;

}  // namespace footfall
