// Savitzky-Golay filter: a polynomial fitted to the samples around each sample.
//
// Savitzky, Golay (1964), doi:10.1021/ac60214a047; ends as Gorry (1990),
// doi:10.1021/ac00205a007.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/windows.hpp"
#include "footfall/filters/folded.hpp"
#include "footfall/filters/gram.hpp"

namespace footfall {

/// Value or derivative of the polynomial fitted to each sample and `half_width_frames` on both
/// sides, by least squares.
///
/// Each run of finite samples is filtered for itself. Near its ends the polynomial of its first
/// or last window counts; one shorter than a window has one polynomial, of a lower order if it
/// must be, and no derivative where the order is below it. Other samples stay as they are.
template <class T>
class SavitzkyGolay {
 public:
  static constexpr const char* name = "savitzky_golay";
  static constexpr std::array parameters{"sampling_rate_hz", "half_width_frames",
                                         "polynomial_order", "derivative", "edges"};

  explicit SavitzkyGolay(const std::array<double, 5>& values)
      : half_width_(half_width_of(values[1])), edges_(edges_of(values[4])) {
    require_positive("sampling_rate_hz", values[0]);
    require(values[2] >= 0 && values[2] <= std::min(highest, 2.0 * values[1]), "polynomial_order",
            "a value from 0 to 9 and below the window", values[2]);
    order_ = static_cast<std::size_t>(values[2]);
    require(values[3] >= 0 && values[3] < static_cast<double>(order_) + 1, "derivative",
            "a value from 0 to the order", values[3]);
    derivative_ = static_cast<std::size_t>(values[3]);
    for (std::size_t d = 0; d < derivative_; ++d) scale_ *= values[0];
    const Index n = 2 * half_width_ + 1;
    const GramFit fit(n, order_);
    for (Index row = 0; row <= half_width_; ++row) {
      const auto target = fit.at(row, derivative_);
      for (Index k = row < half_width_ ? 0 : half_width_; k < n; ++k) {
        weights_.push_back(static_cast<T>(scale_ * fit.weight(k, target)));
      }
    }
    if (odd()) middle_weights()[0] = 0;
  }

  /// An end counts as far as the other end of its window.
  Index reach() const { return 2 * half_width_; }
  Edges edges() const { return edges_; }
  std::size_t scratch_size() const { return 0; }

  void run(const WindowBlock<T>& block, const Scratch<T>& /*scratch*/) const {
    odd() ? run<Parity::odd>(block) : run<Parity::even>(block);
  }

 private:
  static constexpr double highest = GramFit::highest_order;

  static bool finite(const T x) { return std::isfinite(x); }
  Index width() const { return 2 * half_width_ + 1; }
  bool odd() const { return derivative_ % 2 == 1; }
  T* middle_weights() { return weights_.data() + half_width_ * width(); }
  const T* middle_weights() const { return weights_.data() + half_width_ * width(); }

  template <Parity parity>
  void run(const WindowBlock<T>& block) const {
    const T* const middle = block.x + reach() * block.stride;
    folded_block<parity>(block, reach(), half_width_, middle_weights(), [&](const Index j) {
      if (near_end<parity>(middle + j, block.stride, block.out + j)) return;
      const Index stop = std::min(block.count, j + static_cast<Index>(lanes<T>));
      for (Index k = j; k < stop; ++k) {
        block.out[k] = value_at<parity>(middle + k, block.stride);
      }
    });
  }

  /// Fills a register of results whose lanes are all as near to an end of their runs, if they are.
  template <Parity parity>
  bool near_end(const T* const x, const Index stride, T* const out) const {
    using V = Pack<T>;
    if (!all_finite(load<V>(x))) return false;
    const Index before = shared_run(x, -stride), after = shared_run(x, stride);
    if (before < 0 || after < 0 || before + after < 2 * half_width_) return false;
    if (before < half_width_) {
      store(out, value_near_end<V>(x - before * stride, before, stride));
      return true;
    }
    if (after >= half_width_) return false;
    const V value = value_near_end<V>(x + after * stride, after, -stride);
    store(out, parity == Parity::odd ? -value : value);
    return true;
  }

  /// The result for one sample, be what may around it.
  template <Parity parity>
  T value_at(const T* const x, const Index stride) const {
    if (!finite(*x)) return *x;
    const Index before = run_length(x, -stride), after = run_length(x, stride);
    if (before >= half_width_ && after >= half_width_) {
      return folded<parity, 1, T>(x, stride, half_width_, middle_weights(),
                                  [](const T* const place) { return *place; })[0];
    }
    if (before + after < 2 * half_width_) {
      return value_of_short(x - before * stride, before, before + after + 1, stride);
    }
    if (before < half_width_) return value_near_end<T>(x - before * stride, before, stride);
    const T value = value_near_end<T>(x + after * stride, after, -stride);
    return parity == Parity::odd ? -value : value;
  }

  /// Finite samples that follow, as far as they may count.
  Index run_length(const T* const x, const Index stride) const {
    Index n = 0;
    while (n < reach() && finite(x[(n + 1) * stride])) ++n;
    return n;
  }

  /// The same where it is the same in all lanes of a register; -1 where it is not.
  Index shared_run(const T* const x, const Index stride) const {
    constexpr unsigned all_lanes = (1U << lanes<T>)-1U;
    for (Index n = 0; n < reach(); ++n) {
      const auto next = load<Pack<T>>(x + (n + 1) * stride);
      const unsigned lost = nan_lanes(next - next);
      if (lost != 0) return lost == all_lanes ? n : -1;
    }
    return reach();
  }

  /// Sample `row` of a window that starts at the end of a run.
  template <class V>
  V value_near_end(const T* const end, const Index row, const Index stride) const {
    const T* const weights = weights_.data() + row * width();
    V sum{};
    for (Index k = 0; k < width(); ++k) sum += weights[k] * load<V>(end + k * stride);
    return sum;
  }

  T value_of_short(const T* const first, const Index row, const Index n, const Index stride) const {
    if (static_cast<std::size_t>(n) <= derivative_) return nan<T>;
    const GramFit fit(n, order_);
    GramFit::Basis sums{};
    for (Index i = 0; i < n; ++i) {
      const auto basis = fit.at(i, 0);
      for (std::size_t k = 0; k <= fit.order(); ++k) {
        sums[k] += static_cast<double>(first[i * stride]) * basis[k];
      }
    }
    const auto target = fit.at(row, derivative_);
    double value = 0;
    for (std::size_t k = 0; k <= fit.order(); ++k) value += fit.norm(k) * sums[k] * target[k];
    return static_cast<T>(scale_ * value);
  }

  Index half_width_;
  Edges edges_;
  std::size_t order_ = 0, derivative_ = 0;
  double scale_ = 1;
  // For each place from the first of a window to the middle one, what its samples count; of the
  // middle one those from itself on.
  std::vector<T> weights_;
};

}  // namespace footfall
