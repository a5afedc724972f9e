// What exchanged sides are judged by: how far left is from right, and how well it is known.
//
// The sum of left and right does not change when they are exchanged. It tells, without any label,
// how noisy a pair is and where its motion is hard to foretell; the difference is judged by that.
// Kalman (1960), doi:10.1115/1.3662552.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/swaps/parameters.hpp"

namespace footfall::swaps {

/// Median, which reorders; NaN without any value.
inline double median(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*std::max_element(values.begin(), middle) + *middle);
}

/// A sequence: frames of points and what goes with them.
template <class T>
struct Frames {
  const T* x;
  std::size_t n, channels, dimensions;

  double at(const std::size_t i, const Index point, const std::size_t d) const {
    return static_cast<double>(x[i * channels + static_cast<std::size_t>(point) * dimensions + d]);
  }
  double channel(const std::size_t i, const std::size_t c) const {
    return static_cast<double>(x[i * channels + c]);
  }
};

/// Smaller confidence of a pair; 0 where a coordinate of it is missing.
template <class T>
double weight_of(const Frames<T>& frames, const std::size_t i, const Index left, const Index right,
                 const Parameters& p) {
  for (std::size_t d = 0; d < frames.dimensions; ++d) {
    if (!(std::isfinite(frames.at(i, left, d)) && std::isfinite(frames.at(i, right, d)))) return 0;
  }
  if (!p.has_confidence) return 1;
  const std::size_t scores = static_cast<std::size_t>(p.keypoints) * frames.dimensions;
  const double one = frames.channel(i, scores + static_cast<std::size_t>(left));
  const double two = frames.channel(i, scores + static_cast<std::size_t>(right));
  if (!(one > 0 && two > 0)) return 0;
  const double smaller = two < one ? two : one;
  return std::isfinite(smaller) ? smaller : 0;
}

/// Of one part of the body, frame by frame.
class Track {
 public:
  std::size_t n = 0, pairs = 0, dimensions = 0;
  std::vector<double> gap;        // differences (n, pairs, D), in lengths of the trunk
  std::vector<double> weight;     // (n, pairs); 0 where a pair is not seen
  std::vector<double> precision;  // of what is foretold, 1 / variance (n, pairs); 0 says nothing
  std::vector<double> gain;       // of place and speed (n, pairs, 2); 1 and 0 begin a track
  std::vector<double> steps;  // seconds since the frame seen before: 0 begins a stretch, -1 unseen

  template <class T>
  void take(const Frames<T>& frames, const Table& table, const Index part, const double scale,
            const Parameters& p) {
    observe(frames, table, part, scale, p);
    clock(frames, p);
    precision.assign(n * pairs, 0);
    gain.assign(n * pairs * 2, 0);
    for (std::size_t pair = 0; pair < pairs; ++pair) trust(pair, p);
  }

