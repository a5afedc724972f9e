// Finds where left and right were exchanged: the labels that make the motion smoothest.
//
// Legs and arms are solved for themselves; the trunk goes with them where its own sides do not
// tell.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/swaps/costs.hpp"
#include "footfall/swaps/labels.hpp"

namespace footfall {

/// Frames are K points, their K confidences and the time in frames, as parameters say.
///
/// Rows are runs of exchanged frames (part, start, end, margin, scale), with part 3 for legs that
/// are drawn on one, and a last one for each sequence
/// whose size can be told: (4, 0, frames, cost, scale).
class Swaps {
 public:
  static constexpr const char* name = "swaps";
  static constexpr std::array parameters{
      "dimensions", "keypoints",       "has_confidence", "has_time",    "scale_factor",
      "knee",       "velocity_weight", "switch_cost",    "swap_cost",   "max_gap_frames",
      "near",       "near_frames",     "noise_factor",   "level_frames"};
  using Row = std::array<double, 5>;

  explicit Swaps(const std::array<double, 14>& v)
      : flat_(v[0] == 2),
        p_{static_cast<Index>(v[1]),
           v[2] != 0,
           v[3] != 0,
           v[4],
           v[5],
           v[6],
           v[7],
           v[8],
           v[9],
           v[10],
           v[11],
           v[12],
           v[13]} {
    require(v[0] == 2 || v[0] == 3, "dimensions", "2 or 3", v[0]);
    require_positive("knee", v[5]);
    require_not_negative("velocity_weight", v[6]);
    require_not_negative("switch_cost", v[7]);
    require_not_negative("swap_cost", v[8]);
    require_not_negative("noise_factor", v[12]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    if (n == 0) return;
    const double scale =
        flat_ ? scale_of<2>(x, n, channels, table) : scale_of<3>(x, n, channels, table);
    if (!(scale > 0 && std::isfinite(scale))) return;
    if (flat_) {
      take(flat_costs_, x, n, channels, table, scale);
    } else {
      take(deep_costs_, x, n, channels, table, scale);
    }
    const double total = solve(table, scale, emit);
    emit(Row{summary, 0, static_cast<double>(n), total, scale});
  }

 private:
  static constexpr double near_run = 3, summary = 4;
  static constexpr std::size_t trunk = 0, legs = 1, arms = 2;

  /// Length of the trunk: median distance of two midpoints, times a factor.
  template <std::size_t D, class T>
  double scale_of(const T* x, const Index n, const Index channels, const Table& table) {
    lengths_.clear();
    for (Index i = 0; i < n; ++i) {
      double squared = 0;
      for (std::size_t d = 0; d < D; ++d) {
        const auto point = [&](const Index row, const Index side) {
          const auto k = static_cast<std::size_t>(table(row, side));
          return static_cast<double>(x[static_cast<std::size_t>(i * channels) + k * D + d]);
        };
        const double one = 0.5 * (point(0, 0) + point(0, 1));
        const double two = 0.5 * (point(1, 0) + point(1, 1));
        squared += (one - two) * (one - two);
      }
      const double length = std::sqrt(squared);
      if (std::isfinite(length)) lengths_.push_back(length);
    }
    if (lengths_.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto half = static_cast<std::ptrdiff_t>(lengths_.size() / 2);
    const auto middle = lengths_.begin() + half;
    std::nth_element(lengths_.begin(), middle, lengths_.end());
    if (lengths_.size() % 2 == 1) return p_.scale_factor * *middle;
    return p_.scale_factor * (0.5 * (*std::max_element(lengths_.begin(), middle) + *middle));
  }

  template <std::size_t D, class T>
  void take(swaps::Costs<D>& costs, const T* x, const Index n, const Index channels,
            const Table& table, const double scale) {
    const Index clock = p_.keypoints * (static_cast<Index>(D) + (p_.has_confidence ? 1 : 0));
    costs.start(p_, table, scale);
    frames_.resize(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i) {
      const T* const row = x + i * channels;
      const double time = p_.has_time ? static_cast<double>(row[clock]) : static_cast<double>(i);
      frames_[static_cast<std::size_t>(i)] = costs.advance(row, time);
    }
  }

  template <class Emit>
  double solve(const Table& table, const double scale, const Emit& emit) {
    const std::size_t n = frames_.size();
    back_.resize(n);
    base_.assign(n, 0);
    extra_.assign(n, p_.swap_cost);
    for (swaps::Labels& labels : labels_) labels.assign(n, 0);
    double total = 0;
    for (const std::size_t part : {legs, arms, trunk}) {
      if (part == trunk) lean_trunk(table);
      double cost = swaps::best_labels(frames_, part, base_, extra_, back_, labels_[part]);
      if (part == arms) cost = lean_arms(cost);
      total += cost;
      swaps::for_each_run(
          n, [&](const std::size_t i) { return labels_[part][i] == 1; },
          [&](const std::size_t start, const std::size_t end) {
            emit(Row{static_cast<double>(part), static_cast<double>(start),
                     static_cast<double>(end),
                     swaps::margin(frames_, part, labels_[part], p_.swap_cost, start, end), scale});
          });
    }
    swaps::for_each_run(
        n, [&](const std::size_t i) { return frames_[i].near; },
        [&](const std::size_t start, const std::size_t end) {
          if (!(static_cast<double>(end - start) > p_.near_frames)) return;
          emit(Row{near_run, static_cast<double>(start), static_cast<double>(end),
                   std::numeric_limits<double>::quiet_NaN(), scale});
        });
    return total;
  }

  /// Turns the arms against the legs instead, if that is cheaper. Gives the cost.
  ///
  /// Where they change sides together, the legs tell when, though the arms lie on one another.
  double lean_arms(const double cost) {
    const swaps::Labels& leading = labels_[legs];
    if (std::find(leading.begin(), leading.end(), 1) == leading.end()) return cost;
    other_.resize(leading.size());
    const double less = swaps::best_labels(frames_, arms, leading, extra_, back_, other_);
    if (!(less < cost)) return cost;
    labels_[arms].swap(other_);
    return less;
  }

  /// Sets what the trunk is turned against: the limbs where they agree, else what was given.
  void lean_trunk(const Table& table) {
    std::array<bool, swaps::n_parts> has{};
    for (Index row = 2; row < table.rows; ++row)
      has[static_cast<std::size_t>(table(row, 2))] = true;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      const auto leg = has[legs] ? labels_[legs][i] : labels_[arms][i];
      const auto arm = has[arms] ? labels_[arms][i] : leg;
      base_[i] = leg == arm ? leg : std::int8_t{0};
    }
  }

  bool flat_;
  swaps::Parameters p_;
  swaps::Costs<2> flat_costs_;
  swaps::Costs<3> deep_costs_;
  std::vector<double> lengths_, extra_;
  std::vector<swaps::Frame> frames_;
  swaps::Labels base_, back_, other_;
  std::array<swaps::Labels, swaps::n_parts> labels_;
};

}  // namespace footfall
