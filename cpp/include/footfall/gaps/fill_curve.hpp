// Fills gaps of each channel along curves: monotone (PCHIP), or a cubic through the surroundings.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// One channel of a sequence as it came.
template <class T>
struct GapChannel {
  const T* x;
  Index n_frames, stride;

  T operator[](const Index i) const { return x[i * stride]; }

  /// Nearest number at or before frame i; -1: none.
  Index before(Index i) const {
    while (i >= 0 && std::isnan((*this)[i])) --i;
    return i;
  }

  /// Nearest number at or after frame i; n_frames: none.
  Index after(Index i) const {
    while (i < n_frames && std::isnan((*this)[i])) ++i;
    return i;
  }
};

/// Copies a sequence and calls `fill(signal, to, start, end)` for each gap [start, end) between
/// two numbers and no longer than `max_gap`; `scratch` counts the open gap of each channel.
template <class T, class Fill>
void fill_gaps(const SeriesTask<T>& task, const Scratch<T>& scratch, const Index max_gap,
               const bool hold_ends, const Fill& fill) {
  const auto [x, next, out, target, n_frames, channels, first, last] = task;
  auto* const missing = reinterpret_cast<Index*>(scratch.data());  // T cannot count far
  std::fill_n(missing, channels, Index{0});
  const auto hold = [&](const Index c, const Index start, const Index end, const T value) {
    for (Index i = start; i < end && hold_ends; ++i) out[i * channels + c] = value;
  };
  for (Index row = 0; row < n_frames; ++row) {
    for (Index c = first; c < last; ++c) {
      const T value = x[row * channels + c];
      out[row * channels + c] = value;
      if (std::isnan(value)) {
        missing[c] += 1;
        continue;
      }
      const Index gap = missing[c];
      missing[c] = 0;
      if (gap == 0 || gap > max_gap) continue;
      if (gap == row) {
        hold(c, 0, row, value);
      } else {
        fill(GapChannel<T>{x + c, n_frames, channels}, out + c, row - gap, row);
      }
    }
  }
  for (Index c = first; c < last; ++c) {
    const Index start = n_frames - missing[c];
    if (start < n_frames && start > 0 && missing[c] <= max_gap) {
      hold(c, start, n_frames, x[(start - 1) * channels + c]);
    }
  }
}

inline Index whole_frames(const double frames) {
  constexpr double all_frames = 9007199254740992.0;  // 2^53, more than there are
  require_not_negative("max_gap_frames", frames);
  return static_cast<Index>(std::min(frames, all_frames));
}

template <class T>
std::size_t gap_counters(const Index channels) {
  return static_cast<std::size_t>(channels) * (sizeof(Index) / sizeof(T));
}

/// Piecewise cubic that keeps the shape of the numbers: it is monotone where they are.
///
/// Fritsch & Butland (1984), doi:10.1137/0905021.
template <class T>
struct FillPchip {
  static constexpr const char* name = "fill_pchip";
  static constexpr std::array parameters{"max_gap_frames", "hold_ends"};

  explicit FillPchip(const std::array<double, 2>& values)
      : max_gap_(whole_frames(values[0])), hold_ends_(values[1] != 0) {}

  std::size_t scratch_size(const Index /*longest*/, const Index channels) const {
    return gap_counters<T>(channels);
  }

  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    fill_gaps(task, scratch, max_gap_, hold_ends_, fill);
    return false;
  }

 private:
  static void fill(const GapChannel<T>& x, T* const to, const Index start, const Index end) {
    const Index left = start - 1, right = end;
    const T step = static_cast<T>(right - left), first = x[left];
    const T slope = (x[right] - first) / step;
    const Index before = x.before(left - 1), after = x.after(right + 1);
    const bool has_before = before >= 0, has_after = after < x.n_frames;
    const T step_before = static_cast<T>(left - before), step_after = static_cast<T>(after - right);
    const T slope_before = has_before ? (first - x[before]) / step_before : slope;
    const T slope_after = has_after ? (x[after] - x[right]) / step_after : slope;
    T at_left = slope, at_right = slope;
    if (has_before) {
      at_left = between(step_before, step, slope_before, slope);
    } else if (has_after) {
      at_left = at_end(step, step_after, slope, slope_after);
    }
    if (has_after) {
      at_right = between(step, step_after, slope, slope_after);
    } else if (has_before) {
      at_right = at_end(step, step_before, slope, slope_before);
    }
    const T square = (T(3) * slope - T(2) * at_left - at_right) / step;
    const T cube = (at_left + at_right - T(2) * slope) / (step * step);
    for (Index i = start; i < end; ++i) {
      const T t = static_cast<T>(i - left);
      to[i * x.stride] = first + t * (at_left + t * (square + t * cube));
    }
  }

  /// Slope at a number between two others: weighted harmonic mean of the slopes beside it.
  static T between(const T step_0, const T step_1, const T slope_0, const T slope_1) {
    if (!((slope_0 > 0 && slope_1 > 0) || (slope_0 < 0 && slope_1 < 0))) return T{};
    const T weight_0 = T(2) * step_1 + step_0, weight_1 = step_1 + T(2) * step_0;
    return (weight_0 + weight_1) / (weight_0 / slope_0 + weight_1 / slope_1);
  }

  /// Slope at the first or last number: of the parabola through three, kept in shape.
  static T at_end(const T step_0, const T step_1, const T slope_0, const T slope_1) {
    const T slope = ((T(2) * step_0 + step_1) * slope_0 - step_0 * slope_1) / (step_0 + step_1);
    if (sign(slope) != sign(slope_0)) return T{};
    const bool turns = sign(slope_0) != sign(slope_1);
    return turns && std::abs(slope) > T(3) * std::abs(slope_0) ? T(3) * slope_0 : slope;
  }

  static int sign(const T value) { return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0); }

  Index max_gap_;
  bool hold_ends_;
};

