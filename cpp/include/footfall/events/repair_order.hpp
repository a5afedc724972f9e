// Repairs the order of gait events by dynamic programming: keeps the candidates that fit the
// cycle best, and fills in what is missing between them.
//
// States and costs are our own; the cycle adapts to the person in repeated passes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"

namespace footfall {

/// Items are candidates sorted by time: (time in s, place in the cycle 0 to 3, score 0 to 3).
///
/// Rows are the repaired chain: time, place, index of the candidate or -1 where imputed, sigma.
class RepairOrder {
 public:
  static constexpr const char* name = "repair_order";
  static constexpr std::array parameters{"stride_s",   "fraction_0", "fraction_1",  "fraction_2",
                                         "fraction_3", "spread",     "least_spread"};
  using Row = std::array<double, 4>;

  /// `stride_s` NaN: from the candidates. `fraction_k`: share of the stride from place k on.
  /// `spread`: of the intervals, as a share of the stride, until enough are seen to measure it;
  /// what is measured counts as at least `least_spread`.
  explicit RepairOrder(const std::array<double, 7>& values)
      : stride_s_(values[0]),
        start_{values[1], values[2], values[3], values[4]},
        spread_(values[5]),
        least_spread_(values[6]) {
    require_positive("spread", values[5]);
    require_positive("least_spread", values[6]);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index /*channels*/, const Table& /*table*/,
           const Emit& emit) {
    time_.clear();
    place_.clear();
    score_.clear();
    for (Index i = 0; i < n; ++i) {
      time_.push_back(static_cast<double>(x[3 * i]));
      place_.push_back(static_cast<std::size_t>(x[3 * i + 1]));
      score_.push_back(static_cast<double>(x[3 * i + 2]));
    }
    if (n == 0) return;
    Cycle cycle{std::isnan(stride_s_) ? typical_stride() : stride_s_, start_, spread_};
    chain_all(cycle);
    for (int pass = 0; pass < passes; ++pass) {
      adapt(cycle);
      solve_all(cycle);
    }
    write(cycle, emit);
  }

 private:
  static constexpr int passes = 3;
  static constexpr double reach = 2.3;     // strides that one join may span
  static constexpr double bout_gap = 1.5;  // strides without a candidate that end a chain
  static constexpr double skip_base = 0.5, impute_cost = 2.0;
  static constexpr double usual_stride_s = 1.1;
  static constexpr double most_spread = 0.05;
  static constexpr std::size_t least_intervals = 3;  // of each kind, to adapt the cycle
  static constexpr std::ptrdiff_t none = -1;

  struct Cycle {
    double stride;
    std::array<double, 4> fraction;
    double spread;

    /// Share of a stride from place `from`, `steps` places on.
    double share(const std::size_t from, const std::size_t steps) const {
      double sum = 0;
      for (std::size_t s = 0; s < steps; ++s) sum += fraction[(from + s) % 4];
      return sum;
    }
  };

  struct Join {
    std::size_t steps;
    double cost;
  };

  double skip(const std::size_t i) const { return skip_base + score_[i]; }

  /// Median interval between candidates of the same place.
  double typical_stride() {
    values_.clear();
    for (std::size_t place = 0; place < 4; ++place) {
      double last = std::numeric_limits<double>::quiet_NaN();
      for (std::size_t i = 0; i < time_.size(); ++i) {
        if (place_[i] != place) continue;
        if (time_[i] - last > 0.3) values_.push_back(time_[i] - last);
        last = time_[i];
      }
    }
    return values_.empty() ? usual_stride_s : median(values_);
  }

  static double median(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
  }

  /// The cheapest way from candidate `j` to the later `i`.
  Join best_join(const Cycle& cycle, const std::size_t j, const std::size_t i) const {
    const std::size_t turn = (place_[i] + 4 - place_[j]) % 4;
    const double interval = time_[i] - time_[j];
    Join best{0, std::numeric_limits<double>::infinity()};
    for (const std::size_t steps : {turn == 0 ? 4 : turn, turn == 0 ? 8 : turn + 4}) {
      const double off =
          (interval - cycle.stride * cycle.share(place_[j], steps)) / (cycle.spread * cycle.stride);
      const auto count = static_cast<double>(steps);
      const double cost = off * off / (2 * count) + impute_cost * (count - 1);
      if (cost < best.cost) best = {steps, cost};
    }
    return best;
  }

  /// The candidates as they come: most are right, so that their medians tell the cycle.
  void chain_all(const Cycle& cycle) {
    chain_.clear();
    for (std::size_t i = 0; i < time_.size(); ++i) {
      chain_.push_back({i, i == 0 || time_[i] - time_[i - 1] > bout_gap * cycle.stride});
    }
  }

