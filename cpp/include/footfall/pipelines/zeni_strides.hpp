// Low-pass, Zeni's events, joint angles and one row per stride, while a sequence is in the cache.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/along.hpp"
#include "footfall/events/signal_peaks.hpp"
#include "footfall/events/zeni.hpp"
#include "footfall/filters/zero_phase.hpp"
#include "footfall/kinematics/three_point_angle.hpp"

namespace footfall {

/// The steps of ZeroPhaseButterworth, Zeni and ThreePointAngle on the points that they read.
///
/// The first four rows of the table are those of Zeni, contact and leaving of one foot, then of
/// the other. Rows after them are angles: three points, and the side that they belong to.
class ZeniStrides {
 public:
  static constexpr std::size_t most_angles = 4;  // of a side
  static constexpr const char* name = "zeni_strides";
  static constexpr std::array parameters{
      "sampling_rate_hz", "dimensions",     "forward_x",      "forward_y",
      "forward_z",        "min_distance_s", "min_prominence", "cutoff_hz",
      "upper_cutoff_hz",  "kind",           "order",          "passes",
      "padding_frames",   "min_run_frames"};

  /// Side; frames of initial, final and next initial contact; how far the foot went forward;
  /// then the lowest and the highest value of each angle of the side.
  using Row = std::array<double, 5 + 2 * most_angles>;

  explicit ZeniStrides(const std::array<double, 14>& v)
      : dimensions_(static_cast<Index>(v[1])),
        forward_{v[2], v[3], v[4]},
        zeni_({v[0], v[1], v[2], v[3], v[4], v[5], v[6]}),
        filter_({v[0], v[7], v[8], v[9], v[10], v[11], v[12], v[13]}) {}

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index channels, const Table& table,
           const Emit& emit) {
    choose_points(channels / dimensions_, table);
    // The next sequence follows and is asked for little by little while this one is worked on;
    // where there is none, that does no harm.
    const auto frame_bytes = channels * static_cast<Index>(sizeof(T));
    const char* const next = reinterpret_cast<const char*>(x) + n_frames * frame_bytes;
    const char* const middle = next + n_frames * frame_bytes / 2;
    ahead_ = {middle, next + n_frames * frame_bytes, width * frame_bytes / 2};
    smooth(x, n_frames, channels,
           {next - n_frames * frame_bytes / 2, middle, frame_bytes / 2, true});
    find_events(n_frames);
    measure_angles(n_frames);
    for (std::size_t side = 0; side < 2; ++side) {
      const auto& contacts = found_[2 * side];
      for (std::size_t i = 1; i < contacts.size(); ++i) {
        emit(stride(side, contacts[i - 1], contacts[i], n_frames));
      }
    }
  }

 private:
  static constexpr Index event_rows = 4, columns = 4;
  static constexpr auto width = static_cast<Index>(lanes<double>);

  static std::size_t size(const Index n) { return static_cast<std::size_t>(n); }
  static Index nearest(const double frame) { return static_cast<Index>(frame + 0.5); }

  /// Numbers [first, first + count) of a frame.
  struct Run {
    Index first, count;
  };

  /// Gives the points that the table names places of their own, side by side in their old order.
  void choose_points(const Index n_points, const Table& table) {
    place_.assign(size(n_points), Index{-1});
    for (Index row = 0; row < table.rows; ++row) {
      for (Index column = 0; column < 3; ++column) place_[size(table(row, column))] = 0;
    }
    channels_ = 0;
    runs_.clear();
    for (Index point = 0; point < n_points; ++point) {
      Index& place = place_[size(point)];
      if (place < 0) continue;
      place = channels_ / dimensions_;
      channels_ += dimensions_;
      const Index first = point * dimensions_;
      if (runs_.empty() || runs_.back().first + runs_.back().count < first) {
        runs_.push_back({first, 0});
      }
      runs_.back().count += dimensions_;
    }
    events_.clear();
    angles_.clear();
    angle_side_.clear();
    for (Index row = 0; row < table.rows; ++row) {
      auto& rows = row < event_rows ? events_ : angles_;
      for (Index column = 0; column < 3; ++column) {
        rows.push_back(place_[size(table(row, column))]);
      }
      (row < event_rows ? events_ : angle_side_).push_back(table(row, 3));
    }
  }

  template <class T>
  void smooth(const T* x, const Index n_frames, const Index channels, const Source& source) {
    raw_.resize(size(n_frames * channels_));
    smooth_.resize(size(n_frames * channels_));
    double* to = raw_.data();
    for (Index i = 0; i < n_frames; ++i, x += channels) {
      for (const Run& run : runs_) {
        copy(x + run.first, run.count, to);
        to += run.count;
      }
    }
    const auto& memory = scratch_.of(filter_.scratch_size(n_frames, channels_));
    filter_.run_sequence(raw_.data(), smooth_.data(), n_frames, channels_, channels_, memory,
                         source);
  }

  static void copy(const float* from, const Index count, double* to) {
    for (Index k = 0; k < count; ++k) to[k] = static_cast<double>(from[k]);
  }

