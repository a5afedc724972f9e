// The event detectors.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/events/desailly.hpp"
#include "footfall/events/fellin.hpp"
#include "footfall/events/foot_contact.hpp"
#include "footfall/events/foot_speed.hpp"
#include "footfall/events/foot_velocity.hpp"
#include "footfall/events/force_threshold.hpp"
#include "footfall/events/free_fall.hpp"
#include "footfall/events/handsaker.hpp"
#include "footfall/events/hreljac.hpp"
#include "footfall/events/pelvis_velocity.hpp"
#include "footfall/events/repair_order.hpp"
#include "footfall/events/zeni.hpp"
#include "footfall/events/zeni_velocity.hpp"

namespace footfall {

using Detectors = List<Zeni, ZeniVelocity, FootVelocity, Hreljac, FootSpeed, Desailly, Handsaker,
                       PelvisVelocity, Fellin, FreeFall, FootContact, ForceThreshold, RepairOrder>;

}  // namespace footfall
