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

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index channels, const Table& table,
           const Emit& emit) {
    signal_.resize(static_cast<std::size_t>(n_frames));
    pelvis_.resize(static_cast<std::size_t>(n_frames));
    rows_.clear();
    for (Index row = 0; row < table.rows; ++row) {
      const Index code = table(row, 3);
      if (dimensions_ == 3) {
        fill<3>(x, n_frames, channels, table, row);
      } else {
        fill<2>(x, n_frames, channels, table, row);
      }
      for (const Peak& peak : peaks_.find(signal_.data(), n_frames)) {
        rows_.push_back({parabola_vertex(signal_.data(), n_frames, peak.frame),
                         static_cast<double>(code), peak.prominence});
      }
    }
    std::sort(rows_.begin(), rows_.end());  // by time: here they are few
    for (const Row& row : rows_) emit(row);
  }

 private:
  /// How far the row's foot is ahead of the pelvis, which rows share; behind, for final contacts.
  template <Index dimensions, class T>
  void fill(const T* x, const Index n_frames, const Index channels, const Table& table,
            const Index row) {
    const auto place = [x, channels, forward = forward_](const Index i, const Index point) {
      return along(x + i * channels, point, dimensions, forward);
    };
    const Index one = table(row, 1), other = table(row, 2);
    if (row == 0 || one != table(row - 1, 1) || other != table(row - 1, 2)) {
      for (Index i = 0; i < n_frames; ++i) {
        pelvis_[static_cast<std::size_t>(i)] = 0.5 * (place(i, one) + place(i, other));
      }
    }
    const Index foot = table(row, 0);
    const double sign = table(row, 3) % 2 == 0 ? 1 : -1;
    for (Index i = 0; i < n_frames; ++i) {
      const auto frame = static_cast<std::size_t>(i);
      signal_[frame] = sign * (place(i, foot) - pelvis_[frame]);
    }
  }

  Index dimensions_;
  std::array<double, 3> forward_;
  StridePeaks peaks_;
  std::vector<double> signal_, pelvis_;
  std::vector<Row> rows_;
};

}  // namespace footfall
