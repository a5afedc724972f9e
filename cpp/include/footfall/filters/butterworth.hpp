// Butterworth low-pass of even order, as second-order sections with one common gain.
//
// Robertson, Dowling (2003), doi:10.1016/S1050-6411(03)00080-4, for the cut-off of repeated
// passes; bilinear transform with pre-warping.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <sstream>

#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// `Sections` biquads with numerator (1, 2, 1) in transposed direct form II.
template <class T, std::size_t Sections>
struct ButterworthLowPass {
  static constexpr std::size_t state_size = 2 * Sections;
  static constexpr double fresh = nan<double>;  // the first sample is taken as the level so far

  T gain;
  std::array<T, Sections> a1, a2;
  std::array<T, state_size> settled;  // state after a long stay at 1

  /// `passes` > 1 raises the cut-off of one pass so that all together are -3 dB at `cutoff_hz`.
  ButterworthLowPass(const double sampling_rate_hz, const double cutoff_hz, const double passes) {
    require_positive("sampling_rate_hz", sampling_rate_hz);
    require_positive("cutoff_hz", cutoff_hz);
    if (!(cutoff_hz < sampling_rate_hz / 2)) {
      std::ostringstream half;
      half << "a value below half the sampling rate (" << sampling_rate_hz / 2 << " Hz)";
      throw ArgumentError("cutoff_hz", half.str(), as_text(cutoff_hz));
    }
    constexpr double pi = 3.141592653589793;
    constexpr auto order = static_cast<double>(2 * Sections);
    const double widen = std::pow(std::pow(2.0, 1.0 / passes) - 1.0, 1.0 / (2.0 * order));
    const double k = std::tan(pi * cutoff_hz / sampling_rate_hz) / widen;
    std::array<double, Sections> gains{};
    double level = 1;
    for (std::size_t i = 0; i < Sections; ++i) {
      const double damping = 2 * std::cos(pi * static_cast<double>(2 * i + 1) / (2.0 * order));
      const double d = 1 + damping * k + k * k;
      gains[i] = k * k / d;
      a1[i] = static_cast<T>(2 * (k * k - 1) / d);
      a2[i] = static_cast<T>((1 - damping * k + k * k) / d);
      level *= gains[i];
    }
    gain = static_cast<T>(level);
    for (std::size_t i = 0; i < Sections; ++i) {
      const double y = level / gains[i];
      const double second = level - static_cast<double>(a2[i]) * y;
      settled[2 * i + 1] = static_cast<T>(second);
      settled[2 * i] = static_cast<T>(2 * level - static_cast<double>(a1[i]) * y + second);
      level = y;
    }
  }

  template <class V>
  FOOTFALL_INLINE void settle(std::array<V, state_size>& state, const V x) const {
    for (std::size_t s = 0; s < state_size; ++s) state[s] = settled[s] * x;
  }

  /// One sample through a settled state.
  template <class V>
  FOOTFALL_INLINE V advance(std::array<V, state_size>& state, const V x) const {
    V y = gain * x;
    for (std::size_t i = 0; i < Sections; ++i) {
      const V w = y;
      y = w + state[2 * i];
      state[2 * i] = T(2) * w - a1[i] * y + state[2 * i + 1];
      state[2 * i + 1] = w - a2[i] * y;
    }
    return y;
  }
};

/// The causal filter: sample by sample, with the delay that this brings.
template <class T, std::size_t Sections>
struct CausalButterworth : ButterworthLowPass<T, Sections> {
  using Base = ButterworthLowPass<T, Sections>;
  static constexpr std::array names{"", "causal_butterworth_2", "causal_butterworth_4",
                                    "causal_butterworth_6", "causal_butterworth_8"};
  static constexpr const char* name = names[Sections];
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz"};

  explicit CausalButterworth(const std::array<double, 2>& values) : Base(values[0], values[1], 1) {}

  template <class V>
  FOOTFALL_INLINE V step(std::array<V, Base::state_size>& state, const V x) const {
    std::array<V, Base::state_size> start;
    this->settle(start, x);
    for (std::size_t s = 0; s < Base::state_size; ++s) {
      state[s] = if_number(state[s], state[s], start[s]);
    }
    return this->advance(state, x);
  }
};

}  // namespace footfall
