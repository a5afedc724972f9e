// Hampel identifier: samples far from the median of their surroundings.
//
// Pearson (2002), doi:10.1109/87.974338.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// Samples farther than `n_sigma` robust deviations from the median of the `half_width_frames`
/// on both sides go missing, or become the median where `replace` is not 0.
///
/// Windows shrink at the ends; one with fewer than three numbers judges nothing. A deviation
/// below `min_deviation` counts as that.
template <class T>
struct Hampel {
  static constexpr const char* name = "hampel";
  static constexpr std::array parameters{"half_width_frames", "n_sigma", "min_deviation",
                                         "replace"};

  explicit Hampel(const std::array<double, 4>& values)
      : n_sigma_(static_cast<T>(values[1])),
        min_deviation_(static_cast<T>(values[2])),
        replace_(values[3] != 0) {
    require(values[0] >= 1 && values[0] < widest, "half_width_frames", "a value >= 1", values[0]);
    half_width_ = static_cast<Index>(values[0]);
    require_positive("n_sigma", values[1]);
    require_not_negative("min_deviation", values[2]);
  }

  std::size_t scratch_size(const Index /*longest*/, const Index /*channels*/) const {
    return static_cast<std::size_t>(2 * half_width_ + 1);
  }

  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    const auto [x, next, out, target, n_frames, channels, first, last] = task;
    for (Index c = first; c < last; ++c) {
      for (Index i = 0; i < n_frames; ++i) {
        out[i * channels + c] = judge(x + c, i, n_frames, channels, scratch.data());
      }
    }
    return false;
  }

 private:
  static constexpr double widest = 1e6;  // frames: a window beyond it is a mistake

  T judge(const T* x, const Index i, const Index n, const Index stride, T* const window) const {
    const T value = x[i * stride];
    Index count = 0;
    const Index end = std::min(n - 1, i + half_width_);
    for (Index k = std::max<Index>(0, i - half_width_); k <= end; ++k) {
      if (!std::isnan(x[k * stride])) window[count++] = x[k * stride];
    }
    if (std::isnan(value) || count < 3) return value;
    const T middle = median(window, count);
    for (Index k = 0; k < count; ++k) window[k] = std::abs(window[k] - middle);
    const T deviation = std::max(T(1.4826) * median(window, count), min_deviation_);
    if (!(std::abs(value - middle) > n_sigma_ * deviation)) return value;
    return replace_ ? middle : nan<T>;
  }

  static T median(T* const window, const Index count) {
    std::sort(window, window + count);
    const T upper = window[count / 2];
    return count % 2 == 1 ? upper : T(0.5) * (window[count / 2 - 1] + upper);
  }

  Index half_width_ = 1;
  T n_sigma_, min_deviation_;
  bool replace_;
};

}  // namespace footfall
