// Finds where left and right were exchanged: the labels under which the motion is foretold best.
//
// Legs are solved first; arms and trunk go with them where their own sides do not tell.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/swaps/labels.hpp"
#include "footfall/swaps/margins.hpp"
#include "footfall/swaps/parameters.hpp"
#include "footfall/swaps/track.hpp"

namespace footfall {

/// Frames are K points, their K confidences and the time in seconds, as parameters say.
///
/// Rows of the table are two pairs that give the scale, then (left, right, part, tells a
/// collapse). Rows that come out are runs of exchanged frames (part, start, end, margin, scale),
/// of uncertain ones, with 5 + part, and of legs drawn on one, with 3; and a last one for each
/// sequence whose size can be told: (4, 0, frames, cost, scale).
class Swaps {
 public:
  static constexpr const char* name = "swaps";
  static constexpr std::array parameters{"dimensions",     "keypoints",      "has_confidence",
                                         "has_time",       "scale_factor",   "sampling_rate_hz",
                                         "keypoint_error", "process_noise",  "start_speed",
                                         "knee",           "switch_cost",    "swap_cost",
                                         "least_margin",   "longest_step_s", "reach_s",
                                         "near",           "near_frames"};
  using Row = std::array<double, 5>;

  explicit Swaps(const std::array<double, 17>& v)
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
           v[13],
           v[14],
           v[15],
           v[16]} {
    require(v[0] == 2 || v[0] == 3, "dimensions", "2 or 3", v[0]);
    for (std::size_t i = 5; i < 10; ++i) require_positive(parameters[i], v[i]);
    for (std::size_t i = 10; i < 13; ++i) require_not_negative(parameters[i], v[i]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& table, const Emit& emit) {
    if (n == 0) return;
    const swaps::Frames<T> frames{x, static_cast<std::size_t>(n),
                                  static_cast<std::size_t>(channels), flat_ ? 2U : 3U};
    const double scale = scale_of(frames, table);
    if (!(scale > 0 && std::isfinite(scale))) return;
    const double total = flat_ ? solve<2>(frames, table, scale, flat_tools_, emit)
                               : solve<3>(frames, table, scale, deep_tools_, emit);
    const auto near = [&](const std::size_t i) { return on_one(frames, i, table, scale); };
    swaps::for_each_run(frames.n, near, [&](const std::size_t start, const std::size_t end) {
      if (static_cast<double>(end - start) > p_.near_frames) emit(row(near_run, start, end, scale));
    });
    emit(Row{summary, 0, static_cast<double>(n), total, scale});
  }

 private:
  static constexpr double near_run = 3, summary = 4, uncertain = 5;
  static constexpr std::size_t trunk = 0, legs = 1, arms = 2, n_parts = 3;
  enum class Lean : std::int8_t { no, may, does };

  template <std::size_t D>
  struct Tools {
    swaps::Solver<D> solver;
    swaps::Judge<D> judge;
  };

  static Row row(const double group, const std::size_t start, const std::size_t end,
                 const double scale) {
    return {group, static_cast<double>(start), static_cast<double>(end),
            std::numeric_limits<double>::quiet_NaN(), scale};
  }

  /// Length of the trunk: median distance of two midpoints, times a factor.
  template <class T>
  double scale_of(const swaps::Frames<T>& frames, const Table& table) {
    lengths_.clear();
    for (std::size_t i = 0; i < frames.n; ++i) {
      double squared = 0;
      for (std::size_t d = 0; d < frames.dimensions; ++d) {
        const double one = 0.5 * (frames.at(i, table(0, 0), d) + frames.at(i, table(0, 1), d));
        const double two = 0.5 * (frames.at(i, table(1, 0), d) + frames.at(i, table(1, 1), d));
        squared += (one - two) * (one - two);
      }
      const double length = std::sqrt(squared);
      if (std::isfinite(length)) lengths_.push_back(length);
    }
    return p_.scale_factor * swaps::median(lengths_);
  }

  /// Whether all pairs that tell a collapse lie on one.
  template <class T>
  bool on_one(const swaps::Frames<T>& frames, const std::size_t i, const Table& table,
              const double scale) const {
    bool feet = false, close = true;
    for (Index r = 2; r < table.rows; ++r) {
      const Index left = table(r, 0), right = table(r, 1);
      if (table(r, 3) != 1 || !(swaps::weight_of(frames, i, left, right, p_) > 0)) continue;
      double squared = 0;
      for (std::size_t d = 0; d < frames.dimensions; ++d) {
        const double gap = frames.at(i, left, d) - frames.at(i, right, d);
        squared += gap * gap;
      }
      feet = true;
      close = close && std::sqrt(squared) < p_.near * scale;
    }
    return feet && close;
  }

  template <std::size_t D, class T, class Emit>
  double solve(const swaps::Frames<T>& frames, const Table& table, const double scale,
               Tools<D>& tools, const Emit& emit) {
    std::array<bool, n_parts> has{};
    for (Index r = 2; r < table.rows; ++r) has[static_cast<std::size_t>(table(r, 2))] = true;
    zero_.assign(frames.n, 0);
    for (std::size_t part = 0; part < n_parts; ++part) {
      labels_[part].assign(frames.n, 0);
      marked_[part].assign(frames.n, 0);
    }
    double total = 0;
    for (const std::size_t part : {legs, arms, trunk}) {
      if (!has[part]) continue;
      track_.take(frames, table, static_cast<Index>(part), scale, p_);
      const Lean lean = lead(part, has);
      total += choose(tools.solver, lean, labels_[part], marked_[part]);
      tools.judge.give_back(track_, labels_[part], base_, p_, marked_[part]);
      if (lean != Lean::no) inherit(has[legs] ? legs : arms, marked_[part]);
      emit_part(tools.judge, part, scale, emit);
    }
    return total;
  }

  /// Sets what a part may lean on: the legs, for the trunk where the arms agree.
  Lean lead(const std::size_t part, const std::array<bool, n_parts>& has) {
    const std::size_t leader = has[legs] ? legs : arms;
    if (part == legs || part == leader || !has[leader]) return Lean::no;
    const bool both = part == trunk && has[legs] && has[arms];
    base_ = labels_[leader];
    if (both) {
      for (std::size_t i = 0; i < base_.size(); ++i) {
        if (labels_[arms][i] != base_[i]) base_[i] = 0;
      }
    }
    if (std::find(base_.begin(), base_.end(), 1) == base_.end()) return Lean::no;
    return both ? Lean::does : Lean::may;
  }

  /// Labels of a part against what it leans on, or for itself; gives their cost.
  ///
  /// Where it cannot be told whether it leans, it does not, and what differs is marked.
  template <std::size_t D>
  double choose(swaps::Solver<D>& solver, const Lean lean, swaps::Labels& labels,
                swaps::Marks& marked) {
    const double swap = p_.swap_cost / p_.sampling_rate_hz;
    if (lean == Lean::no) {
      base_ = zero_;
      return solver.solve(track_, base_, p_.knee, p_.switch_cost, swap, labels);
    }
    const double cost = solver.solve(track_, base_, p_.knee, p_.switch_cost, swap, labels);
    if (lean == Lean::does) return cost;
    const double other = solver.solve(track_, zero_, p_.knee, p_.switch_cost, swap, alone_);
    if (cost + p_.least_margin < other) return cost;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (cost < other + p_.least_margin && labels[i] != alone_[i]) marked[i] = 1;
    }
    labels = alone_;
    base_ = zero_;
    return other;
  }

