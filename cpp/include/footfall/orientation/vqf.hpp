// Orientation of a sensor: turns integrated, kept upright by acceleration that is filtered in a
// frame that hardly moves.
//
// Laidig, Seel (2023), VQF: highly accurate IMU orientation estimation with bias estimation and
// magnetic disturbance rejection, doi:10.1016/j.inffus.2022.10.014.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/orientation/gyroscope_bias.hpp"
#include "footfall/orientation/magnetic_heading.hpp"
#include "footfall/orientation/settling_low_pass.hpp"

namespace footfall {

/// One sensor per lane.
class Vqf {
 public:
  static constexpr const char* name = "vqf";
  static constexpr std::array parameters{"sampling_rate_hz",
                                         "acceleration_time_constant_s",
                                         "magnetic_time_constant_s",
                                         "learns_bias",
                                         "rejects_disturbances",
                                         "bias_initial_sigma_degps",
                                         "bias_forgetting_s",
                                         "bias_limit_degps",
                                         "bias_motion_sigma_degps",
                                         "bias_vertical_forgetting",
                                         "bias_rest_sigma_degps",
                                         "rest_min_s",
                                         "rest_time_constant_s",
                                         "rest_turn_degps",
                                         "rest_acceleration_mps2",
                                         "field_time_constant_s",
                                         "reference_time_constant_s",
                                         "field_norm_tolerance",
                                         "field_dip_tolerance_deg",
                                         "new_field_s",
                                         "first_field_s",
                                         "new_field_turn_degps",
                                         "undisturbed_min_s",
                                         "rejection_max_s",
                                         "rejection_factor",
                                         "max_gap_s"};
  static constexpr std::size_t n_parameters = parameters.size();
  static constexpr Index details = 7;  // bias, its sigma, rest, disturbed, heading

 private:
  // Where states start.
  static constexpr std::size_t begun = 0, missed = 1, gyro = 2, inclination = 6, timer = 10,
                               bias = 11, gyro_filter = bias + GyroscopeBias::states,
                               rest_filter = gyro_filter + SettlingLowPass::states<3>,
                               up_filter = rest_filter + SettlingLowPass::states<3>,
                               bias_filter = up_filter + SettlingLowPass::states<3>,
                               heading = bias_filter + SettlingLowPass::states<11>,
                               field = heading + HeadingGain::states;

 public:
  static constexpr std::size_t states = field + MagneticField::states;
  template <class V>
  using State = std::array<V, states>;

  explicit Vqf(const std::array<double, n_parameters>& p)
      : step_((require_positive("sampling_rate_hz", p[0]), 1 / p[0])),
        learns_(p[3] != 0),
        rejects_(p[4] != 0),
        rest_min_(p[11]),
        rest_turn_(p[13] * radians),
        rest_acceleration_(p[14]),
        gap_frames_(p[25] * p[0]),
        rest_(p[12], step_),
        up_(p[1], step_),
        bias_({p[5], p[6], p[7], p[8], p[9], p[10]}, step_),
        heading_{step_, p[2], 1 - std::exp(-step_ / p[2]), p[23], p[24]},
        field_({p[15], p[16], p[17], p[18] * radians, p[19], p[20], p[21] * radians, p[22]},
               step_) {}

  template <class V>
  void start(State<V>& s) const {
    s.fill(V{});
    s[begun] = V{} + 1.0;
    s[gyro] = V{} + 1.0;
    s[inclination] = V{} + 1.0;
    bias_.start(s.data() + bias);
    heading_.start(s.data() + heading, rejects_ ? heading_.longest_s : 0);
    field_.start(s.data() + field);
  }

  /// What a missing sample does: the turn goes on as after it, until the gap is so long that the
  /// filters start anew. What is known of bias and heading stays.
  void miss(State<double>& s) const {
    s[missed] += 1;
    if (s[missed] <= gap_frames_) return;
    for (std::size_t i = gyro_filter; i < heading; ++i) s[i] = 0;
    s[timer] = s[missed] = 0;
    s[heading + 2] = 1;
  }

  /// Takes a sample; `m` null without magnetometer. Gives the orientation.
  template <class V>
  FOOTFALL_INLINE Quaternion<V> step(State<V>& s, const Vector3<V>& w, const Vector3<V>& a,
                                     const Vector3<V>* const m) const {
    const Vector3<V> still = turn_on(s, w);
    const V size = squared(a);
    if (all(size > V{})) {
      level(s, a, still);
    } else {
      const State<V> before = s;
      level(s, a, still);
      for (std::size_t i = 0; i < heading; ++i) s[i] = select(size > V{}, s[i], before[i]);
    }
    const Quaternion<V> q = product(at(s, inclination), at(s, gyro));
    if (m == nullptr) return q;
    const V strength = squared(*m);
    const auto there = strength > V{};
    if (all(there)) {
      turn_north(s, q, *m, still);
    } else {
      const State<V> before = s;
      turn_north(s, q, *m, still);
      for (std::size_t i = heading; i < states; ++i) s[i] = select(there, s[i], before[i]);
    }
    return product(about_vertical(s[heading]), q);
  }

  /// What the offline filter needs of a moment: the bias, its covariance, rest and disturbance.
  static const double* bias_of(const State<double>& s) { return s.data() + bias; }
  bool rests(const State<double>& s) const { return s[timer] >= rest_min_; }
  static bool is_disturbed(const State<double>& s) {
    return MagneticField::disturbed(s.data() + field) > 0;
  }

  double time_step_s() const { return step_; }
  bool rejects_disturbances() const { return rejects_; }
  const SettlingLowPass& upright_filter() const { return up_; }
  const GyroscopeBias& bias_estimator() const { return bias_; }
  const HeadingGain& heading_gain() const { return heading_; }

