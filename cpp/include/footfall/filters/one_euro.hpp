// 1-euro filter: a low-pass whose cut-off rises with the speed of the signal.
//
// Casiez, Roussel, Vogel (2012), doi:10.1145/2207676.2208639.
#pragma once

#include <array>

#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

template <class T>
struct OneEuro {
  static constexpr const char* name = "one_euro";
  static constexpr std::array parameters{"sampling_rate_hz", "min_cutoff_hz", "speed_coefficient",
                                         "derivative_cutoff_hz", "max_gap_s"};
  static constexpr std::size_t state_size = 3;  // filtered x, its speed, frames missed since
  static constexpr double fresh = nan<double>;  // the first sample passes through

  explicit OneEuro(const std::array<double, 5>& values) {
    const auto [rate, min_cutoff, coefficient, derivative_cutoff, max_gap] = values;
    require_positive("sampling_rate_hz", rate);
    require_positive("min_cutoff_hz", min_cutoff);
    require_not_negative("speed_coefficient", coefficient);
    require_positive("derivative_cutoff_hz", derivative_cutoff);
    require_not_negative("max_gap_s", max_gap);
    const double radians = 2 * 3.141592653589793 / rate;  // cut-off in Hz to ratio per frame
    rate_ = static_cast<T>(rate);
    rest_ratio_ = static_cast<T>(radians * min_cutoff);
    speed_ratio_ = static_cast<T>(radians * coefficient);
    derivative_weight_ =
        static_cast<T>(radians * derivative_cutoff / (1 + radians * derivative_cutoff));
    max_missed_ = static_cast<T>(max_gap * rate);
  }

  template <class V>
  FOOTFALL_INLINE V step(std::array<V, state_size>& state, const V x) const {
    auto& [last, speed, missed] = state;
    last = select(missed > max_missed_, V{} + nan<T>, last);
    const V slope = (x - last) * rate_;
    speed = if_number(last, speed + derivative_weight_ * (slope - speed), V{});
    const V ratio = rest_ratio_ + speed_ratio_ * abs(speed);
    last = if_number(last, last + ratio / (1 + ratio) * (x - last), x);
    missed = V{};
    return last;
  }

  /// After a gap longer than `max_gap_s` the next sample starts afresh.
  template <class V>
  FOOTFALL_INLINE void miss(std::array<V, state_size>& state) const {
    state[2] = if_number(state[2], state[2] + 1, V{});
  }

 private:
  T rate_, rest_ratio_, speed_ratio_, derivative_weight_, max_missed_;
};

}  // namespace footfall
