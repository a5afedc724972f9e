// Acceleration and jerk of heel and toe in running.
//
// Handsaker, Forrester, Folland, Black, Allen (2016), doi:10.1016/j.jbiomech.2016.10.013.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/running_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the highest peak of the vertical acceleration of a foot point, of the point
/// that has it first. Final contact: the highest peak of the vertical jerk of the toe. Each in the
/// half of the span in which the foot moves backward against the pelvis where it belongs.
///
/// Table rows: two points of the foot, two of the pelvis, code (kind + 2 side). The first row of a
/// code tells the span.
struct Handsaker {
  static constexpr const char* name = "handsaker";
  static constexpr std::array parameters{"sampling_rate_hz", "dimensions", "forward_x", "forward_y",
                                         "forward_z",        "up_x",       "up_y",      "up_z"};
  using Row = EventRow;

  explicit Handsaker(const std::array<double, 8>& values)
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
      frames_.assign(swings_.of(code).size(), nan<double>);
      for (Index row = 0; row < table.rows; ++row) {
        if (table(row, 4) != code) continue;
        read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_, up_, track_);
        if (code % 2 == 0) {
          accelerate(track_, rate_);
        } else {
          jerk(track_, rate_);
        }
        search(code, n);
      }
      for (std::size_t k = 0; k < frames_.size(); ++k) {
        if (!std::isfinite(frames_[k])) continue;
        emit(Row{frames_[k], static_cast<double>(code),
                 swings_.of(code)[k].peak / swings_.gait(code).peak_speed});
      }
    }
  }

 private:
  /// Highest peak about each swing; of several points, the earliest.
  void search(const Index code, const Index n) {
    for (std::size_t k = 0; k < frames_.size(); ++k) {
      const HalfStance half = half_stance(swings_.of(code)[k], swings_.gait(code), code);
      if (half.cut) continue;
      const auto peak = foot_contact::highest_peak(track_.data(), n, half.start, half.end);
      if (!std::isfinite(peak.frame)) continue;
      if (std::isnan(frames_[k]) || peak.frame < frames_[k]) frames_[k] = peak.frame;
    }
  }

  double rate_;
  Index dimensions_;
  Direction forward_, up_;
  EventSwings swings_;
  Track track_, frames_;
};

}  // namespace footfall
