// Path of a foot by an error-state Kalman filter and smoother that knows when it rests.
//
// Simon Colomar, Nilsson, Haendel (2012), Smoothing for ZUPT-aided INSs, IPIN; smoothing without
// inverses: Bierman (1973), Fixed interval smoothing with discrete measurements, Int J Control 18.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"

namespace footfall {

/// A sequence starts and ends at rest: specific force, rate of turn, and 1 where the sensor rests.
/// Gives orientation (level and without heading at the start), velocity and position.
///
/// The path is integrated once. What is filtered are its errors: of position, velocity and, small
/// turns about level axes, orientation. At rest velocity and, on the level, height are 0.
class ZuptSmoother {
 public:
  static constexpr const char* name = "zupt_smoother";
  static constexpr std::array parameters{"sampling_rate_hz", "gravity_mps2", "resting_frames",
                                         "velocity_sigma",   "height_sigma", "acceleration_noise",
                                         "turn_noise",       "tilt_sigma",   "level"};
  static constexpr Index channels = 7, columns = 10;

  explicit ZuptSmoother(const std::array<double, 9>& v)
      : step_(1 / v[0]),
        gravity_(v[1]),
        resting_(static_cast<Index>(v[2])),
        velocity_variance_(v[3] * v[3]),
        height_variance_(v[4] * v[4]),
        acceleration_variance_(v[5] * v[5] * step_),
        turn_variance_(v[6] * v[6] * step_),
        tilt_variance_(v[7] * v[7]),
        level_(v[8] != 0) {
    require_positive("sampling_rate_hz", v[0]);
    require(gravity_ > 0, "gravity_mps2", "a value > 0", gravity_);
    require(resting_ >= 1, "resting_frames", "a value >= 1", v[2]);
    for (const std::size_t i : {3U, 4U, 5U, 6U, 7U}) require_positive(parameters[i], v[i]);
  }

  void run(const double* const x, const Index n, double* const out) {
    double sum = 0;
    for (Index i = 0; i < n * channels; ++i) sum += x[i] - x[i];
    if (n < 2 || sum != 0) {  // a number that is not finite is in it
      std::fill_n(out, n * columns, nan<double>);
      return;
    }
    covariances_.resize(static_cast<std::size_t>(n));
    errors_.resize(static_cast<std::size_t>(n));
    updates_.clear();
    forwards(x, n, out);
    backwards(x, n, out);
  }

 private:
  static constexpr std::size_t states = 9;
  using State = std::array<double, states>;
  using Covariance = std::array<State, states>;

  struct Update {
    State gain;
    double weighted;  // what was off, over its variance
  };

  /// Integrates the path, and the covariance of its errors.
  void forwards(const double* const x, const Index n, double* const out) {
    Vector3<> up{};
    const Index rest = std::min(resting_, n);
    for (Index k = 0; k < rest; ++k) {
      for (std::size_t i = 0; i < 3; ++i) up[i] += x[k * channels + static_cast<Index>(i)];
    }
    Quaternion<> q = upright(direction_or_up(up));
    Vector3<> force = rotated(q, {x[0], x[1], x[2]}), velocity{}, position{};
    State error{};
    Covariance p{};
    const std::array<double, 3> first{1e-6, 1e-4, tilt_variance_};
    for (std::size_t i = 0; i < states; ++i) p[i][i] = first[i / 3];
    for (Index k = 0; k < n; ++k) {
      const double* const row = x + k * channels;
      if (k > 0) {
        const double* const before = row - channels;
        const Vector3<> rate{before[3] + row[3], before[4] + row[4], before[5] + row[5]};
        q = normalized(product(q, turn(rate, step_ / 4)));
        const Vector3<> now = rotated(q, {row[0], row[1], row[2]});
        Vector3<> mean;
        for (std::size_t i = 0; i < 3; ++i) mean[i] = (force[i] + now[i]) / 2;
        force = now;
        for (std::size_t i = 0; i < 3; ++i) {
          const double a = i == 2 ? mean[i] - gravity_ : mean[i];
          position[i] += velocity[i] * step_ + a * (step_ * step_ / 2);
          velocity[i] += a * step_;
        }
        error = moved(error, mean);
        predict(p, mean);
      }
      if (row[6] != 0) {
        for (std::size_t i = 3; i < 6; ++i) {
          update(p, error, i, velocity[i - 3], velocity_variance_);
        }
        if (level_) update(p, error, 2, position[2], height_variance_);
      }
      covariances_[static_cast<std::size_t>(k)] = p;
      errors_[static_cast<std::size_t>(k)] = error;
      double* const to = out + k * columns;
      std::copy(q.begin(), q.end(), to);
      std::copy(velocity.begin(), velocity.end(), to + 4);
      std::copy(position.begin(), position.end(), to + 7);
    }
  }

