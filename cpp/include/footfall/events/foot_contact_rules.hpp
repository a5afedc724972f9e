// The instants of contact about one swing of a foot.
//
// Speed of a foot on the ground as a share of walking speed: Bruening, Ridge (2014),
// doi:10.1016/j.gaitpost.2013.09.005; Bonci and others (2022), doi:10.3389/fbioe.2022.868928.
#pragma once

#include <algorithm>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/events/foot_contact_motion.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/foot_contact_swings.hpp"

namespace footfall::foot_contact {

/// All that the rules read: speeds of one foot, how noisy they are, and the person's gait.
struct Motion {
  Speeds speed;
  double rate_hz, cutoff_hz, noise;
  Gait gait;

  Index n() const { return static_cast<Index>(speed[up].size()); }
  double at(const Part part, const Index i) const {
    return speed[part][static_cast<std::size_t>(i)];
  }

  /// The place of a turn of a speed.
  Estimate estimate(const Turn& turn, const double position_noise) const {
    const double accelerating = acceleration_noise(position_noise, cutoff_hz, rate_hz);
    return {turn.frame, noise_of_time(accelerating, turn.bend * rate_hz * rate_hz)};
  }

  /// The place where a speed passes a level.
  Estimate estimate(const Crossing& crossing, const double position_noise) const {
    const double speeding = velocity_noise(position_noise, cutoff_hz, rate_hz);
    return {crossing.frame, noise_of_time(speeding, crossing.step * rate_hz)};
  }
};

/// A contact, whether all its clues were there, and how fast the foot fell.
struct Contact {
  Estimate time;
  bool complete;
  double depth;
};

/// Initial contact: the ground arrests the fall of the foot while it comes to rest.
///
/// `stance_speed` is that of the foot against the pelvis in the stance that follows, which is
/// the walking speed: where the foot moves backward with nearly that speed it rests on the
/// ground, on a treadmill too.
inline Contact initial_contact(const Motion& motion, const Swing& swing, const double stance_speed,
                               const double ground_share) {
  constexpr double before = 0.05, after = 0.30, late = 0.15;  // swings
  constexpr double arrest_error_s = 0.010, rest_error_s = 0.025;
  const double from = swing.end - before * motion.gait.swing;
  const double to = swing.end + after * motion.gait.swing;
  const Index n = motion.n();
  const Crossing rest =
      first_fall(motion.speed[forward].data(), n, from, to, (ground_share - 1) * stance_speed);
  const bool rests = std::isfinite(rest.frame);
  // Later dips belong to the forefoot coming down.
  const double last = rests ? std::min(to, rest.frame + late * motion.gait.swing) : to;
  const Turn arrest = deepest_dip(motion.speed[up].data(), n, from, last);
  const Estimate time = motion.estimate(arrest, motion.noise);
  if (!time.found() || !rests) return {time, true, arrest.value};
  return {weighted_mean(time, arrest_error_s, motion.estimate(rest, motion.noise), rest_error_s),
          true, arrest.value};
}

/// Window in which the foot leaves the ground, in swings from its rearmost place.
inline constexpr double leave_before = 0.35, leave_after = 0.30;

/// Writes the speed of the toe over the ground for frames of a window.
inline void ground_speed(const Motion& motion, const double from, const double to,
                         const double walking_speed, Signal& speed) {
  speed.resize(static_cast<std::size_t>(motion.n()));
  const Index last = std::min(static_cast<Index>(to), motion.n() - 1);
  for (Index i = std::max<Index>(static_cast<Index>(from) - 1, 0); i <= last; ++i) {
    const double along = motion.at(toe_forward, i) + walking_speed, rise = motion.at(toe_up, i);
    speed[static_cast<std::size_t>(i)] = std::sqrt(along * along + rise * rise);
  }
}

/// Final contact of a foot with a toe: the mean of two clues.
///
/// The toe gathers a share of its swing speed over the ground; and it leaves between the
/// fastest rise of the heel and that of itself.
inline Contact toe_leaves(const Motion& motion, const Swing& swing, const double stance_speed,
                          const double swing_speed, const double speed_share, Signal& scratch) {
  constexpr double usual = 0.10, near = 0.15, far = 0.30;  // swings
  const double from = swing.start - leave_before * motion.gait.swing;
  const double to = swing.start + leave_after * motion.gait.swing;
  // The centre is the mean of two points, which halves the variance.
  const double noise = motion.noise * 1.4142135623730951;
  const Index n = motion.n();
  ground_speed(motion, from, to, stance_speed, scratch);
  const Estimate gathers = motion.estimate(
      last_rise(scratch.data(), n, from, to, speed_share * (swing_speed + stance_speed)), noise);
  const double about = gathers.found() ? gathers.frame : swing.start + usual * motion.gait.swing;
  const double short_way = near * motion.gait.swing, long_way = far * motion.gait.swing;
  const Estimate rises =
      mean(motion.estimate(
               highest_peak(motion.speed[heel_up].data(), n, about - long_way, about + short_way),
               noise),
           motion.estimate(
               highest_peak(motion.speed[toe_up].data(), n, about - short_way, about + long_way),
               noise));
  if (!rises.found()) return {gathers, false, nan<double>};
  if (!gathers.found()) return {rises, false, nan<double>};
  return {mean(gathers, rises), true, nan<double>};
}

/// Final contact of a foot without a toe: the weighted mean of two clues.
///
/// The ankle rises fastest shortly before the toe leaves, and is highest after it; and it
/// gathers half of its swing speed over the ground.
inline Contact ankle_leaves(const Motion& motion, const Swing& swing, const double stance_speed,
                            const double swing_speed) {
  constexpr double later = 0.10, highest_within = 0.5;  // swings
  constexpr double rise_share = 0.25;  // of the way from the fastest rise to the highest place
  constexpr double speed_share = 0.5;
  constexpr double rise_error_s = 0.015, speed_error_s = 0.025;
  const double from = swing.start - leave_before * motion.gait.swing;
  const double to = swing.start + (leave_after + later) * motion.gait.swing;
  const Index n = motion.n();
  const double* const climb = motion.speed[up].data();
  const double level = speed_share * (swing_speed + stance_speed) - stance_speed;
  const Estimate gathers =
      motion.estimate(last_rise(motion.speed[forward].data(), n, from, to, level), motion.noise);
  const Turn rise = highest_peak(climb, n, from, to);
  Estimate rises = motion.estimate(rise, motion.noise);
  if (!rises.found()) return {gathers, false, nan<double>};
  const double within = rise.frame + highest_within * motion.gait.swing;
  const Crossing top = first_fall(climb, n, static_cast<double>(rise.nearest), within, 0);
  const bool tops = std::isfinite(top.frame);
  if (tops) rises.frame += rise_share * (top.frame - rises.frame);
  if (!gathers.found()) return {rises, false, nan<double>};
  return {weighted_mean(rises, rise_error_s, gathers, speed_error_s), tops, nan<double>};
}

}  // namespace footfall::foot_contact