  /// Chains of each stretch of candidates, stretches being parted by long pauses.
  void solve_all(const Cycle& cycle) {
    const std::size_t n = time_.size();
    chain_.clear();
    std::size_t start = 0;
    for (std::size_t i = 1; i <= n; ++i) {
      if (i < n && time_[i] - time_[i - 1] <= bout_gap * cycle.stride) continue;
      solve(cycle, start, i);
      start = i;
    }
  }

  void solve(const Cycle& cycle, const std::size_t start, const std::size_t end) {
    const std::size_t n = end - start;
    cost_.assign(n, 0);
    before_.assign(n, none);
    skipped_.assign(n + 1, 0);
    for (std::size_t i = 0; i < n; ++i) skipped_[i + 1] = skipped_[i] + skip(start + i);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t here = start + i;
      cost_[i] = skipped_[i] - score_[here];
      for (std::size_t j = i; j-- > 0;) {
        if (time_[here] - time_[start + j] > reach * cycle.stride) break;
        const Join join = best_join(cycle, start + j, here);
        const double cost = cost_[j] + join.cost + (skipped_[i] - skipped_[j + 1]) - score_[here];
        if (cost < cost_[i]) {
          cost_[i] = cost;
          before_[i] = static_cast<std::ptrdiff_t>(j);
        }
      }
    }
    trace(start, n);
  }

  void trace(const std::size_t start, const std::size_t n) {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i) {
      const double cost = cost_[i] + (skipped_[n] - skipped_[i + 1]);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    const auto first = static_cast<std::ptrdiff_t>(chain_.size());
    for (auto i = static_cast<std::ptrdiff_t>(best); i != none;
         i = before_[static_cast<std::size_t>(i)]) {
      const auto place = static_cast<std::size_t>(i);
      chain_.push_back({start + place, before_[place] == none});
    }
    std::reverse(chain_.begin() + first, chain_.end());
  }

  /// Cycle of this person, from neighbours in the chain with nothing imputed between.
  void adapt(Cycle& cycle) {
    values_.clear();
    for (std::size_t place = 0; place < 4; ++place) intervals_[place].clear();
    for (std::size_t k = 1; k < chain_.size(); ++k) {
      if (chain_[k].opens) continue;
      const std::size_t j = chain_[k - 1].index, i = chain_[k].index;
      const double interval = time_[i] - time_[j];
      const bool next = (place_[i] + 4 - place_[j]) % 4 == 1 && interval < cycle.stride;
      if (next) intervals_[place_[j]].push_back(interval);
    }
    const auto few = [](const std::vector<double>& list) { return list.size() < least_intervals; };
    if (std::any_of(intervals_.begin(), intervals_.end(), few)) return;
    double stride = 0;
    std::array<double, 4> middle;
    for (std::size_t place = 0; place < 4; ++place) {
      middle[place] = median(intervals_[place]);
      stride += middle[place];
    }
    for (std::size_t place = 0; place < 4; ++place) {
      cycle.fraction[place] = middle[place] / stride;
      for (const double interval : intervals_[place]) {
        values_.push_back(std::abs(interval - middle[place]));
      }
    }
    cycle.stride = stride;
    const double measured = 1.4826 * median(values_) / stride;
    cycle.spread = std::max(least_spread_, std::min(measured, most_spread));
  }

  template <class Emit>
  void write(const Cycle& cycle, const Emit& emit) const {
    const double sigma = cycle.spread * cycle.stride;
    for (std::size_t k = 0; k < chain_.size(); ++k) {
      const std::size_t i = chain_[k].index;
      if (!chain_[k].opens) {
        const std::size_t j = chain_[k - 1].index;
        const std::size_t steps = best_join(cycle, j, i).steps;
        const double whole = cycle.share(place_[j], steps);
        for (std::size_t s = 1; s < steps; ++s) {
          const double part = cycle.share(place_[j], s) / whole;
          const std::size_t place = (place_[j] + s) % 4;
          emit(Row{time_[j] + part * (time_[i] - time_[j]), static_cast<double>(place), -1, sigma});
        }
      }
      emit(Row{time_[i], static_cast<double>(place_[i]), static_cast<double>(i),
               std::numeric_limits<double>::quiet_NaN()});
    }
  }

  struct Link {
    std::size_t index;
    bool opens;  // first of its chain
  };

  double stride_s_;
  std::array<double, 4> start_;
  double spread_, least_spread_;
  std::vector<double> time_, score_, cost_, skipped_, values_;
  std::vector<std::size_t> place_;
  std::vector<std::ptrdiff_t> before_;
  std::array<std::vector<double>, 4> intervals_;
  std::vector<Link> chain_;
};

}  // namespace footfall
