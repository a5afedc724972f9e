// Swings of a foot: the spans in which it moves forward relative to the pelvis.
//
// Zeni, Richards, Higginson (2008), doi:10.1016/j.gaitpost.2007.07.007: the foot's velocity
// relative to the pelvis turns forward about final contact and backward about initial contact.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/foot_contact_signals.hpp"

namespace footfall::foot_contact {

/// From the foot's rearmost place to its foremost, in frames; `peak` is its highest speed.
struct Swing {
  double start, end, peak;
  bool cut_start, cut_end;  // by the start or end of a run of numbers

  bool whole() const { return !cut_start && !cut_end; }
};

using Swings = std::vector<Swing>;

/// What this person's steps are like; times in frames.
struct Gait {
  double peak_speed, stride, swing;
};

inline constexpr double usual_swing_share = 0.4;  // of a stride, usual in walking

/// All spans of positive speed, to a fraction of a frame.
inline void find_swings(const Signal& speed, Swings& swings) {
  const auto n = static_cast<Index>(speed.size());
  const double* const u = speed.data();
  swings.clear();
  for (Run run = next_run(u, n, 0); run.start < n; run = next_run(u, n, run.end)) {
    for (Index i = run.start; i < run.end;) {
      const Index first = i;
      double peak = 0;
      for (; i < run.end && u[i] > 0; ++i) peak = std::max(peak, u[i]);
      if (i > first) {
        const bool cut_start = first == run.start, cut_end = i == run.end;
        const auto start = static_cast<double>(cut_start ? first : first - 1);
        const auto end = static_cast<double>(i - 1);
        swings.push_back({cut_start ? start : start + u[first - 1] / (u[first - 1] - u[first]),
                          cut_end ? end : end + u[i - 1] / (u[i - 1] - u[i]), peak, cut_start,
                          cut_end});
      }
      if (i < run.end) ++i;
    }
  }
}

/// Joins neighbours with less than a share of a stride between them: noise has split them.
inline void join_split_swings(Swings& swings, const double stride) {
  constexpr double least_pause = 0.1;
  std::size_t kept = 0;
  for (const Swing swing : swings) {
    Swing* const last = kept > 0 ? &swings[kept - 1] : nullptr;
    if (last && swing.start - last->end < least_pause * stride && !last->cut_end &&
        !swing.cut_start) {
      *last = {last->start, swing.end, std::max(last->peak, swing.peak), last->cut_start,
               swing.cut_end};
    } else {
      swings[kept++] = swing;
    }
  }
  swings.resize(kept);
}

/// Drops what is too slow or too short for a swing.
inline void drop_small_swings(Swings& swings, const Gait& gait, const double min_speed_share) {
  constexpr double cut_share = 0.8;  // a cut swing may have lost its fastest part
  constexpr double shortest = 0.15;  // of a stride
  const double least = min_speed_share * gait.peak_speed;
  std::erase_if(swings, [&](const Swing& swing) {
    return swing.whole() ? swing.peak < least || swing.end - swing.start < shortest * gait.stride
                         : swing.peak < cut_share * least;
  });
}

/// Of two swings within half a stride keeps the whole one, else the faster one.
inline void thin_out_swings(Swings& swings, const double stride) {
  constexpr double apart = 0.5;
  std::size_t kept = 0;
  for (const Swing swing : swings) {
    Swing* const last = kept > 0 ? &swings[kept - 1] : nullptr;
    const bool crowded =
        last && swing.end - last->end < apart * stride &&
        (swing.start - last->start < apart * stride || !(last->cut_start || swing.cut_end));
    if (!crowded) {
      swings[kept++] = swing;
    } else if (last->whole() != swing.whole() ? swing.whole() : last->peak < swing.peak) {
      *last = swing;
    }
  }
  swings.resize(kept);
}

/// The steps of one person, from the swings of both feet.
class GaitMeter {
 public:
  /// Median of the peak speeds that are at least half of the highest; NaN without swings.
  double peak_speed(const Swings& left, const Swings& right) {
    double highest = 0;
    for (const Swings* swings : {&left, &right}) {
      for (const Swing& swing : *swings) highest = std::max(highest, swing.peak);
    }
    return middle(left, right, [&](const Swing& swing) {
      return swing.peak >= 0.5 * highest ? swing.peak : nan<double>;
    });
  }

  /// Median time between ends of swings that reach `least` speed; else from a swing's duration.
  double stride(const Swings& left, const Swings& right, const double least, const double rate) {
    values_.clear();
    for (const Swings* swings : {&left, &right}) {
      double before = nan<double>;
      for (const Swing& swing : *swings) {
        if (swing.peak < least || swing.cut_end) continue;
        if (before == before) values_.push_back(swing.end - before);
        before = swing.end;
      }
    }
    double frames = median(values_);
    if (std::isnan(frames)) frames = whole_swing(left, right, least) / usual_swing_share;
    return std::min(std::isnan(frames) ? usual_stride_s * rate : frames, longest_stride_s * rate);
  }

  /// Median duration of whole swings; a share of the stride without.
  double swing(const Swings& left, const Swings& right, const double stride) {
    const double frames = whole_swing(left, right, 0);
    const double share = usual_swing_share * stride;
    return std::isnan(frames) ? share : std::min(frames, longest_swing * stride);
  }

 private:
  static constexpr double usual_stride_s = 1.1;
  // They keep windows, and with them the work, short.
  static constexpr double longest_stride_s = 5, longest_swing = 1;

  /// Median duration of whole swings that reach `least` speed; NaN without.
  double whole_swing(const Swings& left, const Swings& right, const double least) {
    return middle(left, right, [&](const Swing& swing) {
      return swing.whole() && swing.peak >= least ? swing.end - swing.start : nan<double>;
    });
  }

  template <class Of>
  double middle(const Swings& left, const Swings& right, const Of& of) {
    values_.clear();
    for (const Swings* swings : {&left, &right}) {
      for (const Swing& swing : *swings) {
        const double value = of(swing);
        if (value == value) values_.push_back(value);
      }
    }
    return median(values_);
  }

  Signal values_;
};

/// Turns spans of positive speed into the swings of this gait.
inline void clean_swings(Swings& swings, const Gait& gait, const double min_speed_share) {
  join_split_swings(swings, gait.stride);
  drop_small_swings(swings, gait, min_speed_share);
  thin_out_swings(swings, gait.stride);
}

}  // namespace footfall::foot_contact
