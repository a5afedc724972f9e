// Parameters of the repair of exchanged sides; lengths in units of the trunk, costs in nats.
#pragma once

#include "footfall/core/batch.hpp"

namespace footfall::swaps {

struct Parameters {
  Index keypoints;
  bool has_confidence, has_time;
  double scale_factor;  // from the distance of the two midpoints to the trunk
  double sampling_rate_hz;
  double keypoint_error;           // lasting; white noise is measured and added
  double process_noise;            // density of the acceleration, trunk²/s³
  double start_speed;              // where a track begins, trunk/s
  double knee;                     // deviations where the cost turns from a square to a line
  double switch_cost, swap_cost;   // of a change; of a second that is exchanged
  double least_margin;             // what is less sure stays as it came
  double longest_step_s, reach_s;  // longer steps start anew; how long an exchange is followed
  double near, near_frames;        // of legs drawn on one; longer is a collapse
};

}  // namespace footfall::swaps
