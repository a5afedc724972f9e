// Coordinate method: the foot farthest ahead of and behind the pelvis.
//
// Zeni, Richards, Higginson (2008), doi:10.1016/j.gaitpost.2007.07.007.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/along.hpp"
#include "footfall/events/signal_peaks.hpp"

namespace footfall {

/// Initial contact: heel most anterior of the pelvis. Final contact: toe most posterior.
///
/// Table rows: foot point, two points whose mean is the pelvis, code (kind + 2 side).
struct Zeni {
  static constexpr const char* name = "zeni";
  static constexpr std::array parameters{"sampling_rate_hz", "dimensions", "forward_x",
                                         "forward_y",        "forward_z",  "min_distance_s",
                                         "min_prominence"};
  using Row = EventRow;

  explicit Zeni(const std::array<double, 7>& values)
      : dimensions_(static_cast<Index>(values[1])),
        forward_{values[2], values[3], values[4]},
        peaks_(values[0], values[5], values[6]) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[1] == 2 || values[1] == 3, "dimensions", "2 or 3", values[1]);
  }

  /// Memory that is read after the next run is fetched while that one is going on.
  void expect(const Ahead& next) { next_ = next; }

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index channels, const Table& table,
           const Emit& emit) {
    rows_.clear();
    next_.spread(fetches * std::max<Index>(1, table.rows));
    for (Index row = 0; row < table.rows; ++row) {
      const Index code = table(row, 3);
      fill(x, n_frames, channels, table, row);
      for (const Peak& peak : peaks_.find(signal_.data(), n_frames, next_)) {
        rows_.push_back({parabola_vertex(signal_.data(), n_frames, peak.frame),
                         static_cast<double>(code), peak.prominence});
      }
    }
    std::sort(rows_.begin(), rows_.end());  // by time: here they are few
    for (const Row& row : rows_) emit(row);
  }

 private:
  static constexpr Index fetches = 48;  // in a search for peaks, as a rule

  /// How far the row's foot is ahead of the pelvis, which rows share; behind, for final contacts.
  template <class T>
  void fill(const T* x, const Index n_frames, const Index channels, const Table& table,
            const Index row) {
    const Index one = table(row, 1), other = table(row, 2);
    if (row == 0 || one != table(row - 1, 1) || other != table(row - 1, 2)) {
      read_track(x, n_frames, channels, one, other, dimensions_, forward_, pelvis_);
    }
    read_track(x, n_frames, channels, table(row, 0), dimensions_, forward_, signal_);
    const double sign = table(row, 3) % 2 == 0 ? 1 : -1;
    for (std::size_t i = 0; i < signal_.size(); ++i) signal_[i] = sign * (signal_[i] - pelvis_[i]);
  }

  Index dimensions_;
  Direction forward_;
  StridePeaks peaks_;
  Ahead next_;
  Track signal_, pelvis_;
  std::vector<Row> rows_;
};

}  // namespace footfall
