// Orientation by a complementary filter on rotations, with integral of the correction.
//
// Mahony, Hamel, Pflimlin (2008), doi:10.1109/TAC.2008.923738.
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
class Mahony {
  static constexpr std::size_t integral = KeptOrientation::states;  // where its own states start

 public:
  static constexpr const char* name = "mahony";
  static constexpr std::array parameters{"sampling_rate_hz", "gain", "integral_gain", "finds_start",
                                         "max_gap_s"};
  static constexpr Index details = 0;
  static constexpr std::size_t states = integral + 3;
  template <class V>
  using State = std::array<V, states>;

  explicit Mahony(const std::array<double, parameters.size()>& p)
      : step_((require_positive("sampling_rate_hz", p[0]), 1 / p[0])),
        gain_(p[1]),
        integral_gain_(p[2]),
        kept_(p[3] != 0, p[4] * p[0]) {}

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
    Vector3<V> error{};
    add(error, q, Vector3<V>{V{}, V{}, V{} + 1.0}, a);
    if (m != nullptr) add(error, q, northward(rotated(q, *m)), *m);
    Vector3<V> rate;
    for (std::size_t i = 0; i < 3; ++i) {
      s[integral + i] = s[integral + i] + error[i] * (integral_gain_ * step_);
      rate[i] = w[i] + error[i] * gain_ + s[integral + i];
    }
    q = renormalized(product(q, turn(rate, frames * (step_ / 2))));
    kept_.keep(s, q);
    return q;
  }

 private:
  /// Adds the turn from where a vector of the earth is seen to where it should be seen, over its
  /// sine.
  template <class V>
  FOOTFALL_INLINE static void add(Vector3<V>& error, const Quaternion<V>& q, const Vector3<V>& v,
                                  const Vector3<V>& seen) {
    const Vector3<V> p = rotated(Quaternion<V>{q[0], -q[1], -q[2], -q[3]}, v);
    const V size = squared(seen) * squared(p);
    const auto there = size > V{};
    const V scale = select(there, 1 / sqrt(size), V{});
    const Vector3<V> cross{seen[1] * p[2] - seen[2] * p[1], seen[2] * p[0] - seen[0] * p[2],
                           seen[0] * p[1] - seen[1] * p[0]};
    for (std::size_t i = 0; i < 3; ++i) {
      error[i] = error[i] + select(there, cross[i] * scale, V{});
    }
  }

  double step_, gain_, integral_gain_;
  KeptOrientation kept_;
};

}  // namespace footfall
