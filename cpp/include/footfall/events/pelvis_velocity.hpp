// Initial contact in running from the fall of the pelvis.
//
// Milner, Paquette (2015), doi:10.1016/j.jbiomech.2015.07.036.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/running_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the pelvis falls fastest, less a lag; of the foot that is ahead then.
///
/// Table rows: two points of a foot, two of the pelvis, code (kind + 2 side), one row per foot.
struct PelvisVelocity {
  static constexpr const char* name = "pelvis_velocity";
  static constexpr std::array parameters{
      "sampling_rate_hz", "dimensions",     "forward_x", "forward_y",
      "forward_z",        "up_x",           "up_y",      "up_z",
      "min_distance_s",   "min_prominence", "lag_s"};
  using Row = EventRow;

  explicit PelvisVelocity(const std::array<double, 11>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        up_{values[5], values[6], values[7]},
        peaks_(values[0], values[8], values[9], step_period),
        lag_s_(values[10]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
    require(lag_s_ >= 0 && std::isfinite(lag_s_), "lag_s", "a value >= 0", lag_s_);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    if (table.rows == 0) return;
    read_track(x, n, channels, table(0, 2), table(0, 3), dimensions_, up_, fall_);
    for (double& height : fall_) height = -height;
    foot_contact::differentiate(fall_.data(), n, rate_);
    for (const Peak& peak : peaks_.find(fall_.data(), n)) {
      const Index code = foremost_foot(x + peak.frame * channels, table, dimensions_, forward_, 1);
      const double frame = parabola_vertex(fall_.data(), n, peak.frame) - lag_s_ * rate_;
      if (code >= 0 && frame >= 0) emit(Row{frame, static_cast<double>(code), peak.prominence});
    }
  }

 private:
  double rate_;
  Index dimensions_;
  Direction forward_, up_;
  StridePeaks peaks_;
  double lag_s_;
  Track fall_;
};

}  // namespace footfall
