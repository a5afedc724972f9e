// Least-squares polynomials through equally spaced samples, in the basis that is orthogonal there.
//
// Gorry (1990), doi:10.1021/ac00205a007.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"

namespace footfall {

/// A polynomial fitted to `n` samples; its order is at most n - 1.
class GramFit {
 public:
  static constexpr std::size_t highest_order = 9;
  using Basis = std::array<double, highest_order + 1>;

  GramFit(const Index n, const std::size_t order)
      : order_(std::min(order, static_cast<std::size_t>(n - 1))),
        middle_(static_cast<double>(n - 1) / 2) {
    const auto last = static_cast<double>(n - 1);
    norm_[0] = 1 / (last + 1);
    for (std::size_t i = 1; i <= order_; ++i) {
      const auto k = static_cast<double>(i);
      step_[i] = 2 * (2 * k - 1) / (k * (last - k + 1));
      back_[i] = (k - 1) * (last + k) / (k * (last - k + 1));
      norm_[i] = norm_[i - 1] * ((2 * k + 1) / (2 * k - 1)) * ((last - k + 1) / (last + k + 1));
    }
  }

  std::size_t order() const { return order_; }
  double norm(const std::size_t k) const { return norm_[k]; }

  /// The polynomials of the basis at sample `i`, or a derivative of them by the sample.
  Basis at(const Index i, const std::size_t derivative) const {
    const double x = static_cast<double>(i) - middle_;
    Basis now{1}, lower{};
    for (std::size_t d = 0; d <= derivative; ++d) {
      if (d > 0) lower = now;
      now[0] = d == 0 ? 1 : 0;
      for (std::size_t k = 1; k <= order_; ++k) {
        const double two_below = k > 1 ? back_[k] * now[k - 2] : 0;
        const double raised = d > 0 ? static_cast<double>(d) * lower[k - 1] : 0;
        now[k] = step_[k] * (x * now[k - 1] + raised) - two_below;
      }
    }
    return now;
  }

  /// What sample `i` counts for the value of which `target` is the basis.
  double weight(const Index i, const Basis& target) const {
    const Basis basis = at(i, 0);
    double sum = 0;
    for (std::size_t k = 0; k <= order_; ++k) sum += norm_[k] * basis[k] * target[k];
    return sum;
  }

 private:
  std::size_t order_;
  double middle_;
  Basis step_{}, back_{}, norm_{};
};

}  // namespace footfall
