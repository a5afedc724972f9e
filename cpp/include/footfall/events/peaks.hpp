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

#include "footfall/core/ahead.hpp"
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
    Ahead nothing;
    return find(x, n, min_distance, min_prominence, nothing);
  }

  /// The same, while other memory is fetched.
  const std::vector<Peak>& find(const double* x, const Index n, const double min_distance,
                                const double min_prominence, Ahead& ahead) {
    const double most = static_cast<double>(std::max<Index>(n, 1));
    const auto reach = static_cast<Index>(std::ceil(std::clamp(min_distance, 1.0, most)));
    mark_maxima(x, n, reach);
    keep_highest(n, reach, ahead);
    peaks_.clear();
    for (const Index frame : kept_) {
      ahead.fetch();
      const double prominence = stands_out_by(x, n, frame, min_prominence);
      if (prominence >= min_prominence) peaks_.push_back({frame, prominence});
    }
    std::sort(peaks_.begin(), peaks_.end(),
              [](const Peak& a, const Peak& b) { return a.frame < b.frame; });
    return peaks_;
  }

 private:
  using V = Pack<double>;
  static constexpr auto width = static_cast<Index>(lanes<double>);
  static constexpr Index word_bits = 64, lane_bits = 32;
  static constexpr double none = -std::numeric_limits<double>::infinity();

  /// Heights of the frames that are higher than both neighbours, or the middle of a plateau.
  void mark_maxima(const double* x, const Index n, const Index reach) {
    margin_ = (reach + width - 1) / width * width;
    heights_.resize(static_cast<std::size_t>(n + 2 * margin_));
    std::fill_n(&height(-margin_), margin_, none);
    std::fill_n(&height(n), margin_, none);
    marks_.assign(static_cast<std::size_t>(n / word_bits + 1), 0);
    if (n > 0) height(0) = none;
    plateaus_.clear();
    Index i = 1;
    while (i + width < n) {
      const Index first = i, end = std::min(first + word_bits, n - width);
      std::uint64_t maxima = 0;
      for (; i < end; i += width) {
        const V here = load<V>(x + i), next = load<V>(x + i + 1);
        const auto rises = load<V>(x + i - 1) < here;
        const auto peaks = rises & (next < here);
        store(&height(i), select(peaks, here, V{} + none));
        maxima |= std::uint64_t{lanes_where(peaks)} << (i - first);
        unsigned level = lanes_where(rises & (next == here));
        for (; level != 0; level &= level - 1) plateaus_.push_back(i + std::countr_zero(level));
      }
      mark(first) = maxima;
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
  void keep_highest(const Index n, const Index reach, Ahead& ahead) {
    kept_.clear();
    open_.clear();
    for (Index start = next_maximum(1, n); start < n; start = next_maximum(start + reach, n)) {
      open_.push_back(start);
    }
    while (!open_.empty()) {
      std::size_t waiting = 0;
      for (const Index start : open_) {
        ahead.fetch();
        if (!settle(start, reach)) open_[waiting++] = start;
      }
      open_.resize(waiting);
      std::reverse(open_.begin(), open_.end());
    }
  }

  /// Lets the highest maximum within reach from `start` on stay, unless one near it is higher.
  /// Whether it is clear what becomes of them.
  bool settle(const Index start, const Index reach) {
    const Index peak = last_highest(start, reach);
    if (peak < 0) return true;
    const V top = V{} + height(peak);
    const Index far = reach - 1;
    if (lanes_where(highest(peak - far, far) > top) != 0) return false;
    if (lanes_where(highest(peak + 1, far) >= top) != 0) return false;
    clear(peak - far, far + reach);
    kept_.push_back(peak);
    return true;
  }

  std::uint64_t& mark(const Index frame) {
    return marks_[static_cast<std::size_t>((frame - 1) / word_bits)];
  }
  double& height(const Index frame) { return heights_[static_cast<std::size_t>(margin_ + frame)]; }

  /// Calls `visit(frame)` for registers that together cover `count` frames, a register or more.
  template <class Visit>
  FOOTFALL_INLINE static void cover(const Index first, const Index count, const Visit& visit) {
    const Index last = first + count - width;
    for (Index frame = first; frame < last; frame += width) visit(frame);
    visit(last);
  }

  /// Highest of the maxima in `count` frames, spread over lanes.
  FOOTFALL_INLINE V highest(const Index first, const Index count) {
    V most = V{} + none;
    if (count < width) return between(load<V>(&height(first)), 0, count, most);
    cover(first, count, [&](const Index frame) { most = greatest(load<V>(&height(frame)), most); });
    return most;
  }

  /// The last of the highest maxima in `count` frames; -1 without.
  FOOTFALL_INLINE Index last_highest(const Index first, const Index count) {
    const double top = greatest_lane(highest(first, count));
    if (top == none) return -1;
    // Where it is is hard to foresee: many registers are looked at before there is a branch.
    Index end = first + count;
    for (;; end -= word_bits) {
      const Index start = std::max(std::min(first, end - width), end - word_bits);
      std::uint64_t found = 0;
      cover(start, end - start, [&](const Index frame) {
        const auto same = lanes_where(load<V>(&height(frame)) == V{} + top);
        found |= std::uint64_t{same} << (frame - start);
      });
      if (found != 0) return start + static_cast<Index>(std::bit_width(found)) - 1;
    }
  }

  /// Nothing is left to be decided in `count` frames.
  FOOTFALL_INLINE void clear(const Index first, const Index count) {
    if (count < width) {
      std::fill_n(&height(first), count, none);
    } else {
      cover(first, count, [&](const Index frame) { store(&height(frame), V{} + none); });
    }
  }

  /// Height above the higher of the lowest points on both sides up to a higher peak. Of less than
  /// `least` it may be told too much.
  static double stands_out_by(const double* x, const Index n, const Index peak,
                              const double least) {
    // Uphill a higher one is near, and mostly settles that it is too little.
    const bool rises = x[std::max<Index>(0, peak - width)] < x[std::min(n - 1, peak + width)];
    const double top = x[peak];
    const double one = top - (rises ? lowest_after(x, n, peak) : lowest_before(x, peak));
    if (one < least) return one;
    return std::min(one, top - (rises ? lowest_before(x, peak) : lowest_after(x, n, peak)));
  }

  static double lowest_before(const double* x, const Index peak) {
    const V top = V{} + x[peak];
    V low = top;
    Index end = peak;
    while (end >= 2 * width && pass(x + end - 2 * width, top, low)) end -= 2 * width;
    for (; end > 0; end -= width) {
      const Index present = std::min(width, end);
      const V here = load<V>(x + end - present, static_cast<std::size_t>(present));
      const Index same = std::countl_one(lanes_where(here <= top) << (lane_bits - present));
      low = least(between(here, present - same, present, top), low);
      if (same < width) break;
    }
    return least_lane(low);
  }

  static double lowest_after(const double* x, const Index n, const Index peak) {
    const V top = V{} + x[peak];
    V low = top;
    Index start = peak + 1;
    while (start + 2 * width <= n && pass(x + start, top, low)) start += 2 * width;
    for (; start < n; start += width) {
      const Index present = std::min(width, n - start);
      const V here = load<V>(x + start, static_cast<std::size_t>(present));
      const Index same = std::min<Index>(present, std::countr_one(lanes_where(here <= top)));
      low = least(between(here, 0, same, top), low);
      if (same < width) break;
    }
    return least_lane(low);
  }

  /// Two registers at a time, if nothing in them ends the way.
  FOOTFALL_INLINE static bool pass(const double* const x, const V top, V& low) {
    const V one = load<V>(x), other = load<V>(x + width);
    constexpr unsigned all = (1U << width) - 1;
    if (lanes_where((one <= top) & (other <= top)) != all) return false;
    low = least(least(one, other), low);
    return true;
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
  std::vector<double> heights_;       // with a margin of nothing on both sides
  Index margin_ = 0;
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