  /// Marks what leans on what is marked.
  void inherit(const std::size_t leader, swaps::Marks& marked) const {
    for (std::size_t i = 0; i < base_.size(); ++i) {
      if (base_[i] == 1 && marked_[leader][i] != 0) marked[i] = 1;
    }
  }

  template <std::size_t D, class Emit>
  void emit_part(swaps::Judge<D>& judge, const std::size_t part, const double scale,
                 const Emit& emit) {
    const swaps::Labels& labels = labels_[part];
    const auto group = static_cast<double>(part);
    if (std::find(labels.begin(), labels.end(), 1) != labels.end()) {
      judge.follow(track_, labels, zero_, p_);
    }
    swaps::for_each_run(
        labels.size(), [&](const std::size_t i) { return labels[i] == 1; },
        [&](const std::size_t start, const std::size_t end) {
          Row found = row(group, start, end, scale);
          found[3] = judge.margin(track_, labels, p_, start, end);
          emit(found);
        });
    swaps::for_each_run(
        labels.size(), [&](const std::size_t i) { return marked_[part][i] != 0; },
        [&](const std::size_t start, const std::size_t end) {
          emit(row(uncertain + group, start, end, scale));
        });
  }

  bool flat_;
  swaps::Parameters p_;
  Tools<2> flat_tools_;
  Tools<3> deep_tools_;
  swaps::Track track_;
  std::vector<double> lengths_;
  swaps::Labels zero_, base_, alone_;
  std::array<swaps::Labels, n_parts> labels_;
  std::array<swaps::Marks, n_parts> marked_;
};

}  // namespace footfall
