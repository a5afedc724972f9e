// Contacts of force plates and insoles: the vertical force crosses a threshold.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"

namespace footfall {

/// Initial and final contact where the force crosses `threshold_n`, between samples by a line.
///
/// A dip ends a contact only when it falls below `threshold_n - hysteresis_n`; a contact shorter
/// than `min_duration_s` is none. A contact that the recording or a gap cuts has no event there.
/// Each channel is one plate; rows carry frame, kind + 2 channel, and the peak force.
struct ForceThreshold {
  static constexpr const char* name = "force_threshold";
  static constexpr std::array parameters{"sampling_rate_hz", "threshold_n", "hysteresis_n",
                                         "min_duration_s"};
  using Row = std::array<double, 3>;

  explicit ForceThreshold(const std::array<double, 4>& values)
      : threshold_(values[1]), release_(values[1] - values[2]), shortest_(values[3] * values[0]) {
    require_positive("sampling_rate_hz", values[0]);
    require_positive("threshold_n", values[1]);
    require_not_negative("hysteresis_n", values[2]);
    require(values[2] < values[1], "hysteresis_n", "a value >= 0 and below the threshold",
            values[2]);
    require_not_negative("min_duration_s", values[3]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index channels, const Table& /*table*/,
           const Emit& emit) const {
    for (Index c = 0; c < channels; ++c) run_channel(x + c, n_frames, channels, c, emit);
  }

 private:
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  template <class T, class Emit>
  void run_channel(const T* x, const Index n, const Index stride, const Index channel,
                   const Emit& emit) const {
    const auto force = [&](const Index i) { return static_cast<double>(x[i * stride]); };
    const auto crossing = [&](const Index i) {
      const double before = force(i - 1), after = force(i);
      return static_cast<double>(i - 1) + (threshold_ - before) / (after - before);
    };
    bool loaded = false;
    double start = unknown, end = unknown, peak = 0, since = 0;
    const auto close = [&](const double until) {
      if (loaded && until - since >= shortest_) {
        const auto code = static_cast<double>(2 * channel);
        if (!std::isnan(start)) emit(Row{start, code, peak});
        if (!std::isnan(end)) emit(Row{end, code + 1, peak});
      }
      loaded = false;
      start = end = unknown;
      peak = 0;
    };
    for (Index i = 0; i < n; ++i) {
      const double f = force(i);
      const bool known_before = i > 0 && !std::isnan(force(i - 1));
      if (std::isnan(f)) {
        end = unknown;
        close(static_cast<double>(i));
      } else if (!loaded && f >= threshold_) {
        loaded = true;
        start = known_before ? crossing(i) : unknown;
        since = std::isnan(start) ? static_cast<double>(i) : start;
      }
      if (!loaded) continue;
      peak = std::max(peak, f);
      if (f < threshold_ && known_before && force(i - 1) >= threshold_) end = crossing(i);
      if (f < release_) close(end);
    }
    end = unknown;
    close(static_cast<double>(n));
  }

  double threshold_, release_, shortest_;
};

}  // namespace footfall