 private:
  template <class T>
  void observe(const Frames<T>& frames, const Table& table, const Index part, const double scale,
               const Parameters& p) {
    rows_.clear();
    for (Index row = 2; row < table.rows; ++row) {
      if (table(row, 2) == part) rows_.push_back(row);
    }
    n = frames.n;
    pairs = rows_.size();
    dimensions = frames.dimensions;
    weight.assign(n * pairs, 0);
    gap.assign(n * pairs * dimensions, 0);
    total_.assign(n * pairs * dimensions, 0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < pairs; ++k) {
        const Index a = table(rows_[k], 0), b = table(rows_[k], 1);
        const std::size_t at = i * pairs + k;
        weight[at] = weight_of(frames, i, a, b, p);
        if (!(weight[at] > 0)) continue;
        for (std::size_t d = 0; d < dimensions; ++d) {
          const double left = frames.at(i, a, d), right = frames.at(i, b, d);
          gap[at * dimensions + d] = (left - right) / scale;
          total_[at * dimensions + d] = (left + right) / scale;
        }
      }
    }
  }

  template <class T>
  void clock(const Frames<T>& frames, const Parameters& p) {
    const std::size_t column =
        static_cast<std::size_t>(p.keypoints) * (dimensions + (p.has_confidence ? 1 : 0));
    steps.resize(n);
    double last = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < n; ++i) {
      bool seen = false;
      for (std::size_t k = 0; k < pairs; ++k) seen = seen || weight[i * pairs + k] > 0;
      if (!seen) {
        steps[i] = -1;
        continue;
      }
      const double time =
          p.has_time ? frames.channel(i, column) : static_cast<double>(i) / p.sampling_rate_hz;
      const double step = time - last;
      steps[i] = step > 0 && step <= p.longest_step_s ? step : 0;
      last = time;
    }
  }

  double total(const std::size_t i, const std::size_t pair, const std::size_t d) const {
    return total_[(i * pairs + pair) * dimensions + d];
  }

  /// Robust deviation of the white noise of a sum, from its third differences.
  double noise(const std::size_t pair) {
    values_.clear();
    for (std::size_t i = 3; i < n; ++i) {
      bool whole = true;
      for (std::size_t k = 0; k < 4; ++k) whole = whole && weight[(i - k) * pairs + pair] > 0;
      if (!whole) continue;
      for (std::size_t d = 0; d < dimensions; ++d) {
        const double bent = (total(i, pair, d) - total(i - 3, pair, d)) -
                            3 * (total(i - 1, pair, d) - total(i - 2, pair, d));
        values_.push_back(std::abs(bent));
      }
    }
    if (values_.empty()) return 0;
    return 1.4826 * median(values_) / std::sqrt(20.0);
  }

  /// Precisions and gains of a pair, from a Kalman filter of constant velocity on its sums.
  void trust(const std::size_t pair, const Parameters& p) {
    const double deviation = noise(pair);
    const double white = deviation * deviation + p.keypoint_error * p.keypoint_error;
    double a = 0, b = 0, c = 0;  // variance of the place, covariance, variance of the speed
    bool began = false;
    place_.assign(dimensions, 0);
    speed_.assign(dimensions, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const double dt = steps[i];
      if (dt < 0) continue;
      if (dt == 0) began = false;
      const std::size_t at = i * pairs + pair;
      const bool seen = weight[at] > 0;
      if (!began) {
        if (!seen) continue;
        began = true;
        gain[2 * at] = 1;
        a = white;
        b = 0;
        c = p.start_speed * p.start_speed;
        for (std::size_t d = 0; d < dimensions; ++d) {
          place_[d] = total(i, pair, d);
          speed_[d] = 0;
        }
        continue;
      }
      a = a + dt * (b + b) + dt * dt * c + p.process_noise * (dt * dt * dt) / 3;
      b = b + dt * c + p.process_noise * (dt * dt) / 2;
      c = c + p.process_noise * dt;
      for (std::size_t d = 0; d < dimensions; ++d) place_[d] += dt * speed_[d];
      if (!seen) continue;
      const double foretold = a + white;
      double off = 0;
      for (std::size_t d = 0; d < dimensions; ++d) {
        off += (total(i, pair, d) - place_[d]) * (total(i, pair, d) - place_[d]);
      }
      precision[at] = 1 / (foretold + off);
      const double to_place = a / foretold, to_speed = b / foretold;
      gain[2 * at] = to_place;
      gain[2 * at + 1] = to_speed;
      const double r = std::sqrt(off / foretold);
      const double damped = r > p.knee ? p.knee / r : 1;
      for (std::size_t d = 0; d < dimensions; ++d) {
        const double e = damped * (total(i, pair, d) - place_[d]);
        place_[d] += to_place * e;
        speed_[d] += to_speed * e;
      }
      c = c - to_speed * b;
      b = (1 - to_place) * b;
      a = (1 - to_place) * a;
    }
  }

  std::vector<Index> rows_;
  std::vector<double> total_, values_, place_, speed_;
};

}  // namespace footfall::swaps
