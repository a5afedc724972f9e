// What a gyroscope shows that does not turn: a Kalman filter that learns it from rest, and from
// the inclination that the acceleration asks for.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/core/symmetric.hpp"

namespace footfall {

/// Bias in rad/s; its covariance and noise in hundredths of a degree per second, squared.
class GyroscopeBias {
 public:
  static constexpr std::size_t states = 9;  // bias, covariance: xx, xy, xz, yy, yz, zz

  struct Parameters {
    double initial, forgetting_s, limit, moving, vertical, resting;
  };

  GyroscopeBias(const Parameters& p, const double step_s)
      : limit_(p.limit * radians), initial_(hundredths(p.initial)) {
    const double drift = hundredths(0.1 * 1);
    noise_ = drift * step_s / p.forgetting_s;
    moving_ = weight(p.moving);
    vertical_ = moving_ / std::fmax(p.vertical, 1e-10);
    resting_ = weight(p.resting);
  }

  template <class V>
  void start(V* const s) const {
    for (const std::size_t i : {0U, 1U, 2U, 4U, 5U, 7U}) s[i] = V{};
    for (const std::size_t i : {3U, 6U, 8U}) s[i] = V{} + initial_;
  }

  /// Farthest that a rate of turn may be from zero and still be taken for bias.
  double limit() const { return limit_; }

  /// Learns from a sample. `still`: at rest, where `rate` is the bias; else `h` is the rotation
  /// from sensor to earth and `off` the correction asked for, less what this bias explains.
  template <class V, class Mask>
  FOOTFALL_INLINE void learn(V* const s, const Mask still, const Vector3<V>& rate,
                             const std::array<V, 9>& rotation, const Vector3<V>& off) const {
    V* const b = s;
    V* const p = s + 3;
    for (const std::size_t i : {0U, 3U, 5U}) {
      p[i] = select(p[i] < V{} + initial_, p[i] + noise_, p[i]);
    }
    std::array<V, 9> h;
    for (std::size_t i = 0; i < 9; ++i) {
      h[i] = select(still, V{} + (i % 4 == 0 ? 1.0 : 0.0), rotation[i]);
    }
    Vector3<V> e;
    for (std::size_t i = 0; i < 3; ++i) {
      e[i] = clipped(select(still, rate[i] - b[i], off[i]));
    }
    // g = h p: rows are 3 i.
    std::array<V, 9> g;
    for (std::size_t i = 0; i < 9; i += 3) {
      g[i] = h[i] * p[0] + h[i + 1] * p[1] + h[i + 2] * p[2];
      g[i + 1] = h[i] * p[1] + h[i + 1] * p[3] + h[i + 2] * p[4];
      g[i + 2] = h[i] * p[2] + h[i + 1] * p[4] + h[i + 2] * p[5];
    }
    const auto inner = [&](const std::size_t i, const std::size_t j) {
      return g[i] * h[j] + g[i + 1] * h[j + 1] + g[i + 2] * h[j + 2];
    };
    const V level = select(still, V{} + resting_, V{} + moving_);
    const V upright = select(still, V{} + resting_, V{} + vertical_);
    const Symmetric<V> weights =
        inverse(Symmetric<V>{inner(0, 0) + level, inner(0, 3), inner(0, 6), inner(3, 3) + level,
                             inner(3, 6), inner(6, 6) + upright});
    // k = gᵀ s⁻¹, by rows of k.
    std::array<V, 9> k;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto row = transformed(weights, Vector3<V>{g[i], g[3 + i], g[6 + i]});
      for (std::size_t j = 0; j < 3; ++j) k[3 * i + j] = row[j];
    }
    const auto gain = [&](const std::size_t i, const std::size_t j) {
      return k[3 * i] * g[j] + k[3 * i + 1] * g[3 + j] + k[3 * i + 2] * g[6 + j];
    };
    for (std::size_t i = 0; i < 3; ++i) {
      b[i] = clipped(b[i] + (k[3 * i] * e[0] + k[3 * i + 1] * e[1] + k[3 * i + 2] * e[2]));
    }
    p[0] = p[0] - gain(0, 0);
    p[1] = p[1] - gain(0, 1);
    p[2] = p[2] - gain(0, 2);
    p[3] = p[3] - gain(1, 1);
    p[4] = p[4] - gain(1, 2);
    p[5] = p[5] - gain(2, 2);
  }

  /// Standard deviation of the bias about its worst known axis, rad/s: a bound by row sums of
  /// the covariance.
  template <class V>
  FOOTFALL_INLINE V sigma(const V* const p) const {
    const V x = abs(p[0]) + abs(p[1]) + abs(p[2]), y = abs(p[1]) + abs(p[3]) + abs(p[4]);
    const V z = abs(p[2]) + abs(p[4]) + abs(p[5]);
    const V worst = least(greatest(x, greatest(y, z)), V{} + initial_);
    return sqrt(worst) * (radians / 100);
  }

 private:
  static constexpr double radians = 0.017453292519943295;

  static double hundredths(const double degrees) { return (degrees * 100) * (degrees * 100); }

  /// Variance of a measurement with which the filter settles at a sigma.
  double weight(const double sigma) const {
    const double variance = hundredths(sigma);
    return variance * variance / noise_ + variance;
  }

  template <class V>
  FOOTFALL_INLINE V clipped(const V x) const {
    return greatest(V{} - limit_, least(V{} + limit_, x));
  }

  double limit_, initial_, noise_ = 0, moving_ = 0, vertical_ = 0, resting_ = 0;
};

}  // namespace footfall
