// Peaks of gait signals, with distance and prominence from the gait's own rhythm and range.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/events/peaks.hpp"
#include "footfall/events/rhythm.hpp"

namespace footfall {

/// Frame (with its fraction), code of kind and side, and score of one event.
using EventRow = std::array<double, 3>;

/// Shortest, longest and usual period of what repeats, in s.
struct Period {
  double shortest_s, longest_s, usual_s;
};

/// Peak picking shared by detectors that look for one extremum per stride, or per step.
class StridePeaks {
 public:
  static constexpr Period strides{0.35, 2.2, 1.1};

  /// NaN for `min_distance` or `min_prominence` means: from the signal.
  StridePeaks(const double sampling_rate_hz, const double min_distance_s,
              const double min_prominence, const Period& period = strides)
      : rate_(sampling_rate_hz),
        min_distance_s_(min_distance_s),
        prominence_(min_prominence),
        period_(period) {}

  /// Peaks of `x`, one per stride.
  ///
  /// Without a given prominence the bar is lowered from 30 to 12 % of the range until no stride
  /// is left out between the first and the last peak.
  const std::vector<Peak>& find(const double* x, const Index n) {
    Ahead nothing;
    return find(x, n, nothing);
  }

  /// The same, while other memory is fetched.
  const std::vector<Peak>& find(const double* x, const Index n, Ahead& ahead) {
    const bool given = !std::isnan(min_distance_s_) && !std::isnan(prominence_);
    const double stride = given ? 0 : stride_frames(x, n);
    const double distance = std::isnan(min_distance_s_) ? 0.55 * stride : min_distance_s_ * rate_;
    if (!std::isnan(prominence_)) return finder_.find(x, n, distance, prominence_, ahead);
    const double range = robust_range(x, n, sorted_);
    for (const double share : {0.30, 0.25, 0.20}) {
      const auto& peaks = finder_.find(x, n, distance, share * range, ahead);
      if (complete(peaks, stride)) return peaks;
    }
    return finder_.find(x, n, distance, 0.12 * range, ahead);
  }

 private:
  double stride_frames(const double* x, const Index n) {
    const auto frames = [&](const double seconds) { return static_cast<Index>(seconds * rate_); };
    const double period =
        rhythm_.period(x, n, frames(period_.shortest_s), frames(period_.longest_s), 0.4);
    return std::isnan(period) ? period_.usual_s * rate_ : period;
  }

  static bool complete(const std::vector<Peak>& peaks, const double stride) {
    for (std::size_t i = 1; i < peaks.size(); ++i) {
      if (static_cast<double>(peaks[i].frame - peaks[i - 1].frame) > 1.6 * stride) return false;
    }
    return peaks.size() > 1;
  }

  double rate_, min_distance_s_, prominence_;
  Period period_;
  PeakFinder finder_;
  Rhythm rhythm_;
  std::vector<double> sorted_;
};

}  // namespace footfall
