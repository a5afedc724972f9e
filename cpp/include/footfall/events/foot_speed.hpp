// Speed thresholds: a foot is on the ground when its points move slower than a limit.
//
// Ghoussayni, Stevens, Durham, Ewins (2004), doi:10.1016/j.gaitpost.2003.10.001; with limits that
// grow with the walking speed Bruening, Ridge (2014), doi:10.1016/j.gaitpost.2013.09.005, and
// Bonci and others (2022), doi:10.3389/fbioe.2022.868928; with a limit for each component of the
// velocity Vancanneyt and others (2025), doi:10.1186/s12984-025-01544-9.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the first of a foot's points falls below its limits after the swing. Final
/// contact: the last one rises above them before it.
///
/// Table rows: two points of the foot, two of the pelvis, role, code (kind + 2 side). A role has
/// three limits of velocity, along, up and across; an infinite one does not count. The components
/// over their limits are taken together as a length, or with `largest` each for itself. With
/// `relative` limits are shares of the walking speed: NaN for `walking_speed` is the pelvis' mean
/// over the ground. NaN for `belt_speed`, which is added to what moves, measures it on flat feet.
struct FootSpeed {
  static constexpr const char* name = "foot_speed";
  static constexpr std::array parameters{"sampling_rate_hz",
                                         "dimensions",
                                         "forward_x",
                                         "forward_y",
                                         "forward_z",
                                         "up_x",
                                         "up_y",
                                         "up_z",
                                         "largest",
                                         "relative",
                                         "walking_speed",
                                         "belt_speed",
                                         "heel_along",
                                         "heel_up",
                                         "heel_across",
                                         "forefoot_along",
                                         "forefoot_up",
                                         "forefoot_across",
                                         "leave_along",
                                         "leave_up",
                                         "leave_across"};
  using Row = EventRow;

  explicit FootSpeed(const std::array<double, 21>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        directions_{Direction{values[2], values[3], values[4]},
                    Direction{values[5], values[6], values[7]}, Direction{}},
        largest_(values[8] != 0),
        relative_(values[9] != 0),
        given_speed_(values[10]),
        given_belt_(values[11]),
        swings_(values[0]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
    for (std::size_t i = 12; i < values.size(); ++i) {
      require(values[i] > 0, parameters[i], "a value > 0", values[i]);
      limits_[(i - 12) / 3][(i - 12) % 3] = values[i];
    }
    const auto& [f, u, unused] = directions_;
    if (dimensions_ == 3) {
      directions_[2] = {u[1] * f[2] - u[2] * f[1], u[2] * f[0] - u[0] * f[2],
                        u[0] * f[1] - u[1] * f[0]};
    }
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    if (table.rows == 0) return;
    swings_.find(x, n, channels, table, dimensions_, directions_[0]);
    belt_ = std::isnan(given_belt_) ? belt_speed(x, n, channels, table) : given_belt_;
    unit_ = relative_ ? walking_speed(x, n, channels, table) : 1;
    if (!(unit_ > 0) || std::isnan(belt_)) return;
    for (Index code = 0; code < EventSwings::n_codes; ++code) {
      frames_.assign(swings_.of(code).size(), nan<double>);
      for (Index row = 0; row < table.rows; ++row) {
        if (table(row, 5) != code) continue;
        measure(x, n, channels, table, row);
        cross(code, n);
      }
      for (std::size_t k = 0; k < frames_.size(); ++k) {
        if (!std::isfinite(frames_[k])) continue;
        emit(Row{frames_[k], static_cast<double>(code),
                 swings_.of(code)[k].peak / swings_.gait(code).peak_speed});
      }
    }
  }

 private:
  static constexpr double reach = 0.5;  // swings, from the end of the swing

  /// Mean forward velocity of the pelvis over the ground.
  template <class T>
  double walking_speed(const T* x, const Index n, const Index channels, const Table& table) {
    if (!std::isnan(given_speed_)) return given_speed_;
    read_track(x, n, channels, table(0, 2), table(0, 3), dimensions_, directions_[0], track_);
    foot_contact::differentiate(track_.data(), n, rate_);
    double sum = 0, count = 0;
    for (const double velocity : track_) {
      if (velocity == velocity) {
        sum += velocity;
        count += 1;
      }
    }
    return sum / count + belt_;
  }

  /// Median backward velocity of feet that are flat: in the middle of the stances after swings.
  template <class T>
  double belt_speed(const T* x, const Index n, const Index channels, const Table& table) {
    constexpr double flat_from = 0.2, flat_to = 0.6;  // of a stance
    numbers_.clear();
    for (const Index code : {Index{0}, Index{2}}) {
      const Index row = EventSwings::leading_row(table, code);
      if (row < 0) continue;
      read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_, directions_[0], track_);
      foot_contact::differentiate(track_.data(), n, rate_);
      const foot_contact::Gait& gait = swings_.gait(code);
      const double stance = gait.stride - gait.swing;
      for (const foot_contact::Swing& swing : swings_.of(code)) {
        if (swing.cut_end) continue;
        const auto frame = [&](const double share) {
          return std::clamp<Index>(foot_contact::nearest_frame(swing.end + share * stance), 0, n);
        };
        const Index first = frame(flat_from), last = frame(flat_to);
        for (Index i = first; i < last; ++i) {
          const double velocity = track_[static_cast<std::size_t>(i)];
          if (velocity == velocity) numbers_.push_back(velocity);
        }
      }
    }
    return -foot_contact::median(numbers_);
  }

