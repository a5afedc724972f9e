// Where sensors go.
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/trajectory/stride_path.hpp"
#include "footfall/trajectory/zupt_smoother.hpp"

namespace footfall {

using Trajectories = List<StridePath, ZuptSmoother>;

}  // namespace footfall
