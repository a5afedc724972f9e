// Stride time and range of a periodic signal with gaps.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/events/peaks.hpp"

namespace footfall {

/// Middle 90 % of the finite values: the range without what stands out.
inline double robust_range(const double* x, const Index n, std::vector<double>& sorted) {
  sorted.clear();
  std::copy_if(x, x + n, std::back_inserter(sorted), [](const double v) { return v == v; });
  if (sorted.size() < 2) return 0;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](const double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
  };
  return at(0.95) - at(0.05);
}

/// Period in frames, from the autocorrelation at lags [shortest, longest]; NaN without rhythm.
///
/// The earliest peak within 85 % of the highest counts, so that two strides are not taken for
/// one. A rhythm needs a correlation of `least`.
class Rhythm {
 public:
  double period(const double* x, const Index n, const Index shortest, const Index longest,
                const double least) {
    const Index last = std::min(longest + 1, n * 2 / 3), first = std::max<Index>(1, shortest - 1);
    correlation_.clear();
    center(x, n);
    for (Index lag = first; lag <= last; ++lag) correlation_.push_back(correlate(n, lag));
    const auto lags = static_cast<Index>(correlation_.size());
    const auto& peaks = finder_.find(correlation_.data(), lags, 1, 0);
    double highest = least;
    for (const Peak& peak : peaks) highest = std::max(highest, at(peak.frame));
    for (const Peak& peak : peaks) {
      if (at(peak.frame) >= least && at(peak.frame) >= 0.85 * highest) {
        return static_cast<double>(first) + parabola_vertex(correlation_.data(), lags, peak.frame);
      }
    }
    return std::nan("");
  }

 private:
  double at(const Index i) const { return correlation_[static_cast<std::size_t>(i)]; }

  void center(const double* x, const Index n) {
    double sum = 0, count = 0;
    for (Index i = 0; i < n; ++i) {
      if (x[i] == x[i]) {
        sum += x[i];
        count += 1;
      }
    }
    centered_.resize(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i) centered_[static_cast<std::size_t>(i)] = x[i] - sum / count;
  }

  /// Correlation of the pairs of which both are there.
  double correlate(const Index n, const Index lag) const {
    double product = 0, early = 0, late = 0;
    const double* x = centered_.data();
    for (Index i = 0; i + lag < n; ++i) {
      const double a = x[i], b = x[i + lag];
      if (a == a && b == b) {
        product += a * b;
        early += a * a;
        late += b * b;
      }
    }
    const double size = std::sqrt(early * late);
    return size > 0 ? product / size : 0;
  }

  std::vector<double> centered_, correlation_;
  PeakFinder finder_;
};

}  // namespace footfall
