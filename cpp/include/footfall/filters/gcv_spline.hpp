// Smoothing spline of degree 2 N - 1 whose penalty is given, or chosen by cross-validation.
//
// Woltring (1986), doi:10.1016/0141-1195(86)90098-7; Craven and Wahba (1979),
// doi:10.1007/BF01404567. The trace in O(n): Ansley and Kohn (1987), by the smoother itself.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "footfall/core/error.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/filters/state_smoother.hpp"

namespace footfall {

/// `cutoff_hz` 0 and `penalty` 0: the penalty is chosen for each channel; `factor` counts the
/// freedom that it costs. The penalty is in the unit of the times.
template <std::size_t N>
struct GcvSpline {
  static constexpr const char* name = N == 2 ? "gcv_spline_cubic" : "gcv_spline_quintic";
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz",      "penalty",
                                         "factor",           "max_gap_frames", "extend"};
  static constexpr Index max_planes = 4;
  using V = Pack<double>;
  using Smoother = StateSmoother<V, N>;
  using Gate = typename Smoother::Gate;

  explicit GcvSpline(const std::array<double, 6>& values) : rate_(values[0]), factor_(values[3]) {
    require_positive("sampling_rate_hz", values[0]);
    require_not_negative("cutoff_hz", values[1]);
    require_not_negative("penalty", values[2]);
    require(values[3] >= 1, "factor", "a value >= 1", values[3]);
    rules_ = {values[4], values[5] != 0, static_cast<Index>(N)};
    if (values[1] > 0) drive_ = drive_at<N>(2 * std::numbers::pi * values[1] / values[0]);
    if (values[2] > 0) {
      double scale = rate_ * rate_ * rate_;
      if constexpr (N == 3) scale = scale * rate_ * rate_;
      drive_ = 1 / (values[2] * scale);
    }
  }

  double rate() const { return rate_; }
  const EstimateRules& rules() const { return rules_; }

  std::size_t scratch_size(const Index longest) const {
    return static_cast<std::size_t>(longest) * lanes<double> * Smoother::fields;
  }

  template <class Sink>
  void run(const EstimateBlock& block, double* const scratch, const Sink& sink) const {
    Trial best{V{} + drive_, {}, {}};
    const bool sigma = sink.wants(sigma_plane);
    if (!(drive_ > 0)) {
      best = search(block, scratch);
    } else if (sigma) {
      best = evaluate(block, best.drive, scratch);
    }
    Smoother::template forward<true, false, false>(block, best.drive, scratch, nullptr, Gate{});
    const StateWriter<V, N, Sink> write(block, sink, rate_, best.drive, sqrt(best.noise), false);
    if (sigma) {
      Smoother::template backward<true>(block, scratch, write);
    } else {
      Smoother::template backward<false>(block, scratch, write);
    }
  }

 private:
  struct Trial {
    V drive, score, noise;  // noise: variance of a sample as the residuals show it
  };

  /// Coarse steps over all penalties that make a difference, then halved around the best.
  Trial search(const EstimateBlock& block, double* const scratch) const {
    constexpr double coarse = N == 2 ? 5.0625 : 11.390625;  // the cut-off moves by 1.5
    const double widest = drive_at<N>(std::numbers::pi);
    const double narrowest = drive_at<N>(std::numbers::pi / static_cast<double>(block.n_frames));
    Trial best = evaluate(block, V{} + widest, scratch);
    for (double drive = widest / coarse; drive > narrowest; drive /= coarse) {
      take_better(best, evaluate(block, V{} + drive, scratch));
    }
    double ratio = coarse;
    for (int halving = 0; halving < 10; ++halving) {
      ratio = std::sqrt(ratio);
      const V middle = best.drive;
      const V wider = middle * ratio;
      take_better(best, evaluate(block, select(wider > widest, V{} + widest, wider), scratch));
      take_better(best, evaluate(block, middle / ratio, scratch));
    }
    return best;
  }

  static void take_better(Trial& best, const Trial& other) {
    const auto better = other.score < best.score;
    best.drive = select(better, other.drive, best.drive);
    best.noise = select(better, other.noise, best.noise);
    best.score = select(better, other.score, best.score);
  }

  /// Score of generalised cross-validation; infinite where the curve would fit all samples.
  Trial evaluate(const EstimateBlock& block, const V drive, double* const scratch) const {
    constexpr double worst = std::numeric_limits<double>::infinity();
    Smoother::template forward<true, false, false>(block, drive, scratch, nullptr, Gate{});
    V squares{}, trace{}, samples{};
    Smoother::template backward<true>(
        block, scratch,
        [&](const Index row, const auto& state, const V variance, const auto& /*adjoint*/) {
          const V noise = load<V>(block.noise + row * EstimateBlock::width);
          const V weight = if_number(noise, 1.0 / abs(noise), V{});
          const V x = if_number(noise, load<V>(block.x + row * EstimateBlock::width), state[0]);
          const V residual = x - state[0];
          squares = squares + weight * residual * residual;
          trace = trace + weight * variance;
          samples = select(weight > 0.0, samples + 1.0, samples);
        });
    const V freedom = samples - trace, counted = samples - factor_ * trace;
    const V score = samples * squares / (counted * counted);
    return {drive, select(counted > 0.0, score, V{} + worst),
            select(freedom > 0.0, squares / freedom, V{} + nan<double>)};
  }

  double rate_, factor_;
  EstimateRules rules_;
  double drive_ = 0;
};

}  // namespace footfall
