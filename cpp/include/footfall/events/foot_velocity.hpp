// Foot velocity algorithm: extrema of the vertical velocity of the foot's centre.
//
// O'Connor, Thorpe, O'Malley, Vaughan (2007), doi:10.1016/j.gaitpost.2006.05.016.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/along.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: fastest descent of the foot's centre while the heel is low. Final contact:
/// its fastest ascent.
///
/// Table rows: heel, toe, code (kind + 2 side). `max_heel_height` is a share of the heel's range.
struct FootVelocity {
  static constexpr const char* name = "foot_velocity";
  static constexpr std::array parameters{
      "sampling_rate_hz", "dimensions",     "up_x",           "up_y", "up_z",
      "min_distance_s",   "min_prominence", "max_heel_height"};
  using Row = EventRow;

  explicit FootVelocity(const std::array<double, 8>& values)
      : rate_(values[0]),
        dimensions_(static_cast<Index>(values[1])),
        up_{values[2], values[3], values[4]},
        peaks_(values[0], values[5], values[6]),
        max_heel_height_(values[7]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index channels, const Table& table,
           const Emit& emit) {
    const auto n = static_cast<std::size_t>(n_frames);
    velocity_.assign(n, std::numeric_limits<double>::quiet_NaN());
    for (Index row = 0; row < table.rows; ++row) {
      const Index code = table(row, 2);
      const double sign = code % 2 == 0 ? -1 : 1;
      const Index heel = table(row, 0), toe = table(row, 1);
      read_track(x, n_frames, channels, heel, dimensions_, up_, heel_);
      read_track(x, n_frames, channels, heel, toe, dimensions_, up_, center_);
      const double ceiling = code % 2 == 0 ? heel_ceiling() : no_ceiling;
      for (std::size_t i = 1; i + 1 < n; ++i) {
        // The foot falls faster still in swing: where the heel is high there is nothing to pick.
        velocity_[i] = heel_[i] < ceiling ? sign * (center_[i + 1] - center_[i - 1]) * 0.5 * rate_
                                          : std::numeric_limits<double>::quiet_NaN();
      }
      for (const Peak& peak : peaks_.find(velocity_.data(), n_frames)) {
        emit(Row{parabola_vertex(velocity_.data(), n_frames, peak.frame), static_cast<double>(code),
                 peak.prominence});
      }
    }
  }

 private:
  static constexpr double no_ceiling = std::numeric_limits<double>::infinity();

  double heel_ceiling() const {
    double low = no_ceiling, high = -no_ceiling;
    for (const double z : heel_) {
      if (z < low) low = z;
      if (z > high) high = z;
    }
    return low + max_heel_height_ * (high - low);
  }

  double rate_;
  Index dimensions_;
  Direction up_;
  StridePeaks peaks_;
  double max_heel_height_;
  Track heel_, center_, velocity_;
};

}  // namespace footfall
