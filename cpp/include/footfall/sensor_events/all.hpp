// The event detectors for inertial sensors.
#pragma once

#include "footfall/core/fields.hpp"

namespace footfall {

using SensorDetectors = List<>;

}  // namespace footfall