  /// A register at a time: a call for so few numbers would take longer than they do.
  static void copy(const double* from, const Index count, double* to) {
    for (Index k = 0; k < count; k += width) {
      const std::size_t present = size(std::min(width, count - k));
      store(to + k, load<Pack<double>>(from + k, present), present);
    }
  }

  void find_events(const Index n_frames) {
    for (auto& frames : found_) frames.clear();
    const Table table{events_.data(), event_rows, columns};
    zeni_.run(smooth_.data(), n_frames, channels_, table, [&](const EventRow& row) {
      found_[static_cast<std::size_t>(row[1])].push_back(row[0]);
    });
  }

  /// Angles of the frames that strides cover, each angle in a row of its own.
  void measure_angles(const Index n_frames) {
    first_ = n_frames;
    Index last = 0;
    for (const std::size_t code : {std::size_t{0}, std::size_t{2}}) {
      const auto& contacts = found_[code];
      if (contacts.size() < 2) continue;
      first_ = std::min(first_, nearest(contacts.front()));
      last = std::max(last, nearest(contacts.back()));
    }
    const auto n_angles = static_cast<Index>(angle_side_.size());
    length_ = (n_frames + width - 1) / width * width;
    angle_.resize(size(n_angles * length_));
    const FrameTable<double> table{smooth_.data(), n_frames,       channels_ / dimensions_,
                                   dimensions_,    angles_.data(), n_angles};
    const Index numbers = channels_ * width;
    if (!inputs_ || inputs_->size() != numbers) {
      inputs_.emplace(channels_, std::vector<bool>(size(channels_), true));
    }
    lanes_.resize(size(numbers + n_angles * width));
    double* const made = lanes_.data() + numbers;
    for (Index i = first_; i < last; i += width) {
      ahead_.fetch();
      inputs_->load(smooth_.data() + i * channels_, std::min(width, n_frames - i), lanes_.data());
      const PointLanes<Pack<double>, double> points(lanes_.data(), dimensions_);
      map_lanes(ThreePointAngle<double>({}), table, points, static_cast<double*>(nullptr), made);
      for (Index a = 0; a < n_angles; ++a) {
        std::copy_n(made + a * width, width, angle_.data() + a * length_ + i - first_);
      }
    }
  }

  Row stride(const std::size_t side, const double start, const double end,
             const Index n_frames) const {
    Row row;
    row.fill(nan<double>);
    row[0] = static_cast<double>(side);
    row[1] = start;
    row[3] = end;
    const auto& leaves = found_[2 * side + 1];
    const auto leave = std::upper_bound(leaves.begin(), leaves.end(), start);
    if (leave != leaves.end() && *leave < end) row[2] = *leave;
    const Index first = nearest(start), last = std::min(nearest(end), n_frames - 1);
    const Index foot = events_[2 * side * columns];
    const auto place = [&](const Index i) {
      return along(smooth_.data() + i * channels_, foot, dimensions_, forward_);
    };
    row[4] = place(last) - place(first);
    std::size_t column = 5;
    for (std::size_t a = 0; a < angle_side_.size(); ++a) {
      if (angle_side_[a] != static_cast<Index>(side)) continue;
      const double* const angle = angle_.data() + static_cast<Index>(a) * length_;
      const auto [low, high] = extent(angle + first - first_, last - first);
      row[column++] = low;
      row[column++] = high;
    }
    return row;
  }

  /// Lowest and highest; NaN where a number is missing.
  static std::array<double, 2> extent(const double* x, const Index n) {
    if (n <= 0) return {nan<double>, nan<double>};
    return n < width ? extent_of<double>(x, n, 1) : extent_of<Pack<double>>(x, n, width);
  }

  /// The same, so many numbers at a `step`; there are no fewer.
  template <class V>
  static std::array<double, 2> extent_of(const double* x, const Index n, const Index step) {
    V low = load<V>(x), high = low;
    unsigned missing = 0;
    const auto look = [&](const Index i) {
      const V here = load<V>(x + i);
      low = least(here, low);
      high = greatest(here, high);
      missing |= nan_lanes(here);
    };
    for (Index i = 0; i < n - step; i += step) look(i);
    look(n - step);
    if (missing != 0) return {nan<double>, nan<double>};
    return {least_lane(low), greatest_lane(high)};
  }

  Index dimensions_;
  std::array<double, 3> forward_;
  Zeni zeni_;
  ZeroPhaseButterworth<double> filter_;

  std::vector<Index> place_;                         // of a point, among those that are read
  std::vector<Index> events_, angles_, angle_side_;  // the table, of new places
  std::vector<Run> runs_;
  Ahead ahead_;
  Index channels_ = 0, first_ = 0, length_ = 0;
  std::optional<FrameLanes<double>> inputs_;
  std::vector<double> raw_, smooth_, lanes_, angle_;
  std::array<std::vector<double>, 4> found_;  // frames of each code
  GrowingScratch<double> scratch_;
};

}  // namespace footfall
