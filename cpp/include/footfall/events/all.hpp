// The event detectors.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/events/foot_contact.hpp"
#include "footfall/events/foot_velocity.hpp"
#include "footfall/events/force_threshold.hpp"
#include "footfall/events/repair_order.hpp"
#include "footfall/events/zeni.hpp"

namespace footfall {

using Detectors = List<Zeni, FootVelocity, FootContact, ForceThreshold, RepairOrder>;

}  // namespace footfall
