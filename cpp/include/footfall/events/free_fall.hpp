// Flight in running: between leaving and landing the pelvis falls freely.
//
// Half-sine force: Morin, Dalleau, Kyrolainen, Jeannin, Belli (2005), doi:10.1123/jab.21.2.167.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/running_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: before the pelvis falls fastest its downward acceleration falls below a share
/// of that of free fall, which is the most that it has; of the foot that is ahead. Final contact:
/// after it rises fastest it grows beyond that share again; of the foot that is behind.
///
/// Table rows: two points of a foot, two of the pelvis, code (kind + 2 side), one row per foot.
struct FreeFall {
  static constexpr const char* name = "free_fall";
  static constexpr std::array parameters{
      "sampling_rate_hz", "dimensions",     "forward_x", "forward_y",
      "forward_z",        "up_x",           "up_y",      "up_z",
      "min_distance_s",   "min_prominence", "share"};
  using Row = EventRow;

  explicit FreeFall(const std::array<double, 11>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        up_{values[5], values[6], values[7]},
        peaks_(values[0], values[8], values[9], step_period),
        share_(values[10]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
    require(share_ > 0 && share_ < 1, "share", "a value > 0 and < 1", share_);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    if (table.rows == 0) return;
    read_track(x, n, channels, table(0, 2), table(0, 3), dimensions_, up_, velocity_);
    foot_contact::differentiate(velocity_.data(), n, rate_);
    fall_ = velocity_;
    foot_contact::differentiate(fall_.data(), n, rate_);
    numbers_.clear();
    foot_contact::append_numbers(fall_, numbers_);
    const double level = share_ * foot_contact::quantile(numbers_, deepest_share);
    if (!(level < 0)) return;
    for (const double way : {-1.0, 1.0}) {
      way_ = velocity_;
      for (double& value : way_) value *= way;
      for (const Peak& peak : peaks_.find(way_.data(), n)) {
        const double frame = way < 0 ? loaded(peak.frame, level) : unloaded(peak.frame, n, level);
        const Index code =
            foremost_foot(x + peak.frame * channels, table, dimensions_, forward_, -way);
        if (code < 0 || !std::isfinite(frame)) continue;
        emit(Row{frame, static_cast<double>(way < 0 ? code : code + 1), peak.prominence});
      }
    }
  }

 private:
  static constexpr double deepest_share = 0.1;  // of the time, which flight exceeds in running
  static constexpr double reach_s = 0.15;

  /// Where the acceleration rises through `level` before a frame.
  double loaded(const Index frame, const double level) const {
    const auto to = static_cast<double>(frame);
    return foot_contact::last_rise(fall_.data(), static_cast<Index>(fall_.size()),
                                   to - reach_s * rate_, to, level)
        .frame;
  }

  /// Where the acceleration falls through `level` after a frame.
  double unloaded(const Index frame, const Index n, const double level) const {
    const auto from = static_cast<double>(frame);
    return foot_contact::first_fall(fall_.data(), n, from, from + reach_s * rate_, level).frame;
  }

  double rate_;
  Index dimensions_;
  Direction forward_, up_;
  StridePeaks peaks_;
  double share_;
  Track velocity_, fall_, way_, numbers_;
};

}  // namespace footfall
