// Acceleration method: the heel is arrested in its fall, the toe is pushed ahead.
//
// Hreljac, Marshall (2000), doi:10.1016/S0021-9290(00)00014-2.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the heel's vertical acceleration is highest. Final contact: the toe's forward
/// acceleration is. Both about the ends of a swing, where the jerk, interpolated linearly between
/// its values halfway from frame to frame, is zero.
///
/// Table rows: two points of the foot, two of the pelvis, code (kind + 2 side).
struct Hreljac {
  static constexpr const char* name = "hreljac";
  static constexpr std::array parameters{"sampling_rate_hz", "dimensions", "forward_x", "forward_y",
                                         "forward_z",        "up_x",       "up_y",      "up_z"};
  using Row = EventRow;

  explicit Hreljac(const std::array<double, 8>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        up_{values[5], values[6], values[7]},
        swings_(values[0]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    swings_.find(x, n, channels, table, dimensions_, forward_);
    for (Index code = 0; code < EventSwings::n_codes; ++code) {
      const Index row = EventSwings::leading_row(table, code);
      if (row < 0 || swings_.of(code).empty()) continue;
      const bool contact = code % 2 == 0;
      read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_,
                 contact ? up_ : forward_, acceleration_);
      accelerate(acceleration_, rate_);
      const foot_contact::Gait& gait = swings_.gait(code);
      for (const foot_contact::Swing& swing : swings_.of(code)) {
        if (contact ? swing.cut_end : swing.cut_start) continue;
        const double about = contact ? swing.end : swing.start;
        const foot_contact::Turn peak = foot_contact::highest_peak(
            acceleration_.data(), n, about - (contact ? 0.15 : 0.35) * gait.swing,
            about + 0.35 * gait.swing);
        if (!std::isfinite(peak.frame)) continue;
        emit(Row{peak.frame, static_cast<double>(code), swing.peak / gait.peak_speed});
      }
    }
  }

 private:
  double rate_;
  Index dimensions_;
  Direction forward_, up_;
  EventSwings swings_;
  Track acceleration_;
};

}  // namespace footfall
