// Where sensors go.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/trajectory/stride_path.hpp"

namespace footfall {

using Trajectories = List<StridePath>;

}  // namespace footfall