/// Cubic through both numbers beside the gap, nearest to the two further ones on each side.
///
/// A curve that leaves the range of its surroundings (as far as the gap is long, on each side)
/// by more than `overshoot` of it is rejected: a straight line takes its place where
/// `straight` is not 0, else the gap stays. So it is where a side has fewer than three numbers.
template <class T>
struct FillCubic {
  static constexpr const char* name = "fill_cubic";
  static constexpr std::array parameters{"max_gap_frames", "hold_ends", "overshoot", "straight"};

  explicit FillCubic(const std::array<double, 4>& values)
      : max_gap_(whole_frames(values[0])),
        hold_ends_(values[1] != 0),
        overshoot_(static_cast<T>(values[2])),
        straight_(values[3] != 0) {
    require_not_negative("overshoot", values[2]);
  }

  std::size_t scratch_size(const Index /*longest*/, const Index channels) const {
    return gap_counters<T>(channels);
  }

  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    fill_gaps(task, scratch, max_gap_, hold_ends_,
              [&](const GapChannel<T>& x, T* const to, const Index start, const Index end) {
                fill(x, to, start, end);
              });
    return false;
  }

 private:
  void fill(const GapChannel<T>& x, T* const to, const Index start, const Index end) const {
    const Index left = start - 1, right = end;
    const T step = static_cast<T>(right - left), first = x[left], rise = x[right] - x[left];
    std::array<Index, 4> further{-1, -1, x.n_frames, x.n_frames};
    further[0] = x.before(left - 1);
    if (further[0] >= 0) further[1] = x.before(further[0] - 1);
    further[2] = x.after(right + 1);
    if (further[2] < x.n_frames) further[3] = x.after(further[2] + 1);
    if (further[1] >= 0 && further[3] < x.n_frames) {
      // Over the straight line: u (1 - u) (even + odd (2 u - 1)), by least squares.
      T even_even{}, even_odd{}, odd_odd{}, even_rest{}, odd_rest{};
      for (const Index i : further) {
        const T u = static_cast<T>(i - left) / step;
        const T even = u * (T(1) - u), odd = even * (T(2) * u - T(1));
        const T rest = x[i] - (first + u * rise);
        even_even += even * even;
        even_odd += even * odd;
        odd_odd += odd * odd;
        even_rest += even * rest;
        odd_rest += odd * rest;
      }
      const T determinant = even_even * odd_odd - even_odd * even_odd;
      const T even = (even_rest * odd_odd - odd_rest * even_odd) / determinant;
      const T odd = (odd_rest * even_even - even_rest * even_odd) / determinant;
      const auto [low, high] = limits(x, further, start, end);
      bool fits = true;
      for (Index i = start; i < end; ++i) {
        const T u = static_cast<T>(i - left) / step;
        const T value = first + u * rise + u * (T(1) - u) * (even + odd * (T(2) * u - T(1)));
        to[i * x.stride] = value;
        fits = fits && value >= low && value <= high;
      }
      if (fits) return;
    }
    for (Index i = start; i < end; ++i) {
      const T u = static_cast<T>(i - left) / step;
      to[i * x.stride] = straight_ ? first + u * rise : nan<T>;
    }
  }

  std::array<T, 2> limits(const GapChannel<T>& x, const std::array<Index, 4>& further,
                          const Index start, const Index end) const {
    const Index gap = end - start;
    T low = x[end], high = low;
    const auto include = [&](const Index from, const Index to) {
      for (Index i = from; i < to; ++i) {
        const T value = x[i];
        if (value < low) low = value;
        if (value > high) high = value;
      }
    };
    include(std::min(further[1], std::max<Index>(0, start - gap)), start);
    include(end, std::max(further[3] + 1, std::min(x.n_frames, end + gap)));
    const T beyond = overshoot_ * (high - low);
    return {low - beyond, high + beyond};
  }

  Index max_gap_;
  bool hold_ends_;
  T overshoot_;
  bool straight_;
};

}  // namespace footfall