  /// Errors a step later: F e.
  State moved(const State& e, const Vector3<>& f) const {
    State later = e;
    for (std::size_t i = 0; i < 3; ++i) later[i] = e[i] + step_ * e[3 + i];
    later[3] = e[3] - step_ * (f[1] * e[8] - f[2] * e[7]);
    later[4] = e[4] - step_ * (f[2] * e[6] - f[0] * e[8]);
    later[5] = e[5] - step_ * (f[0] * e[7] - f[1] * e[6]);
    return later;
  }

  /// F P Fᵀ + Q. As P is symmetric, F is applied to its rows, and to those of what is transposed.
  void predict(Covariance& p, const Vector3<>& f) const {
    Covariance half;
    for (std::size_t j = 0; j < states; ++j) half[j] = moved(p[j], f);  // row j: (F P)ᵀ
    Covariance rows;
    for (std::size_t i = 0; i < states; ++i) {
      for (std::size_t j = 0; j < states; ++j) rows[i][j] = half[j][i];
    }
    for (std::size_t i = 0; i < states; ++i) p[i] = moved(rows[i], f);
    for (std::size_t i = 0; i < states; ++i) {
      for (std::size_t j = 0; j < i; ++j) p[i][j] = p[j][i];
    }
    for (std::size_t i = 3; i < 6; ++i) p[i][i] += acceleration_variance_;
    for (std::size_t i = 6; i < 9; ++i) p[i][i] += turn_variance_;
  }

  /// Learns that error i is `seen`.
  void update(Covariance& p, State& error, const std::size_t i, const double seen,
              const double variance) {
    const State h = p[i];
    const double scale = 1 / (h[i] + variance), off = seen - error[i];
    Update& kept = updates_.emplace_back();
    kept.weighted = off * scale;
    for (std::size_t j = 0; j < states; ++j) {
      kept.gain[j] = h[j] * scale;
      error[j] += kept.gain[j] * off;
    }
    for (std::size_t j = 0; j < states; ++j) {
      for (std::size_t k = j; k < states; ++k) {
        p[j][k] -= kept.gain[j] * h[k];
        p[k][j] = p[j][k];
      }
    }
  }

  /// Carries what is learned later back, and takes the errors out.
  void backwards(const double* const x, const Index n, double* const out) {
    State later{};
    std::size_t used = updates_.size();
    for (Index k = n - 1; k >= 0; --k) {
      const Covariance& p = covariances_[static_cast<std::size_t>(k)];
      State error = errors_[static_cast<std::size_t>(k)];
      for (std::size_t i = 0; i < states; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < states; ++j) sum += p[i][j] * later[j];
        error[i] -= sum;
      }
      correct(out + k * columns, error);
      if (x[k * channels + 6] != 0) {
        if (level_) unlearn(later, updates_[--used], 2);
        for (std::size_t i = 6; i-- > 3;) unlearn(later, updates_[--used], i);
      }
      if (k > 0) later = moved_back(later, x, out, k);
    }
  }

  static void unlearn(State& later, const Update& kept, const std::size_t i) {
    double sum = 0;
    for (std::size_t j = 0; j < states; ++j) sum += kept.gain[j] * later[j];
    later[i] -= kept.weighted + sum;
  }

  /// Fᵀ of the step to frame k. Its force is that of the path before it was corrected, which only
  /// frame k has been yet: hence the order.
  State moved_back(const State& e, const double* const x, const double* const out,
                   const Index k) const {
    const auto force = [&](const Index at, const Quaternion<>& q) {
      const double* const row = x + at * channels;
      return rotated(q, {row[0], row[1], row[2]});
    };
    const double* const before = out + (k - 1) * columns;
    const Vector3<> a = force(k - 1, {before[0], before[1], before[2], before[3]});
    const Vector3<> b = force(k, integrated_);
    Vector3<> f;
    for (std::size_t i = 0; i < 3; ++i) f[i] = (a[i] + b[i]) / 2;
    State earlier = e;
    for (std::size_t i = 0; i < 3; ++i) earlier[3 + i] = e[3 + i] + step_ * e[i];
    earlier[6] = e[6] - step_ * (f[2] * e[4] - f[1] * e[5]);
    earlier[7] = e[7] - step_ * (f[0] * e[5] - f[2] * e[3]);
    earlier[8] = e[8] - step_ * (f[1] * e[3] - f[0] * e[4]);
    return earlier;
  }

  void correct(double* const row, const State& error) {
    integrated_ = {row[0], row[1], row[2], row[3]};
    const Quaternion<> q =
        normalized(product(turn<double>({error[6], error[7], error[8]}, -0.5), integrated_));
    std::copy(q.begin(), q.end(), row);
    for (std::size_t i = 0; i < 3; ++i) {
      row[4 + i] -= error[3 + i];
      row[7 + i] -= error[i];
    }
  }

  double step_, gravity_;
  Index resting_;
  double velocity_variance_, height_variance_, acceleration_variance_, turn_variance_,
      tilt_variance_;
  bool level_;
  std::vector<Covariance> covariances_;
  std::vector<State> errors_;
  std::vector<Update> updates_;
  Quaternion<> integrated_{};  // orientation of the last frame that was corrected, before that
};

}  // namespace footfall
