// Fills gaps of each channel along a straight line between their neighbours.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// Gaps up to `max_gap_frames` are filled; `hold_ends` repeats the first and last number outwards.
template <class T>
struct FillLinear {
  static constexpr const char* name = "fill_linear";
  static constexpr std::array parameters{"max_gap_frames", "hold_ends"};

  explicit FillLinear(const std::array<double, 2>& values) : hold_ends_(values[1] != 0) {
    require_not_negative("max_gap_frames", values[0]);
    max_gap_ = static_cast<Index>(std::min(values[0], all_frames));
  }

  std::size_t scratch_size(const Index /*longest*/, const Index channels) const {
    return static_cast<std::size_t>(channels) * (sizeof(Index) / sizeof(T));
  }

  /// Row after row, so that memory is read in order; `scratch` keeps the open gap of each channel.
  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    const auto [x, next, out, target, n_frames, channels, first, last] = task;
    auto* const missing = reinterpret_cast<Index*>(scratch.data());  // T cannot count far
    std::fill_n(missing, channels, Index{0});
    for (Index row = 0; row < n_frames; ++row) {
      for (Index c = first; c < last; ++c) {
        const T value = x[row * channels + c];
        out[row * channels + c] = value;
        if (std::isnan(value)) {
          missing[c] += 1;
        } else if (missing[c] > 0) {
          close(out + c, row - missing[c], row, channels);
          missing[c] = 0;
        }
      }
    }
    for (Index c = first; c < last; ++c) {
      const Index gap = missing[c];
      if (gap > 0 && gap < n_frames && hold_ends_ && gap <= max_gap_) {
        hold(out + c, n_frames - gap, n_frames, channels, out[(n_frames - gap - 1) * channels + c]);
      }
    }
    return false;
  }

 private:
  static constexpr double all_frames = 9007199254740992.0;  // 2^53, more than there are

  /// Fills frames [start, end) of one channel; `end` holds a number.
  void close(T* channel, const Index start, const Index end, const Index stride) const {
    if (end - start > max_gap_) return;
    const T right = channel[end * stride];
    if (start == 0) {
      if (hold_ends_) hold(channel, 0, end, stride, right);
      return;
    }
    const T left = channel[(start - 1) * stride];
    const T steps = static_cast<T>(end - start + 1);
    for (Index i = start; i < end; ++i) {
      const T weight = static_cast<T>(i - start + 1) / steps;
      channel[i * stride] = left + weight * (right - left);
    }
  }

  static void hold(T* channel, const Index start, const Index end, const Index stride,
                   const T value) {
    for (Index i = start; i < end; ++i) channel[i * stride] = value;
  }

  Index max_gap_ = 0;
  bool hold_ends_;
};

}  // namespace footfall
