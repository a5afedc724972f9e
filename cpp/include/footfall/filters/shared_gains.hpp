// Gains that lanes without gaps and weights have in common: worked out once, in one lane's bits.
//
// The covariances of a Kalman filter and smoother do not depend on the samples.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "footfall/core/batch.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/filters/state_smoother.hpp"

namespace footfall {

/// Runs `StateSmoother` over even blocks with the gains of a table of its own.
template <class V, std::size_t N>
class SharedGains {
 public:
  using Smoother = StateSmoother<V, N>;
  using One = StateSmoother<double, N>;
  using State = typename Smoother::State;
  using Gate = typename Smoother::Gate;

  static std::size_t size(const Index longest) {
    return static_cast<std::size_t>(longest) * (One::fields + 2);
  }

  explicit SharedGains(double* const table) : table_(table) {}

  /// Fills the table for blocks of that many frames at these steps.
  void work_out(const EstimateBlock& block, const double drive) const {
    const auto n = static_cast<std::size_t>(block.n_frames);
    double* const noise = table_ + n * (One::fields + 1);
    std::fill(noise, noise + n, 1.0);
    noise[0] = -1;
    const EstimateBlock one{noise, noise, block.steps, block.n_frames, block.longest, true, false};
    One::template forward<true, false, false>(one, drive, table_, nullptr, {});
    double* const variances = table_ + n * One::fields;
    One::template backward<true>(one, table_,
                                 [&](const Index row, const auto& /*state*/, const double variance,
                                     const auto& /*adjoint*/) { variances[row] = variance; });
  }

  /// As the other `forward`; false when the gate acts, which parts the lanes.
  template <bool Kept, bool Judged, bool Gated>
  bool forward(const EstimateBlock& block, double* kept, double* judged, const Gate& gate) const {
    State x{};
    const double* gains = table_;
    for (Index row = 0; row < block.n_frames; ++row, gains += One::fields) {
      const V sample = load<V>(block.x + row * EstimateBlock::width);
      x = Smoother::predict(x, block.step(row));
      if (row == 0) {
        x = State{};
        x[0] = sample;
      }
      const double inverse = gains[inverse_at];
      const V innovation = sample - x[0];
      if constexpr (Gated) {
        const auto outside = (innovation * innovation * inverse > gate.limit) &
                             (V{} + static_cast<double>(row) >= gate.settle);
        if (!all(outside == 0)) return false;
      }
      const V pull = innovation * inverse;
      if constexpr (Judged) {
        constexpr double infinite = std::numeric_limits<double>::infinity();
        store(judged, row < static_cast<Index>(N) ? V{} + infinite : innovation * pull);
        judged += width;
      }
      if constexpr (Kept) {
        for (std::size_t i = 0; i < N; ++i) store(kept + i * width, x[i]);
        store(kept + N * width, pull);
        kept += (N + 1) * width;
      }
      for (std::size_t i = 0; i < N; ++i) x[i] = x[i] + gains[N + i] * pull;
    }
    return true;
  }

  /// Goes back over what this `forward` kept; calls `emit(row, state, variance, adjoint)`.
  template <class Emit>
  void backward(const EstimateBlock& block, const double* kept, const Emit& emit) const {
    const auto n = static_cast<std::size_t>(block.n_frames);
    typename Smoother::Adjoint adjoint;
    for (std::size_t row = n; row-- > 0;) {
      const double* const gains = table_ + row * One::fields;
      const double* const lanes_at = kept + row * (N + 1) * width;
      State x;
      for (std::size_t i = 0; i < N; ++i) x[i] = load<V>(lanes_at + i * width);
      typename One::Square p;
      std::copy(gains + N, gains + inverse_at, p.begin());
      const State state = Smoother::smoothed(x, p, gains[inverse_at], gains[inverse_at + 2],
                                             load<V>(lanes_at + N * width), adjoint.l);
      const auto at = static_cast<Index>(row);
      emit(at, state, V{} + table_[n * One::fields + row], adjoint);
      adjoint.l = Smoother::step_back(adjoint.l, block.step(at));
    }
  }

 private:
  static constexpr std::size_t width = lanes<double>;
  static constexpr std::size_t inverse_at = N + One::pairs;

  double* table_;
};

}  // namespace footfall
