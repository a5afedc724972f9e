// Velocity method: the foot's velocity relative to the pelvis changes its sign.
//
// Zeni, Richards, Higginson (2008), doi:10.1016/j.gaitpost.2007.07.007.
#pragma once

#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the heel's velocity turns backward. Final contact: the toe's turns forward.
///
/// Table rows: two points of the foot, two of the pelvis, code (kind + 2 side).
struct ZeniVelocity {
  static constexpr const char* name = "zeni_velocity";
  static constexpr std::array parameters{"sampling_rate_hz", "dimensions", "forward_x", "forward_y",
                                         "forward_z"};
  using Row = EventRow;

  explicit ZeniVelocity(const std::array<double, 5>& values)
      : dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        swings_(values[0]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    swings_.find(x, n, channels, table, dimensions_, forward_);
    for (Index code = 0; code < EventSwings::n_codes; ++code) {
      for (const foot_contact::Swing& swing : swings_.of(code)) {
        const bool contact = code % 2 == 0;
        if (contact ? swing.cut_end : swing.cut_start) continue;
        emit(Row{contact ? swing.end : swing.start, static_cast<double>(code),
                 swing.peak / swings_.gait(code).peak_speed});
      }
    }
  }

 private:
  Index dimensions_;
  Direction forward_;
  EventSwings swings_;
};

}  // namespace footfall
