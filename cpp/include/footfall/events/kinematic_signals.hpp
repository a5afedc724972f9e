// What detectors on keypoints read: points along a direction, and the swings of the feet.
//
// A swing is the span in which a foot moves forward relative to the pelvis: Zeni, Richards,
// Higginson (2008), doi:10.1016/j.gaitpost.2007.07.007.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/along.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/foot_contact_swings.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Turns positions into accelerations: second central differences, NaN at ends and beside gaps.
inline void accelerate(Track& track, const double sampling_rate_hz) {
  if (track.empty()) return;
  double before = nan<double>, here = track[0];
  track[0] = nan<double>;
  for (std::size_t i = 1; i < track.size(); ++i) {
    track[i - 1] = (before - 2 * here + track[i]) * (sampling_rate_hz * sampling_rate_hz);
    before = here;
    here = track[i];
  }
  track.back() = nan<double>;
}

/// Swings by code (kind + 2 side) of events: those of the first point that tells the event.
///
/// Table rows: two points whose mean is the foot's point, two whose mean is the pelvis, what an
/// algorithm adds, code.
class EventSwings {
 public:
  static constexpr Index n_codes = 4;

  explicit EventSwings(const double sampling_rate_hz) : rate_(sampling_rate_hz) {}

  template <class T>
  void find(const T* x, const Index n, const Index channels, const Table& table,
            const Index dimensions, const Direction& forward) {
    for (Index code = 0; code < n_codes; ++code) {
      foot_contact::Swings& swings = swings_[static_cast<std::size_t>(code)];
      swings.clear();
      const Index row = leading_row(table, code);
      if (row < 0) continue;
      read_track(x, n, channels, table(row, 0), table(row, 1), dimensions, forward, speed_);
      read_track(x, n, channels, table(row, 2), table(row, 3), dimensions, forward, pelvis_);
      for (std::size_t i = 0; i < speed_.size(); ++i) speed_[i] -= pelvis_[i];
      foot_contact::differentiate(speed_.data(), n, rate_);
      foot_contact::find_swings(speed_, swings);
    }
    for (std::size_t kind = 0; kind < gaits_.size(); ++kind) settle(kind);
  }

  /// The first row of the table that tells events of this code; -1 without.
  static Index leading_row(const Table& table, const Index code) {
    for (Index row = 0; row < table.rows; ++row) {
      if (table(row, table.columns - 1) == code) return row;
    }
    return -1;
  }

  const foot_contact::Swings& of(const Index code) const {
    return swings_[static_cast<std::size_t>(code)];
  }

  /// What steps are like, as the points that tell this kind of event show them.
  const foot_contact::Gait& gait(const Index code) const {
    return gaits_[static_cast<std::size_t>(code % 2)];
  }

 private:
  static constexpr double least_speed = 0.25;  // of the usual swing speed

  void settle(const std::size_t kind) {
    foot_contact::Swings &left = swings_[kind], &right = swings_[kind + 2];
    foot_contact::Gait& gait = gaits_[kind];
    gait.peak_speed = meter_.peak_speed(left, right);
    if (std::isnan(gait.peak_speed)) return;
    const double least = least_speed * gait.peak_speed;
    gait.stride = meter_.stride(left, right, least, rate_);
    foot_contact::clean_swings(left, gait, least_speed);
    foot_contact::clean_swings(right, gait, least_speed);
    gait.stride = meter_.stride(left, right, least, rate_);
    gait.swing = meter_.swing(left, right, gait.stride);
  }

  double rate_;
  std::array<foot_contact::Swings, n_codes> swings_;
  std::array<foot_contact::Gait, 2> gaits_{};
  foot_contact::GaitMeter meter_;
  Track speed_, pelvis_;
};

}  // namespace footfall
