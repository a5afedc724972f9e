// Parameters of the repair of exchanged sides; lengths in units of the trunk, times in frames.
#pragma once

#include "footfall/core/batch.hpp"

namespace footfall::swaps {

struct Parameters {
  Index keypoints;
  bool has_confidence, has_time;
  double scale_factor;  // from the distance of the two midpoints to the trunk
  double knee;          // where the cost of acceleration turns from a square to a line
  double velocity_weight, switch_cost, swap_cost;
  double max_gap;      // longer ones start anew
  double near;         // of legs drawn on one
  double near_frames;  // longer is a collapse
  double noise_factor, level_frames;
};

}  // namespace footfall::swaps
