// The heel's lowest place and the straightest knee in running.
//
// Fellin, Rose, Royer, Davis (2010), doi:10.1016/j.jsams.2010.03.006.
#pragma once

#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/kinematic_signals.hpp"
#include "footfall/events/running_signals.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: the heel's vertical velocity turns from down to up, less a lag. Final contact:
/// the knee is straightest after the middle of stance.
///
/// Table rows: two points of the foot, two of the pelvis, hip, knee, ankle, code (kind + 2 side).
struct Fellin {
  static constexpr const char* name = "fellin";
  static constexpr std::array parameters{"sampling_rate_hz",
                                         "dimensions",
                                         "forward_x",
                                         "forward_y",
                                         "forward_z",
                                         "up_x",
                                         "up_y",
                                         "up_z",
                                         "lag_s"};
  using Row = EventRow;

  explicit Fellin(const std::array<double, 9>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        up_{values[5], values[6], values[7]},
        lag_s_(values[8]),
        swings_(values[0]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
    require(lag_s_ >= 0 && std::isfinite(lag_s_), "lag_s", "a value >= 0", lag_s_);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    swings_.find(x, n, channels, table, dimensions_, forward_);
    for (Index code = 0; code < EventSwings::n_codes; ++code) {
      const Index row = EventSwings::leading_row(table, code);
      if (row < 0 || swings_.of(code).empty()) continue;
      if (code % 2 == 0) {
        read_track(x, n, channels, table(row, 0), table(row, 1), dimensions_, up_, track_);
        for (double& height : track_) height = -height;
        foot_contact::differentiate(track_.data(), n, rate_);
      } else {
        extend(x, n, channels, table, row);
      }
      for (const foot_contact::Swing& swing : swings_.of(code)) {
        const double frame = search(swing, code, n);
        if (!(frame >= 0)) continue;
        emit(Row{frame, static_cast<double>(code), swing.peak / swings_.gait(code).peak_speed});
      }
    }
  }

 private:
  double search(const foot_contact::Swing& swing, const Index code, const Index n) const {
    const HalfStance half = half_stance(swing, swings_.gait(code), code);
    if (half.cut) return nan<double>;
    if (code % 2 != 0) {
      return foot_contact::highest_peak(track_.data(), n, half.start, half.end).frame;
    }
    return foot_contact::first_fall(track_.data(), n, half.start, half.end, 0).frame -
           lag_s_ * rate_;
  }

  /// Writes how straight a knee is: the cosine of its flexion.
  template <class T>
  void extend(const T* x, const Index n, const Index channels, const Table& table,
              const Index row) {
    track_.resize(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i) {
      const T* const frame = x + i * channels;
      double product = 0, thigh = 0, shank = 0;
      for (Index d = 0; d < dimensions_; ++d) {
        const auto at = [&](const Index column) {
          return static_cast<double>(frame[table(row, column) * dimensions_ + d]);
        };
        const double knee = at(5);
        const double upper = knee - at(4), lower = at(6) - knee;
        product += upper * lower;
        thigh += upper * upper;
        shank += lower * lower;
      }
      const double size = std::sqrt(thigh * shank);
      track_[static_cast<std::size_t>(i)] = size != 0 ? product / size : nan<double>;
    }
  }

  double rate_;
  Index dimensions_;
  Direction forward_, up_;
  double lag_s_;
  EventSwings swings_;
  Track track_;
};

}  // namespace footfall
