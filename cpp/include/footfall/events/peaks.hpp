// Peaks of a signal: chosen by height within a distance, then by prominence.
//
// The rules of distance, plateau and prominence are those of scipy.signal.find_peaks.
#pragma once

#include <algorithm>
#include <cmath>
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
    // Without plateaus and gaps a signal rises and falls by turns, and its turns say all.
    const bool plain = find_turns(x, n);
    if (!plain) local_maxima(x, n);
    keep_highest(x, n, min_distance);
    if (plain) lowest_around(x);
    peaks_.clear();
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      if (fates_[i] != stays) continue;
      const double height = x[frames_[i]];
      const double prominence =
          plain ? height - std::max(left_[i], right_[i]) : stands_out_by(x, n, frames_[i]);
      if (prominence >= min_prominence) peaks_.push_back({frames_[i], prominence});
    }
    return peaks_;
  }

 private:
  static constexpr char undecided = 0, stays = 1, dropped = 2;

  /// Maxima and the valleys around them; false where samples are equal or missing.
  bool find_turns(const double* x, const Index n) {
    if (n < 3) return false;
    turns_.resize(static_cast<std::size_t>(n));
    Index* const turns = turns_.data();
    std::size_t count = 0;
    bool rises = x[0] < x[1], plain = rises || x[0] > x[1];
    const bool rises_first = rises;
    // Noise makes a rise as likely as a fall: a loop without branches does not mind.
    for (Index i = 1; i < n - 1; ++i) {
      const bool next = x[i] < x[i + 1];
      plain &= next | (x[i] > x[i + 1]);
      turns[count] = i;
      count += static_cast<std::size_t>(next != rises);
      rises = next;
    }
    if (!plain) return false;
    frames_.clear();
    valleys_.clear();
    if (rises_first) valleys_.push_back(x[0]);
    for (std::size_t k = 0; k < count; ++k) {
      if ((k % 2 == 0) == rises_first) {
        frames_.push_back(turns[k]);
      } else {
        valleys_.push_back(x[turns[k]]);
      }
    }
    if (!rises) valleys_.push_back(x[n - 1]);
    return true;
  }

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

  /// Of peaks that are too near to each other the higher stays, of equal ones the later.
  ///
  /// It is decided from the highest down. But a peak that is the highest of those near it of
  /// which nothing is decided stays in any case, so that they need not be sorted.
  void keep_highest(const double* x, const Index n_frames, const double min_distance) {
    const std::size_t n = frames_.size();
    const auto reach =
        static_cast<Index>(std::ceil(std::clamp(min_distance, 0.0, static_cast<double>(n_frames))));
    fates_.assign(n, undecided);
    const auto near = [&](const std::size_t i, const std::size_t j) {
      return frames_[j] - frames_[i] < reach;
    };
    for (bool open = true; open;) {
      open = false;
      for (std::size_t i = 0; i < n; ++i) {
        if (fates_[i] != undecided) continue;
        const double height = x[frames_[i]];
        bool highest = true;
        std::size_t first = i, end = i + 1;
        for (; highest && first > 0 && near(first - 1, i); --first) {
          highest = fates_[first - 1] != undecided || !(x[frames_[first - 1]] > height);
        }
        for (; highest && end < n && near(i, end); ++end) {
          highest = fates_[end] != undecided || !(x[frames_[end]] >= height);
        }
        open |= !highest;
        if (!highest) continue;
        std::fill(fates_.data() + first, fates_.data() + end, dropped);
        fates_[i] = stays;
      }
    }
  }

  /// Lowest points on both sides of each maximum, up to a higher one.
  void lowest_around(const double* x) {
    const std::size_t n = frames_.size();
    left_.resize(n);
    right_.resize(n);
    higher_.clear();
    for (std::size_t k = 0; k < n; ++k) {
      left_[k] = lowest_since(x, k, valleys_[k], left_);
    }
    higher_.clear();
    for (std::size_t k = n; k-- > 0;) right_[k] = lowest_since(x, k, valleys_[k + 1], right_);
  }

  /// Lowest since the last higher maximum; those that are not, nobody will look back to.
  double lowest_since(const double* x, const std::size_t k, double low,
                      const std::vector<double>& lowest) {
    const double height = x[frames_[k]];
    while (!higher_.empty() && x[frames_[higher_.back()]] <= height) {
      low = std::min(low, lowest[higher_.back()]);
      higher_.pop_back();
    }
    higher_.push_back(k);
    return low;
  }

  /// Height above the higher of the lowest points on both sides up to a higher peak.
  static double stands_out_by(const double* x, const Index n, const Index peak) {
    double left = x[peak], right = x[peak];
    for (Index i = peak; i >= 0 && x[i] <= x[peak]; --i) left = std::min(left, x[i]);
    for (Index i = peak; i < n && x[i] <= x[peak]; ++i) right = std::min(right, x[i]);
    return x[peak] - std::max(left, right);
  }

  std::vector<Index> frames_, turns_;
  std::vector<char> fates_;
  std::vector<double> valleys_, left_, right_;
  std::vector<std::size_t> higher_;
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
