// Extrema and level crossings of a signal inside a window, to a fraction of a frame.
#pragma once

#include <algorithm>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall::foot_contact {

/// Where a signal turns: place, value, and bend (second difference, > 0). NaN: nowhere.
struct Turn {
  double frame, value, bend;
  Index nearest;
};

/// Where a signal passes a level: place, and size of the step across it. NaN: nowhere.
struct Crossing {
  double frame, step;
};

/// Whole number nearest to `x`.
inline Index nearest_frame(const double x) { return static_cast<Index>(std::floor(x + 0.5)); }

/// The deepest local minimum of `sign * y` at frames `first` to `last`; ends of `y` do not count.
inline Turn deepest(const double* y, const Index n, const Index first, const Index last,
                    const double sign) {
  Turn found{nan<double>, nan<double>, nan<double>, -1};
  for (Index i = std::max<Index>(first, 1); i <= std::min(last, n - 2); ++i) {
    const double before = sign * y[i - 1], here = sign * y[i], after = sign * y[i + 1];
    if (!(here <= before && here < after)) continue;
    if (found.nearest >= 0 && !(here < found.value)) continue;
    const double bend = before - 2 * here + after;
    const double shift = bend > 0 ? 0.5 * (before - after) / bend : 0;
    found = {static_cast<double>(i) + std::clamp(shift, -0.5, 0.5), here, bend, i};
  }
  return found;
}

/// The deepest local minimum in a window of frames, widened to whole frames.
inline Turn deepest_dip(const double* y, const Index n, const double from, const double to) {
  return deepest(y, n, static_cast<Index>(std::floor(from)), static_cast<Index>(std::ceil(to)),
                 1.0);
}

/// The highest local maximum in a window of frames, widened to whole frames.
inline Turn highest_peak(const double* y, const Index n, const double from, const double to) {
  return deepest(y, n, static_cast<Index>(std::floor(from)), static_cast<Index>(std::ceil(to)),
                 -1.0);
}

/// The last upward passage through `level` in a window, found from its end backward.
inline Crossing last_rise(const double* y, const Index n, const double from, const double to,
                          const double level) {
  const Index first = std::max<Index>(static_cast<Index>(from), 1);
  for (Index i = std::min(static_cast<Index>(to), n - 1); i >= first; --i) {
    if (!(y[i - 1] < level && level <= y[i])) continue;
    const double step = y[i] - y[i - 1];
    return {static_cast<double>(i - 1) + (level - y[i - 1]) / step, step};
  }
  return {nan<double>, nan<double>};
}

/// The first downward passage through `level` in a window.
inline Crossing first_fall(const double* y, const Index n, const double from, const double to,
                           const double level) {
  const Index first = std::max<Index>(static_cast<Index>(std::floor(from)), 0);
  const Index last = std::min(static_cast<Index>(std::ceil(to)), n - 2);
  for (Index i = first; i <= last; ++i) {
    if (!(y[i] > level && level >= y[i + 1])) continue;
    const double step = y[i] - y[i + 1];
    return {static_cast<double>(i) + (y[i] - level) / step, step};
  }
  return {nan<double>, nan<double>};
}

/// A place in frames and the standard deviation, in s, that noise gives it. NaN: none.
struct Estimate {
  double frame, noise_s;
  bool found() const { return std::isfinite(frame); }
};

/// Error of a time that is read where a noisy signal has that slope, per s.
inline double noise_of_time(const double noise, const double slope) {
  constexpr double unknown_s = 1000;
  if (!(noise > 0)) return 0;
  return slope > 0 ? std::min(noise / slope, unknown_s) : unknown_s;
}

/// Mean of two places weighted by the inverse squares of their own errors and their noise.
inline Estimate weighted_mean(const Estimate& a, const double error_a, const Estimate& b,
                              const double error_b) {
  const double weight_a = 1 / (error_a * error_a + a.noise_s * a.noise_s);
  const double weight_b = 1 / (error_b * error_b + b.noise_s * b.noise_s);
  const double total = weight_a + weight_b;
  const double part_a = weight_a * a.noise_s, part_b = weight_b * b.noise_s;
  return {(weight_a * a.frame + weight_b * b.frame) / total,
          std::sqrt(part_a * part_a + part_b * part_b) / total};
}

/// Mean of two places.
inline Estimate mean(const Estimate& a, const Estimate& b) {
  return {0.5 * (a.frame + b.frame),
          0.5 * std::sqrt(a.noise_s * a.noise_s + b.noise_s * b.noise_s)};
}

}  // namespace footfall::foot_contact
