// What detectors of running read: the halves of a foot's way back, jerk, the foot ahead.
//
// A running foot is on the ground between its most anterior and its most posterior place against
// the pelvis: Handsaker and others (2016), doi:10.1016/j.jbiomech.2016.10.013.
#pragma once

#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/along.hpp"
#include "footfall/events/foot_contact_swings.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Frames in which an event is looked for; `cut` where that end of the swing was not seen.
struct HalfStance {
  double start, end;
  bool cut;
};

/// The half of the way back that follows a swing (initial contact) or goes before it (final).
inline HalfStance half_stance(const foot_contact::Swing& swing, const foot_contact::Gait& gait,
                              const Index code) {
  const double half = 0.5 * (gait.stride - gait.swing);
  return code % 2 == 0 ? HalfStance{swing.end, swing.end + half, swing.cut_end}
                       : HalfStance{swing.start - half, swing.start, swing.cut_start};
}

/// Turns positions into jerk: third central differences, NaN at ends and beside gaps.
inline void jerk(Track& track, const double sampling_rate_hz) {
  const double scale = 0.5 * (sampling_rate_hz * sampling_rate_hz) * sampling_rate_hz;
  std::array<double, 4> before{nan<double>, nan<double>, nan<double>, nan<double>};
  for (std::size_t i = 0; i < track.size(); ++i) {
    const double here = track[i];
    // `before` holds the four positions ahead of this one: the middle one is two frames back.
    if (i >= 2) {
      track[i - 2] = ((here - 2 * before[3]) + (2 * before[1] - before[0])) * scale;
    }
    before = {before[1], before[2], before[3], here};
  }
  for (std::size_t i = track.size() < 2 ? 0 : track.size() - 2; i < track.size(); ++i) {
    track[i] = nan<double>;
  }
}

inline constexpr Period step_period{0.2, 0.6, 0.36};

/// Code of the foot that is farthest ahead of the pelvis, or behind it for a negative `sign`; -1
/// when none is. Table rows: two points of a foot, two of the pelvis, code.
template <class T>
Index foremost_foot(const T* frame, const Table& table, const Index dimensions,
                    const Direction& forward, const double sign) {
  double farthest = 0;
  Index code = -1;
  for (Index row = 0; row < table.rows; ++row) {
    const auto middle = [&](const Index column) {
      return 0.5 * (along(frame, table(row, column), dimensions, forward) +
                    along(frame, table(row, column + 1), dimensions, forward));
    };
    const double ahead = sign * (middle(0) - middle(2));
    if (!(ahead > farthest)) continue;
    farthest = ahead;
    code = table(row, 4);
  }
  return code;
}

}  // namespace footfall
