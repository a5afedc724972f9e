// Peaks of a signal: chosen by height within a distance, then by prominence.
//
// The rules of distance, plateau and prominence are those of scipy.signal.find_peaks.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

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
    mark_maxima(x, n);
    keep_highest(n, min_distance);
    peaks_.clear();
    for (const Index frame : kept_) {
      const double prominence = stands_out_by(x, n, frame);
      if (prominence >= min_prominence) peaks_.push_back({frame, prominence});
    }
    return peaks_;
  }

 private:
  using V = Pack<double>;
  static constexpr auto width = static_cast<Index>(lanes<double>);
  static constexpr Index word_bits = 64, lane_bits = 32;
  static constexpr double none = -std::numeric_limits<double>::infinity();

  /// Heights of the frames that are higher than both neighbours, or the middle of a plateau.
  void mark_maxima(const double* x, const Index n) {
    heights_.resize(static_cast<std::size_t>(n));
    marks_.assign(static_cast<std::size_t>(n / word_bits + 1), 0);
    if (n > 0) height(0) = none;
    plateaus_.clear();
    Index i = 1;
    for (; i + width < n; i += width) {
      const V here = load<V>(x + i), next = load<V>(x + i + 1);
      const auto rises = load<V>(x + i - 1) < here;
      const auto peaks = rises & (next < here);
      store(heights_.data() + i, select(peaks, here, V{} + none));
      mark(i) |= std::uint64_t{lanes_where(peaks)} << ((i - 1) % word_bits);
      unsigned level = lanes_where(rises & (next == here));
      for (; level != 0; level &= level - 1) plateaus_.push_back(i + std::countr_zero(level));
    }
    for (; i < n; ++i) {
      height(i) = none;
      if (x[i - 1] < x[i]) plateaus_.push_back(i);
    }
    for (const Index first : plateaus_) mark_plateau(x, n, first);
  }

  /// The middle of equal frames, one or more, from `first` on, if a lower one follows.
  void mark_plateau(const double* x, const Index n, const Index first) {
    Index end = first;
    while (end + 1 < n && x[end + 1] == x[first]) ++end;
    if (!(end + 1 < n && x[end + 1] < x[first])) return;
    const Index middle = (first + end) / 2;
    height(middle) = x[first];
    mark(middle) |= std::uint64_t{1} << ((middle - 1) % word_bits);
  }

  /// The first maximum from frame `i` > 0 on, before it was decided which stay; `n` without.
  Index next_maximum(const Index i, const Index n) {
    if (i >= n) return n;
    Index first = i - 1;
    std::uint64_t bits = mark(i) >> (first % word_bits);
    while (bits == 0) {
      first += word_bits - first % word_bits;
      if (first >= n) return n;
      bits = mark(first + 1);
    }
    return std::min(n, first + 1 + std::countr_zero(bits));
  }

  /// Of peaks that are too near to each other the higher stays, of equal ones the later.
  ///
  /// It is decided from the highest down. But a peak that is the highest of those near it of
  /// which nothing is decided stays in any case, so that they need not be sorted. Of those that are
  /// as near to the first of them one stays at most: the highest is looked at, or has to wait.
  /// It goes forward and backward by turns: else a long slope would take as many rounds.
  void keep_highest(const Index n, const double min_distance) {
    kept_.clear();
    const double most = static_cast<double>(std::max<Index>(n, 1));
    const auto reach = static_cast<Index>(std::ceil(std::clamp(min_distance, 1.0, most)));
    open_.clear();
    for (Index start = next_maximum(1, n); start < n; start = next_maximum(start + reach, n)) {
      open_.push_back(start);
    }
    while (!open_.empty()) {
      std::size_t waiting = 0;
      for (const Index start : open_) {
        if (!settle(start, n, reach)) open_[waiting++] = start;
      }
      open_.resize(waiting);
      std::reverse(open_.begin(), open_.end());
    }
    std::sort(kept_.begin(), kept_.end());
  }

  /// Lets the highest maximum within reach from `start` on stay, unless one near it is higher.
  /// Whether it is clear what becomes of them.
  bool settle(const Index start, const Index n, const Index reach) {
    const Index end = std::min(start + reach, n), peak = last_highest(start, end);
    if (peak < 0) return true;
    const V top = V{} + height(peak);
    const Index first = std::max<Index>(0, peak - reach + 1), last = std::min(n, peak + reach);
    if (lanes_where(highest(first, start) > top) != 0) return false;
    if (lanes_where(highest(end, last) >= top) != 0) return false;
    std::fill(&height(first), &height(first) + (last - first), none);
    kept_.push_back(peak);
    return true;
  }

  std::uint64_t& mark(const Index frame) {
    return marks_[static_cast<std::size_t>((frame - 1) / word_bits)];
  }
  double& height(const Index frame) { return heights_[static_cast<std::size_t>(frame)]; }

  /// Highest of the maxima in frames [first, last), spread over lanes.
  V highest(Index first, const Index last) const {
    const double* const heights = heights_.data();
    V most = V{} + none;
    if (last - first < width) {
      for (; first < last; ++first) most = greatest(V{} + heights[first], most);
      return most;
    }
    for (; first + width < last; first += width) most = greatest(load<V>(heights + first), most);
    return greatest(load<V>(heights + last - width), most);
  }

  /// The last of the highest maxima in frames [first, last); -1 without.
  Index last_highest(const Index first, const Index last) const {
    const double top = greatest_lane(highest(first, last));
    if (top == none) return -1;
    const double* const heights = heights_.data();
    Index i = last;
    for (; i - first >= width; i -= width) {
      const unsigned found = lanes_where(load<V>(heights + i - width) == V{} + top);
      if (found != 0) return i - width + static_cast<Index>(std::bit_width(found)) - 1;
    }
    while (heights[i - 1] != top) --i;
    return i - 1;
  }

  /// Height above the higher of the lowest points on both sides up to a higher peak.
  static double stands_out_by(const double* x, const Index n, const Index peak) {
    return x[peak] - std::max(lowest_before(x, peak), lowest_after(x, n, peak));
  }

  static double lowest_before(const double* x, const Index peak) {
    const V top = V{} + x[peak];
    V low = top;
    for (Index end = peak, same = width; end > 0 && same == width; end -= width) {
      const Index present = std::min(width, end);
      const V here = load<V>(x + end - present, static_cast<std::size_t>(present));
      same = std::countl_one(lanes_where(here <= top) << (lane_bits - present));
      low = least(between(here, present - same, present, top), low);
    }
    return least_lane(low);
  }

  static double lowest_after(const double* x, const Index n, const Index peak) {
    const V top = V{} + x[peak];
    V low = top;
    for (Index start = peak + 1, same = width; start < n && same == width; start += width) {
      const Index present = std::min(width, n - start);
      const V here = load<V>(x + start, static_cast<std::size_t>(present));
      same = std::min<Index>(present, std::countr_one(lanes_where(here <= top)));
      low = least(between(here, 0, same, top), low);
    }
    return least_lane(low);
  }

  /// Lanes [first, last) of `x`, and `other` in the rest.
  static V between(const V x, const Index first, const Index last, const V other) {
    const V lane = lane_numbers<V>();
    const auto inside =
        (lane >= V{} + static_cast<double>(first)) & (lane < V{} + static_cast<double>(last));
    return select(inside, x, other);
  }

  std::vector<Index> plateaus_, kept_, open_;
  std::vector<std::uint64_t> marks_;  // a bit for each frame but the first
  std::vector<double> heights_;
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
