// Low-pass of sensor signals that is of use from the first sample on.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/pack.hpp"

namespace footfall {

/// Second-order Butterworth low-pass with a time constant. Until that has passed it gives the mean
/// of the samples, and starts from there as if that had always been.
class SettlingLowPass {
 public:
  /// States of `n` signals: samples seen, then two of each.
  template <std::size_t n>
  static constexpr std::size_t states = 1 + 2 * n;

  SettlingLowPass(const double time_constant_s, const double step_s) {
    settled_ = std::fmax(1, std::ceil(time_constant_s / step_s));
    while (settled_ > 1 && (settled_ - 1) * step_s >= time_constant_s) --settled_;
    while (settled_ * step_s < time_constant_s) ++settled_;
    if (time_constant_s < step_s / 2) return;  // passes all
    constexpr double pi = 3.14159265358979323846, root_two = 1.4142135623730951;
    const double c = std::tan(pi * (root_two / (2 * pi * time_constant_s)) * step_s);
    const double d = c * c + root_two * c + 1;
    b0_ = c * c / d;
    b1_ = 2 * b0_;
    a1_ = 2 * (c * c - 1) / d;
    a2_ = (1 - root_two * c + c * c) / d;
    b2_ = b0_;
  }

  template <class V, std::size_t n>
  FOOTFALL_INLINE std::array<V, n> operator()(V* const s, const std::array<V, n>& x) const {
    std::array<V, n> y;
    if (all(s[0] >= V{} + settled_)) {
      for (std::size_t i = 0; i < n; ++i) y[i] = filtered(s + 1 + 2 * i, x[i]);
      return y;
    }
    const auto settling = s[0] < V{} + settled_;
    const V count = s[0] + 1;
    const auto last = count >= V{} + settled_;
    for (std::size_t i = 0; i < n; ++i) {
      V* const state = s + 1 + 2 * i;
      const V sum = state[0] + x[i], mean = sum / count;
      const V first = select(last, mean * (1 - b0_), sum);
      const V second = select(last, mean * (b2_ - a2_), V{});
      y[i] = select(settling, mean, filtered(state, x[i]));
      state[0] = select(settling, first, state[0]);
      state[1] = select(settling, second, state[1]);
    }
    s[0] = select(settling, count, s[0]);
    return y;
  }

  /// Starts `n` signals as if they had always been `x`.
  template <class V, std::size_t n>
  void settle(V* const s, const std::array<V, n>& x) const {
    s[0] = V{} + settled_;
    for (std::size_t i = 0; i < n; ++i) {
      s[1 + 2 * i] = x[i] * (1 - b0_);
      s[2 + 2 * i] = x[i] * (b2_ - a2_);
    }
  }

 private:
  template <class V>
  FOOTFALL_INLINE V filtered(V* const state, const V x) const {
    const V y = b0_ * x + state[0];
    state[0] = b1_ * x - a1_ * y + state[1];
    state[1] = b2_ * x - a2_ * y;
    return y;
  }

  double settled_, b0_ = 1, b1_ = 0, b2_ = 0, a1_ = 0, a2_ = 0;
};

}  // namespace footfall
