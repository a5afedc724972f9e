// Signals of the feet: runs of numbers, gaps, derivatives, robust statistics and noise.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall::foot_contact {

using Signal = std::vector<double>;

/// Frames [start, end).
struct Run {
  Index start, end;
};

/// The next unbroken run of numbers at or after frame `from`; starts at `n` when there is none.
inline Run next_run(const double* x, const Index n, const Index from) {
  Index start = from;
  while (start < n && !std::isfinite(x[start])) ++start;
  Index end = start;
  while (end < n && std::isfinite(x[end])) ++end;
  return {start, end};
}

/// Fills frames [start, end) by the cubic through both ends with the slopes found there.
inline void fill_gap(double* x, const Index n, const Index start, const Index end) {
  const double left = x[start - 1], right = x[end];
  const auto width = static_cast<double>(end - start + 1);
  const double chord = (right - left) / width;
  const bool known_before = start >= 3 && std::isfinite(x[start - 3]);
  const bool known_after = end + 2 < n && std::isfinite(x[end + 2]);
  const double slope_left = known_before ? 0.5 * (left - x[start - 3]) : chord;
  const double slope_right = known_after ? 0.5 * (x[end + 2] - right) : chord;
  for (Index i = start; i < end; ++i) {
    const double r = static_cast<double>(i - start + 1) / width;
    const double square = r * r, cube = square * r;
    x[i] = (2 * cube - 3 * square + 1) * left + (cube - 2 * square + r) * width * slope_left +
           (3 * square - 2 * cube) * right + (cube - square) * width * slope_right;
  }
}

/// Fills inner gaps of at most `longest` frames in place; longer ones stay.
inline void fill_gaps(double* x, const Index n, const Index longest) {
  Run run = next_run(x, n, 0);
  while (run.start < n) {
    const Run next = next_run(x, n, run.end);
    if (next.start < n && next.start - run.end <= longest) fill_gap(x, n, run.end, next.start);
    run = next;
  }
}

/// Turns each run into its rate of change, in place: central differences, and one-sided ones of
/// second order at the ends. Runs of one or two frames become NaN.
inline void differentiate(double* x, const Index n, const double sampling_rate_hz) {
  for (Run run = next_run(x, n, 0); run.start < n; run = next_run(x, n, run.end)) {
    double* const y = x + run.start;
    const Index last = run.end - run.start - 1;
    if (last < 2) {
      std::fill(y, y + last + 1, nan<double>);
      continue;
    }
    const double at_start = -1.5 * y[0] + 2 * y[1] - 0.5 * y[2];
    const double at_end = 0.5 * y[last - 2] - 2 * y[last - 1] + 1.5 * y[last];
    double before = y[0];
    for (Index i = 1; i < last; ++i) {
      const double here = y[i];
      y[i] = 0.5 * (y[i + 1] - before) * sampling_rate_hz;
      before = here;
    }
    y[0] = at_start * sampling_rate_hz;
    y[last] = at_end * sampling_rate_hz;
  }
}

/// Appends what is not NaN.
inline void append_numbers(const std::span<const double> values, Signal& numbers) {
  for (const double value : values) {
    if (value == value) numbers.push_back(value);
  }
}

/// Value at a share of the way from the lowest to the highest; NaN of none. Reorders `values`.
inline double quantile(Signal& values, const double share) {
  if (values.empty()) return nan<double>;
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  const auto middle = values.begin() + below;
  std::nth_element(values.begin(), middle, values.end());
  if (middle + 1 == values.end()) return *middle;
  const double above = *std::min_element(middle + 1, values.end());
  return *middle + (above - *middle) * (place - static_cast<double>(below));
}

/// Middle value, or the mean of the middle two; NaN of none. Reorders `values`.
inline double median(Signal& values) { return quantile(values, 0.5); }

/// Replaces what is missing by the median of the rest.
inline void fill_with_median(Signal& values, Signal& scratch) {
  scratch.clear();
  append_numbers(values, scratch);
  const double typical = median(scratch);
  for (double& value : values) value = std::isfinite(value) ? value : typical;
}

/// Standard deviation of white noise, from second differences, in which motion nearly vanishes.
inline double white_noise(const double* x, const Index n, Signal& scratch) {
  constexpr double normal = 1.4826;  // standard deviation of a normal over its median size
  constexpr double differenced = 2.4494897427831779;  // sqrt(1 + 4 + 1)
  scratch.clear();
  for (Index i = 2; i < n; ++i) {
    const double bend = std::abs(x[i] - 2 * x[i - 1] + x[i - 2]);
    if (std::isfinite(bend)) scratch.push_back(bend);
  }
  return scratch.empty() ? 0 : normal * median(scratch) / differenced;
}

inline constexpr double two_pi = 6.283185307179586;

/// Noise of the velocity that a position with white noise has after a low-pass.
inline double velocity_noise(const double noise, const double cutoff_hz, const double rate_hz) {
  return noise * two_pi * cutoff_hz * std::sqrt(2 * cutoff_hz / (3 * rate_hz));
}

/// Noise of the acceleration that a position with white noise has after a low-pass.
inline double acceleration_noise(const double noise, const double cutoff_hz, const double rate_hz) {
  const double radians = two_pi * cutoff_hz;
  return noise * (radians * radians) * std::sqrt(2 * cutoff_hz / (5 * rate_hz));
}

/// The highest cut-off in [low_hz, high_hz] whose `velocity_noise` stays below `tolerated`.
inline double quiet_cutoff(const double noise, const double tolerated, const double rate_hz,
                           const double low_hz, const double high_hz) {
  if (!(noise > 0)) return high_hz;
  if (!(tolerated > 0)) return low_hz;
  const double cutoff =
      std::pow(tolerated / (two_pi * noise) * std::sqrt(1.5 * rate_hz), 2.0 / 3.0);
  return cutoff < low_hz ? low_hz : (cutoff < high_hz ? cutoff : high_hz);
}

}  // namespace footfall::foot_contact
