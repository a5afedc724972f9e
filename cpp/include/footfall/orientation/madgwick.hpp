// Orientation by gradient descent.
//
// Madgwick, Harrison, Vaidyanathan (2011), doi:10.1109/ICORR.2011.5975346.
#pragma once

#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/orientation/reference_start.hpp"

namespace footfall {

/// One sensor per lane.
class Madgwick {
  // Where its own states start.
  static constexpr std::size_t time = KeptOrientation::states, rejected = time + 1;

 public:
  static constexpr const char* name = "madgwick";
  static constexpr std::array parameters{"sampling_rate_hz", "gain",        "start_gain",
                                         "settling_s",       "finds_start", "rejection_chord",
                                         "recovery_s",       "max_gap_s"};
  static constexpr Index details = 0;
  static constexpr std::size_t states = rejected + 1;
  template <class V>
  using State = std::array<V, states>;

  explicit Madgwick(const std::array<double, parameters.size()>& p)
      : step_((require_positive("sampling_rate_hz", p[0]), 1 / p[0])),
        gain_(p[1]),
        start_gain_(p[2]),
        settling_(p[3]),
        chord_(p[5]),
        recovery_(p[6]),
        kept_(p[4] != 0, p[7] * p[0]) {}

  template <class V>
  void start(State<V>& s) const {
    kept_.start(s);
  }

  void miss(State<double>& s) const { kept_.miss(s); }

  template <class V>
  FOOTFALL_INLINE Quaternion<V> step(State<V>& s, const Vector3<V>& w, const Vector3<V>& a,
                                     const Vector3<V>* const m) const {
    Quaternion<V> q = kept_.before(s, a, m);
    const V frames = kept_.frames(s);
    const Quaternion<V> rate = product(q, Quaternion<V>{V{}, w[0], w[1], w[2]});
    const V gain = now(s);
    const Vector3<V> up{V{}, V{}, V{} + 1.0};
    const V size = squared(a);
    Slope<V> slope{};
    const V off = descend(slope, q, up, a, size > V{});
    const V late = select(off > V{} + chord_, s[rejected] + step_, V{});
    s[rejected] = late;
    // What is far off for long was not a knock: the estimate is wrong.
    const auto knocked = late * (recovery_ - late) > V{};
    for (V& part : slope) part = select(knocked, V{}, part);
    if (m != nullptr) {
      const V strength = squared(*m);
      const Vector3<V> seen = rotated(q, *m);
      const V scale = select(strength > V{}, 1 / sqrt(strength), V{});
      const Vector3<V> field =
          northward(Vector3<V>{seen[0] * scale, seen[1] * scale, seen[2] * scale});
      descend(slope, q, field, *m, strength > V{});
    }
    const V steep =
        slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2] + slope[3] * slope[3];
    const V down = select(steep > V{}, gain / sqrt(steep), V{});
    const V span = frames * step_;
    for (std::size_t i = 0; i < 4; ++i) q[i] = q[i] + (rate[i] / 2 - down * slope[i]) * span;
    const V length = q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3];
    q = scaled(q, 1 / sqrt(length));
    kept_.keep(s, q);
    return q;
  }

 private:
  template <class V>
  using Slope = std::array<V, 4>;

  /// The gain, which falls in a straight line at first.
  template <class V>
  FOOTFALL_INLINE V now(State<V>& s) const {
    const V left = greatest(settling_ - s[time], V{});
    s[time] = select(left > V{}, s[time] + step_, s[time]);
    if (settling_ == 0) return V{} + gain_;
    return gain_ + left * ((start_gain_ - gain_) / settling_);
  }

  /// Adds the slope of half the squared distance between where a vector v of the earth, that has
  /// no x, is seen and should be seen; gives four times half that distance, squared.
  template <class V, class Mask>
  FOOTFALL_INLINE static V descend(Slope<V>& slope, const Quaternion<V>& q, const Vector3<V>& v,
                                   const Vector3<V>& seen, const Mask there) {
    const V scale = select(there, 1 / sqrt(squared(seen)), V{});
    const auto [w, x, y, z] = q;
    const V n = v[1], u = v[2];
    const V fx = 2 * n * (x * y + w * z) + 2 * u * (x * z - w * y) - seen[0] * scale;
    const V fy = 2 * n * (0.5 - x * x - z * z) + 2 * u * (w * x + y * z) - seen[1] * scale;
    const V fz = 2 * n * (y * z - w * x) + 2 * u * (0.5 - x * x - y * y) - seen[2] * scale;
    const Slope<V> more{
        (2 * n * z - 2 * u * y) * fx + 2 * u * x * fy - 2 * n * x * fz,
        (2 * n * y + 2 * u * z) * fx + (2 * u * w - 4 * n * x) * fy - (2 * n * w + 4 * u * x) * fz,
        (2 * n * x - 2 * u * w) * fx + 2 * u * z * fy + (2 * n * z - 4 * u * y) * fz,
        (2 * n * w + 2 * u * x) * fx + (2 * u * y - 4 * n * z) * fy + 2 * n * y * fz};
    for (std::size_t i = 0; i < 4; ++i) slope[i] = slope[i] + select(there, more[i], V{});
    return select(there, fx * fx + fy * fy + fz * fz, V{});
  }

  double step_, gain_, start_gain_, settling_;
  double chord_, recovery_;
  KeptOrientation kept_;
};

}  // namespace footfall
