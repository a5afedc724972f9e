// Path of a foot from one stance to the next, by strapdown integration without drift.
//
// Hannink, Ollenschlager, Kluge, Roth, Klucken, Eskofier (2017), doi:10.3390/s17091940;
// direct and reverse integration: Zok, Mazza, Della Croce (2004),
// doi:10.1016/j.medengphy.2004.07.006.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"

namespace footfall {

/// A sequence is a stride: specific force and rate of turn of the sensor, from a frame in which
/// it rests to another. Gives orientation (level and without heading at the start), velocity and
/// position. Heights end where they began where the way is level.
class StridePath {
 public:
  static constexpr const char* name = "stride_path";
  static constexpr std::array parameters{"sampling_rate_hz", "gravity_mps2", "resting_frames",
                                         "both_ways",        "steepness",    "level"};
  static constexpr Index channels = 6, columns = 10;

  explicit StridePath(const std::array<double, 6>& values)
      : step_(1 / values[0]),
        gravity_(values[1]),
        resting_(static_cast<Index>(values[2])),
        both_ways_(values[3] != 0),
        steepness_(values[4]),
        level_(values[5] != 0) {
    require_positive("sampling_rate_hz", values[0]);
    require(gravity_ > 0, "gravity_mps2", "a value > 0", gravity_);
    require(resting_ >= 1, "resting_frames", "a value >= 1", values[2]);
    require(steepness_ > 0, "steepness", "a value > 0", steepness_);
  }

  void run(const double* const x, const Index n, double* const out) {
    if (n < 2) {
      std::fill_n(out, n * columns, nan<double>);
      return;
    }
    turn_along(x, n, out);
    accelerations(x, n, out);
    const End still = both_ways_ ? End::both_ways : End::line;
    integrate(n, acceleration_, out + 4, {still, still, still});
    for (Index k = 0; k < n; ++k)
      std::copy_n(out + k * columns + 4, 3, acceleration_.data() + 3 * k);
    integrate(n, acceleration_, out + 7,
              {End::open, End::open, level_ ? End::both_ways : End::open});
  }

 private:
  /// What is known of the end of an integral: nothing; 0, where errors grow like time; 0, where
  /// the integral from behind counts more and more.
  enum class End { open, line, both_ways };

  /// Orientations: from rest at the start, with the tilt that is left at the end shared out.
  void turn_along(const double* const x, const Index n, double* const out) const {
    const Index rest = std::min(resting_, n);
    Quaternion<> q =
        upright_from(mean_of(x, 0, rest, [](const Index, const Vector3<>& a) { return a; }));
    put(out, q);
    for (Index k = 1; k < n; ++k) {
      const double *before = x + (k - 1) * channels + 3, *now = before + channels;
      const Vector3<> rate{before[0] + now[0], before[1] + now[1], before[2] + now[2]};
      q = normalized(product(q, turn(rate, step_ / 4)));
      put(out + k * columns, q);
    }
    const Quaternion<> left =
        upright_from(mean_of(x, n - rest, n, [&](const Index k, const Vector3<>& a) {
          return rotated(at(out + k * columns), a);
        }));
    for (Index k = 1; k < n; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(n - 1);
      const Quaternion<> part{1 + share * (left[0] - 1), share * left[1], share * left[2],
                              share * left[3]};
      double* const row = out + k * columns;
      put(row, normalized(product(part, at(row))));
    }
  }

  static Quaternion<> upright_from(const Vector3<>& sum) { return upright(direction_or_up(sum)); }

  template <class Turn>
  static Vector3<> mean_of(const double* const x, const Index first, const Index last,
                           const Turn& turned) {
    Vector3<> sum{};
    for (Index k = first; k < last; ++k) {
      const double* const a = x + k * channels;
      const Vector3<> v = turned(k, {a[0], a[1], a[2]});
      for (std::size_t i = 0; i < 3; ++i) sum[i] += v[i];
    }
    return sum;
  }

  void accelerations(const double* const x, const Index n, const double* const out) {
    acceleration_.resize(static_cast<std::size_t>(3 * n));
    for (Index k = 0; k < n; ++k) {
      const double* const a = x + k * channels;
      const Vector3<> v = rotated(at(out + k * columns), {a[0], a[1], a[2]});
      double* const to = acceleration_.data() + 3 * k;
      to[0] = v[0];
      to[1] = v[1];
      to[2] = v[2] - gravity_;
    }
  }

  /// Integrates three signals by trapezoids from 0, and takes out what is left at the end.
  void integrate(const Index n, const std::vector<double>& x, double* const out,
                 const std::array<End, 3>& ends) const {
    for (std::size_t c = 0; c < 3; ++c) {
      const double* const from = x.data() + c;
      double* const to = out + c;
      double sum = 0;
      to[0] = 0;
      for (Index k = 1; k < n; ++k) {
        sum += (from[3 * (k - 1)] + from[3 * k]) * (step_ / 2);
        to[k * columns] = sum;
      }
      if (ends[c] == End::open) continue;
      for (Index k = 1; k < n; ++k) {
        const double place = static_cast<double>(k) / static_cast<double>(n - 1);
        to[k * columns] -= sum * (ends[c] == End::line ? place : weight(place));
      }
    }
  }

  /// How much the integral from behind counts: it differs from that from the front by the sum.
  double weight(const double place) const {
    const auto logistic = [&](const double t) {
      return 1 / (1 + std::exp(-(t - 0.5) / steepness_));
    };
    const double low = logistic(0), high = logistic(1);
    return (logistic(place) - low) / (high - low);
  }

  static void put(double* const to, const Quaternion<>& q) { std::copy(q.begin(), q.end(), to); }
  static Quaternion<> at(const double* const from) { return {from[0], from[1], from[2], from[3]}; }

  double step_, gravity_;
  Index resting_;
  bool both_ways_;
  double steepness_;
  bool level_;
  std::vector<double> acceleration_;
};

}  // namespace footfall
