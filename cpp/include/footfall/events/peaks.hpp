// Peaks of a signal: chosen by height within a distance, then by prominence.
//
// The rules of distance, plateau and prominence are those of scipy.signal.find_peaks.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "footfall/core/batch.hpp"

namespace footfall {

struct Peak {
  Index frame;
  double prominence;
};

/// Finds peaks; keeps its memory from call to call.
class PeakFinder {
 public:
  /// Peaks at least `min_distance` frames apart (the higher one stays) that stand out by at
  /// least `min_prominence`. NaN ends a peak's surroundings.
  const std::vector<Peak>& find(const double* x, const Index n, const double min_distance,
                                const double min_prominence) {
    local_maxima(x, n);
    keep_highest(x, min_distance);
    peaks_.clear();
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      if (!kept_[i]) continue;
      const double prominence = stands_out_by(x, n, frames_[i]);
      if (prominence >= min_prominence) peaks_.push_back({frames_[i], prominence});
    }
    return peaks_;
  }

 private:
  /// Frames higher than both neighbours; the middle one of a plateau.
  void local_maxima(const double* x, const Index n) {
    frames_.clear();
    for (Index i = 1; i < n - 1; ++i) {
      if (!(x[i - 1] < x[i])) continue;
      Index end = i;
      while (end + 1 < n && x[end + 1] == x[i]) ++end;
      if (end + 1 < n && x[end + 1] < x[i]) frames_.push_back((i + end) / 2);
      i = end;
    }
  }

  void keep_highest(const double* x, const double min_distance) {
    const std::size_t n = frames_.size();
    kept_.assign(n, true);
    order_.resize(n);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](const std::size_t a, const std::size_t b) {
      return x[frames_[a]] < x[frames_[b]];
    });
    for (std::size_t k = n; k-- > 0;) {
      const std::size_t i = order_[k];
      if (!kept_[i]) continue;
      const auto near = [&](const std::size_t j) {
        return static_cast<double>(std::abs(frames_[i] - frames_[j])) < min_distance;
      };
      for (std::size_t j = i; j-- > 0 && near(j);) kept_[j] = false;
      for (std::size_t j = i + 1; j < n && near(j); ++j) kept_[j] = false;
    }
  }

  /// Height above the higher of the lowest points on both sides up to a higher peak.
  static double stands_out_by(const double* x, const Index n, const Index peak) {
    double left = x[peak], right = x[peak];
    for (Index i = peak; i >= 0 && x[i] <= x[peak]; --i) left = std::min(left, x[i]);
    for (Index i = peak; i < n && x[i] <= x[peak]; ++i) right = std::min(right, x[i]);
    return x[peak] - std::max(left, right);
  }

  std::vector<Index> frames_;
  std::vector<std::size_t> order_;
  std::vector<bool> kept_;
  std::vector<Peak> peaks_;
};

/// Sub-frame place of an extremum: the vertex of the parabola through it and its neighbours.
inline double parabola_vertex(const double* x, const Index n, const Index i) {
  if (i < 1 || i > n - 2) return static_cast<double>(i);
  const double bend = x[i - 1] - 2 * x[i] + x[i + 1];
  const double shift = 0.5 * (x[i - 1] - x[i + 1]) / bend;
  return std::abs(shift) <= 1 ? static_cast<double>(i) + shift : static_cast<double>(i);
}

}  // namespace footfall
