// Smoother of Rauch, Tung and Striebel with its cut-off stated, and a gate against outliers.
//
// Rauch, Tung, Striebel (1965), doi:10.2514/3.3166.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "footfall/core/error.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/filters/shared_gains.hpp"
#include "footfall/filters/state_smoother.hpp"

namespace footfall {

/// N 2: velocity drifts; 3: acceleration does.
///
/// `gate_sigma` 0: no gate; `noise` NaN: taken from the innovations, 0: samples are exact.
template <std::size_t N>
struct Rts {
  static constexpr const char* name = N == 2 ? "rts_velocity" : "rts_acceleration";
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz",  "max_gap_frames",
                                         "extend",           "gate_sigma", "noise"};
  static constexpr Index max_planes = 4;
  using V = Pack<double>;
  using Smoother = StateSmoother<V, N>;
  using Gains = SharedGains<V, N>;
  using Gate = typename Smoother::Gate;

  explicit Rts(const std::array<double, 6>& values)
      : rate_(values[0]), gate_(values[4]), noise_(values[5]) {
    require_positive("sampling_rate_hz", values[0]);
    require_positive("cutoff_hz", values[1]);
    require_not_negative("gate_sigma", values[4]);
    rules_ = {values[2], values[3] != 0, static_cast<Index>(N)};
    drive_ = drive_at<N>(2 * std::numbers::pi * values[1] / values[0]);
    settle_ = std::ceil(values[0] / values[1]);
  }

  double rate() const { return rate_; }
  const EstimateRules& rules() const { return rules_; }

  std::size_t scratch_size(const Index longest) const {
    return static_cast<std::size_t>(longest) * width * (Smoother::fields + 1) +
           Gains::size(longest);
  }

  template <class Sink>
  void run(const EstimateBlock& block, double* const scratch, const Sink& sink) const {
    const auto size = static_cast<std::size_t>(block.longest) * width;
    double* const judged = scratch + size * Smoother::fields;
    const Gains gains(judged + size);
    if (block.even && !block.as_before) gains.work_out(block, drive_);
    const bool scaled = std::isnan(noise_) && sink.wants(sigma_plane);
    V scale = V{} + noise_;
    bool shared = false;
    if (gate_ > 0) {
      pass<false, true, false>(block, gains, nullptr, judged, {});
      const V usual = usual_size(judged, block.n_frames);
      if (std::isnan(noise_)) scale = usual;
      shared = pass<true, false, true>(block, gains, scratch, nullptr, gate_at(usual));
    } else if (scaled) {
      shared = pass<true, true, false>(block, gains, scratch, judged, {});
      scale = usual_size(judged, block.n_frames);
    } else {
      shared = pass<true, false, false>(block, gains, scratch, nullptr, {});
    }
    const StateWriter<V, N, Sink> write(block, sink, rate_, V{} + drive_, scale, noise_ == 0);
    if (shared) {
      gains.backward(block, scratch, write);
    } else if (sink.wants(sigma_plane)) {
      Smoother::template backward<true>(block, scratch, write);
    } else {
      Smoother::template backward<false>(block, scratch, write);
    }
  }

  double drive() const { return drive_; }
  double noise() const { return noise_; }
  bool gated() const { return gate_ > 0; }

  Gate gate_at(const V usual) const {
    const V limit = usual * usual * (gate_ * gate_);
    return {select(limit > 0.0, limit, V{} + open), V{} + settle_};
  }

  /// Standard deviation of the samples' noise, from the 90 % point of the innovations: motion that
  /// the model does not follow raises it, a tenth of outliers does not. Halves the span where
  /// the point can be, whose end is ten means (Markov), all lanes at once.
  static V usual_size(const double* const judged, const Index n) {
    const auto size = static_cast<std::size_t>(n) * width;
    V count{}, sum{};
    for (std::size_t i = 0; i < size; i += width) {
      const V d = load<V>(judged + i);
      const auto says = d < open;
      count = count + select(says, V{} + 1.0, V{});
      sum = sum + select(says, d, V{});
    }
    V low{}, high = 10.0 * sum / count;
    const V wanted = 0.9 * count;
    for (int halving = 0; halving < 20; ++halving) {
      const V middle = 0.5 * (low + high);
      const V below = count_up_to(middle, judged, size);
      const auto enough = below >= wanted;
      high = select(enough, middle, high);
      low = select(enough, low, middle);
    }
    return sqrt(high) / 1.6448536269514722;
  }

 private:
  static constexpr std::size_t width = lanes<double>;
  static constexpr double open = std::numeric_limits<double>::infinity();

  /// Goes forward with shared gains where lanes have them; tells whether they had.
  template <bool Kept, bool Judged, bool Gated>
  bool pass(const EstimateBlock& block, const Gains& gains, double* const kept,
            double* const judged, const Gate& gate) const {
    if (block.even && gains.template forward<Kept, Judged, Gated>(block, kept, judged, gate)) {
      return true;
    }
    Smoother::template forward<Kept, Judged, Gated>(block, V{} + drive_, kept, judged, gate);
    return false;
  }

  /// How many are not above `most`; four sums, so that none waits for the other.
  static V count_up_to(const V most, const double* const judged, const std::size_t size) {
    std::array<V, 4> sums{};
    std::size_t i = 0;
    for (; i + 4 * width <= size; i += 4 * width) {
      for (std::size_t k = 0; k < 4; ++k) sums[k] = sums[k] + counts(judged + i + k * width, most);
    }
    for (; i < size; i += width) sums[0] = sums[0] + counts(judged + i, most);
    return sums[0] + sums[1] + sums[2] + sums[3];
  }

  FOOTFALL_INLINE static V counts(const double* const judged, const V most) {
    return select(load<V>(judged) <= most, V{} + 1.0, V{});
  }

  double rate_, gate_, noise_;
  EstimateRules rules_;
  double drive_ = 0, settle_ = 0;
};

}  // namespace footfall