  /// Writes the speed of a row's point over its limits.
  template <class T>
  void measure(const T* x, const Index n, const Index channels, const Table& table,
               const Index row) {
    speed_.assign(static_cast<std::size_t>(n), 0);
    for (std::size_t part = 0; part < directions_.size(); ++part) {
      const double limit = limits_[static_cast<std::size_t>(table(row, 4))][part] * unit_;
      if (!std::isfinite(limit)) continue;
      read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_, directions_[part],
                 track_);
      foot_contact::differentiate(track_.data(), n, rate_);
      const double moved = part == 0 ? belt_ : 0;
      for (std::size_t i = 0; i < speed_.size(); ++i) {
        const double share = std::abs(track_[i] + moved) / limit;
        if (!largest_) {
          speed_[i] += share * share;
        } else if (!(share <= speed_[i])) {  // takes NaN, and keeps it below
          speed_[i] = speed_[i] == speed_[i] ? share : speed_[i];
        }
      }
    }
    if (largest_) return;
    for (double& speed : speed_) speed = std::sqrt(speed);
  }

  /// Places at which the speed passes its limit beside each swing: the first contact, the last
  /// leaving of all points so far.
  void cross(const Index code, const Index n) {
    const foot_contact::Swings& swings = swings_.of(code);
    const double far = reach * swings_.gait(code).swing;
    for (std::size_t k = 0; k < swings.size(); ++k) {
      const foot_contact::Swing& swing = swings[k];
      const bool contact = code % 2 == 0;
      if (contact ? swing.cut_end : swing.cut_start) continue;
      const auto fastest = static_cast<double>(fastest_frame(swing));
      const auto found =
          contact ? foot_contact::first_fall(speed_.data(), n, fastest, swing.end + far, 1.0)
                  : foot_contact::last_rise(speed_.data(), n, swing.start - far, fastest, 1.0);
      if (!std::isfinite(found.frame)) continue;
      const bool better = contact ? found.frame < frames_[k] : found.frame > frames_[k];
      if (std::isnan(frames_[k]) || better) frames_[k] = found.frame;
    }
  }

  Index fastest_frame(const foot_contact::Swing& swing) const {
    auto best = static_cast<Index>(std::ceil(swing.start));
    for (Index i = best; i <= static_cast<Index>(swing.end); ++i) {
      if (speed_[static_cast<std::size_t>(i)] > speed_[static_cast<std::size_t>(best)]) best = i;
    }
    return best;
  }

  double rate_;
  Index dimensions_;
  std::array<Direction, 3> directions_;
  bool largest_, relative_;
  double given_speed_, given_belt_;
  std::array<std::array<double, 3>, 3> limits_{};
  double belt_ = 0, unit_ = 1;
  EventSwings swings_;
  Track track_, speed_, frames_, numbers_;
};

}  // namespace footfall