  template <class V>
  void describe(const State<V>& s, std::array<V, static_cast<std::size_t>(details)>& out) const {
    for (std::size_t i = 0; i < 3; ++i) out[i] = s[bias + i];
    out[3] = bias_.sigma(s.data() + bias + 3);
    out[4] = select(s[timer] >= V{} + rest_min_, V{} + 1.0, V{});
    out[5] = MagneticField::disturbed(s.data() + field);
    out[6] = s[heading];
  }

 private:
  static constexpr double radians = 0.017453292519943295;

  template <class V>
  FOOTFALL_INLINE static Quaternion<V> at(const State<V>& s, const std::size_t i) {
    return {s[i], s[i + 1], s[i + 2], s[i + 3]};
  }
  template <class V>
  FOOTFALL_INLINE static void put(State<V>& s, const std::size_t i, const Quaternion<V>& q) {
    for (std::size_t k = 0; k < 4; ++k) s[i + k] = q[k];
  }

  /// Integrates the rate of turn. Gives that rate smoothed, which at rest is the bias.
  template <class V>
  FOOTFALL_INLINE Vector3<V> turn_on(State<V>& s, const Vector3<V>& w) const {
    const Vector3<V> smooth = rest_(s.data() + gyro_filter, w);
    const Vector3<V> off{w[0] - smooth[0], w[1] - smooth[1], w[2] - smooth[2]};
    const V most = greatest(abs(smooth[0]), greatest(abs(smooth[1]), abs(smooth[2])));
    s[timer] = select(squared(off) >= V{} + rest_turn_ * rest_turn_, V{}, s[timer]);
    s[timer] = select(most > V{} + bias_.limit(), V{}, s[timer]);
    const V* const b = s.data() + bias;
    const V half = (s[missed] + 1) * (step_ / 2);
    s[missed] = V{};
    const Vector3<V> rate{w[0] - b[0], w[1] - b[1], w[2] - b[2]};
    put(s, gyro, renormalized(product(at(s, gyro), turn(rate, half))));
    return smooth;
  }

  /// Turns what was integrated upright, and learns the bias.
  template <class V>
  FOOTFALL_INLINE void level(State<V>& s, const Vector3<V>& a, const Vector3<V>& still) const {
    const Vector3<V> smooth = rest_(s.data() + rest_filter, a);
    const Vector3<V> off{a[0] - smooth[0], a[1] - smooth[1], a[2] - smooth[2]};
    const auto shaken = squared(off) >= V{} + rest_acceleration_ * rest_acceleration_;
    s[timer] = select(shaken, V{}, s[timer] + step_);
    const Vector3<V> up = up_(s.data() + up_filter, rotated(at(s, gyro), a));
    const Vector3<V> z = direction_or_up(rotated(at(s, inclination), up));
    put(s, inclination, renormalized(product(upright(z), at(s, inclination))));
    learn(s, z, still);
  }

  template <class V>
  FOOTFALL_INLINE void learn(State<V>& s, const Vector3<V>& z, const Vector3<V>& still) const {
    if (!learns_) return;
    const V* const b = s.data() + bias;
    std::array<V, 11> x;
    const auto [qw, qx, qy, qz] = product(at(s, inclination), at(s, gyro));
    x[0] = 1 - 2 * (qy * qy) - 2 * (qz * qz);
    x[1] = 2 * (qy * qx - qw * qz);
    x[2] = 2 * (qw * qy + qz * qx);
    x[3] = 2 * (qw * qz + qy * qx);
    x[4] = 1 - 2 * (qx * qx) - 2 * (qz * qz);
    x[5] = 2 * (qz * qy - qx * qw);
    x[6] = 2 * (qz * qx - qw * qy);
    x[7] = 2 * (qw * qx + qz * qy);
    x[8] = 1 - 2 * (qx * qx) - 2 * (qy * qy);
    x[9] = x[0] * b[0] + x[1] * b[1] + x[2] * b[2];
    x[10] = x[3] * b[0] + x[4] * b[1] + x[5] * b[2];
    const std::array<V, 11> h = up_(s.data() + bias_filter, x);
    std::array<V, 9> rotation;
    for (std::size_t i = 0; i < 9; ++i) rotation[i] = h[i];
    const auto turned = [&](const std::size_t i) {
      return h[i] * b[0] + h[i + 1] * b[1] + h[i + 2] * b[2];
    };
    const double rate = 1 / step_;
    const Vector3<V> off{h[9] - turned(0) - z[1] * rate, h[10] - turned(3) + z[0] * rate,
                         -turned(6)};
    const auto rests = s[timer] >= V{} + rest_min_;
    bias_.learn(s.data() + bias, rests, still, rotation, off);
  }

  template <class V>
  FOOTFALL_INLINE void turn_north(State<V>& s, const Quaternion<V>& q, const Vector3<V>& m,
                                  const Vector3<V>& still) const {
    const Vector3<V> north = rotated(q, m);
    V disturbed{};
    if (rejects_) {
      field_.compare(s.data() + field, north, sqrt(squared(still)));
      disturbed = MagneticField::disturbed(s.data() + field);
    }
    heading_.follow(s.data() + heading, atan2_rad(north[0], north[1]), disturbed > V{});
  }

  double step_;
  bool learns_, rejects_;
  double rest_min_, rest_turn_, rest_acceleration_, gap_frames_;
  SettlingLowPass rest_, up_;
  GyroscopeBias bias_;
  HeadingGain heading_;
  MagneticField field_;
};

}  // namespace footfall
