// Orientation of a sensor from a whole recording: the filter run both ways.
//
// Laidig, Seel (2023), doi:10.1016/j.inffus.2022.10.014, section 3.6.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/core/symmetric.hpp"
#include "footfall/orientation/vqf.hpp"

namespace footfall {

/// Bias from before and after each moment; delays of the other filters cancel.
class OfflineVqf {
 public:
  static constexpr const char* name = "offlinevqf";
  static constexpr auto parameters = Vqf::parameters;
  static constexpr Index details = Vqf::details;

  explicit OfflineVqf(const std::array<double, Vqf::n_parameters>& p) : filter_(p) {}

  /// Of `n` frames; `field` and `out_details` may be null.
  void run(const double* const turn, const double* const force, const double* const field,
           const Index n, double* const quaternions, double* const out_details) {
    learn(turn, force, field, n);
    integrate(turn, force, n, quaternions);
    straighten(n, quaternions);
    if (field != nullptr) face_north(field, n, quaternions);
    if (out_details != nullptr) describe(n, out_details, field != nullptr);
    for (Index t = 0; t < n; ++t) {
      if (!seen_[at(t)]) std::fill_n(quaternions + 4 * t, 4, nan<double>);
    }
  }

 private:
  static std::size_t at(const Index t) { return static_cast<std::size_t>(t); }
  static Vector3<> row(const double* const from, const Index t) {
    return {from[3 * t], from[3 * t + 1], from[3 * t + 2]};
  }
  static Quaternion<> rotation(const double* const from, const Index t) {
    return {from[4 * t], from[4 * t + 1], from[4 * t + 2], from[4 * t + 3]};
  }
  static void put(double* const to, const Index t, const Quaternion<>& q) {
    std::copy(q.begin(), q.end(), to + 4 * t);
  }

  /// Bias, rest and disturbance of each moment, from both sides.
  void learn(const double* const turn, const double* const force, const double* const field,
             const Index n) {
    bias_.assign(at(n), {});
    information_.assign(at(n), {});
    rest_.assign(at(n), 0);
    disturbed_.assign(at(n), 1);
    seen_.assign(at(n), 1);
    for (const int way : {1, -1}) {
      Vqf::State<double> s;
      filter_.start(s);
      for (Index k = 0; k < n; ++k) {
        const Index t = way > 0 ? k : n - 1 - k;
        Vector3<> w = row(turn, t);
        for (double& x : w) x *= way;
        const Vector3<> a = row(force, t);
        const double sum = w[0] + w[1] + w[2] + a[0] + a[1] + a[2];
        if (sum - sum == 0) {
          const Vector3<> m = field != nullptr ? row(field, t) : Vector3<>{};
          filter_.step(s, w, a, field != nullptr ? &m : nullptr);
        } else {
          filter_.miss(s);
          seen_[at(t)] = 0;
        }
        add(s, t, way);
      }
    }
  }

  /// Adds what one direction knows: its information, and that times the bias.
  void add(const Vqf::State<double>& s, const Index t, const int way) {
    const double* const b = Vqf::bias_of(s);
    Symmetric<> covariance;
    std::copy_n(b + 3, 6, covariance.begin());
    const Symmetric<> more = inverse(covariance);
    const Vector3<> weighted = transformed(more, Vector3<>{b[0] * way, b[1] * way, b[2] * way});
    for (std::size_t i = 0; i < 6; ++i) information_[at(t)][i] += more[i];
    for (std::size_t i = 0; i < 3; ++i) bias_[at(t)][i] += weighted[i];
    if (filter_.rests(s)) rest_[at(t)] = 1;
    if (!Vqf::is_disturbed(s)) disturbed_[at(t)] = 0;
    if (way > 0) return;
    information_[at(t)] = inverse(information_[at(t)]);  // a covariance from here on
    bias_[at(t)] = transformed(information_[at(t)], bias_[at(t)]);
  }

  /// Turns without bias; and the acceleration in the frame that they give, filtered both ways.
  void integrate(const double* const turn_rate, const double* const force, const Index n,
                 double* const quaternions) {
    const SettlingLowPass& low_pass = filter_.upright_filter();
    std::array<double, SettlingLowPass::states<3>> state{};
    Quaternion<> q = no_rotation;
    Vector3<> up{};
    double frames = 1;
    up_.assign(at(n), {});
    for (Index t = 0; t < n; ++t) {
      if (seen_[at(t)] == 0) {
        frames += 1;
      } else {
        const Vector3<>& b = bias_[at(t)];
        Vector3<> w = row(turn_rate, t);
        for (std::size_t i = 0; i < 3; ++i) w[i] -= b[i];
        q = renormalized(product(q, turn(w, frames * (filter_.time_step_s() / 2))));
        frames = 1;
        up = low_pass(state.data(), rotated(q, row(force, t)));
      }
      put(quaternions, t, q);
      up_[at(t)] = up;
    }
    if (n > 0) low_pass.settle(state.data(), up);
    for (Index t = n - 1; t >= 0; --t) up_[at(t)] = low_pass(state.data(), up_[at(t)]);
  }

  /// Keeps what was integrated upright.
  void straighten(const Index n, double* const quaternions) const {
    Quaternion<> inclination = no_rotation;
    for (Index t = 0; t < n; ++t) {
      if (seen_[at(t)] != 0) {
        const Vector3<> z = direction_or_up(rotated(inclination, up_[at(t)]));
        inclination = renormalized(product(upright(z), inclination));
      }
      put(quaternions, t, product(inclination, rotation(quaternions, t)));
    }
  }

  /// Turns the whole so that it faces the field's north, filtered both ways.
  void face_north(const double* const field, const Index n, double* const quaternions) {
    heading_.assign(at(n), nan<double>);
    for (Index t = 0; t < n; ++t) {
      const Vector3<> m = row(field, t);
      if (seen_[at(t)] == 0 || !(squared(m) > 0)) continue;
      const Vector3<> v = rotated(rotation(quaternions, t), m);
      heading_[at(t)] = atan2_rad(v[0], v[1]);
    }
    follow(n, 1);
    follow(n, -1);
    for (Index t = 0; t < n; ++t) {
      put(quaternions, t, product(about_vertical(heading_[at(t)]), rotation(quaternions, t)));
    }
  }

  void follow(const Index n, const int way) {
    const HeadingGain& gain = filter_.heading_gain();
    std::array<double, HeadingGain::states> s;
    gain.start(s.data(), 0);
    for (Index k = 0; k < n; ++k) {
      double& heading = heading_[at(way > 0 ? k : n - 1 - k)];
      const bool disturbed =
          filter_.rejects_disturbances() && disturbed_[at(way > 0 ? k : n - 1 - k)] != 0;
      if (heading == heading) gain.follow(s.data(), heading, disturbed);
      heading = s[0];
    }
  }

  void describe(const Index n, double* const out, const bool faces) const {
    for (Index t = 0; t < n; ++t) {
      double* const to = out + details * t;
      std::copy_n(bias_[at(t)].begin(), 3, to);
      to[3] = filter_.bias_estimator().sigma(information_[at(t)].data());
      to[4] = rest_[at(t)];
      to[5] = disturbed_[at(t)];
      to[6] = faces ? heading_[at(t)] : 0;
    }
  }

  Vqf filter_;
  std::vector<Vector3<>> bias_, up_;
  std::vector<Symmetric<>> information_;
  std::vector<double> heading_;
  std::vector<unsigned char> rest_, disturbed_, seen_;
};

}  // namespace footfall
