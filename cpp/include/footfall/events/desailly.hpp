// High-pass method: the foot farthest ahead and behind once its travel is filtered out.
//
// Desailly, Daniel, Sardain, Lacouture (2009), doi:10.1016/j.gaitpost.2008.06.009.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/rhythm.hpp"
#include "footfall/events/signal_peaks.hpp"
#include "footfall/filters/zero_phase.hpp"

namespace footfall {

/// Initial contact: the high-passed heel most anterior. Final contact: the toe most posterior.
///
/// Table rows: two points of the foot, two of the left and two of the right foot whose distance
/// tells the gait's frequency, code (kind + 2 side). `cutoff_share` is of that frequency.
struct Desailly {
  static constexpr const char* name = "desailly";
  static constexpr std::array parameters{"sampling_rate_hz", "dimensions",  "forward_x",
                                         "forward_y",        "forward_z",   "min_distance_s",
                                         "min_prominence",   "cutoff_share"};
  using Row = EventRow;

  explicit Desailly(const std::array<double, 8>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        peaks_(values[0], values[5], values[6]),
        share_(values[7]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
    require_positive("cutoff_share", values[7]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    for (Index row = 0; row < table.rows; ++row) {
      const Index code = table(row, 6);
      const double stride = stride_frames(x, n, channels, table, row);
      if (static_cast<double>(n) < stride) continue;  // too short for the high-pass
      read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_, forward_, signal_);
      high_pass(n, share_ * rate_ / stride);
      if (code % 2 == 1) {
        for (double& value : signal_) value = -value;
      }
      for (const Peak& peak : peaks_.find(signal_.data(), n)) {
        emit(Row{parabola_vertex(signal_.data(), n, peak.frame), static_cast<double>(code),
                 peak.prominence});
      }
    }
  }

 private:
  static constexpr double usual_stride_s = 1.1;
  static constexpr double order = 4, passes = 2, min_run = 13;
  static constexpr double highest_cutoff = 0.45;  // of the rate

  template <class T>
  double stride_frames(const T* x, const Index n, const Index channels, const Table& table,
                       const Index row) {
    read_track(x, n, channels, table(row, 2), table(row, 3), dimensions_, forward_, signal_);
    read_track(x, n, channels, table(row, 4), table(row, 5), dimensions_, forward_, other_);
    for (std::size_t i = 0; i < signal_.size(); ++i) signal_[i] -= other_[i];
    const auto frames = [&](const double seconds) { return static_cast<Index>(seconds * rate_); };
    const double period = rhythm_.period(signal_.data(), n, frames(0.35), frames(2.2), 0.4);
    return std::isnan(period) ? usual_stride_s * rate_ : period;
  }

  void high_pass(const Index n, const double cutoff) {
    const double used = std::min(cutoff, highest_cutoff * rate_);
    const double padding = std::min(std::ceil(rate_ / used), static_cast<double>(n));
    const ZeroPhaseButterworth<double> filter(
        {rate_, used, 0, ButterworthDesign::high, order, passes, padding, min_run});
    other_.resize(signal_.size());
    const Scratch<double> scratch(filter.scratch_size(n, 1));
    filter.run_sequence(signal_.data(), other_.data(), n, 1, 1, scratch);
    signal_.swap(other_);
  }

  double rate_;
  Index dimensions_;
  Direction forward_;
  StridePeaks peaks_;
  double share_;
  Rhythm rhythm_;
  Track signal_, other_;
};

}  // namespace footfall
