// Smoother of Whittaker and Henderson: differences of an order are held small on the frames' grid.
//
// Whittaker (1922), doi:10.1017/S0013091500077853; Eilers (2003), doi:10.1021/ac034173t. The band
// of the inverse: Hutchinson and de Hoog (1985), doi:10.1007/BF01389878.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "footfall/core/error.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Solves (W + p D'D) (x - s) = p D'D x by a banded LDL': what a polynomial below order D loses is
/// exactly nothing, and the unknowns are as small as the correction.
///
/// `noise` NaN: taken from the residuals. Each run between longer gaps is smoothed for itself.
template <std::size_t D>
struct Whittaker {
  static constexpr const char* name = D == 2 ? "whittaker_2" : "whittaker_3";
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz", "max_gap_frames",
                                         "extend", "noise"};
  static constexpr Index max_planes = 2;
  using V = Pack<double>;

  explicit Whittaker(const std::array<double, 5>& values) : rate_(values[0]), noise_(values[4]) {
    require_positive("sampling_rate_hz", values[0]);
    require_positive("cutoff_hz", values[1]);
    rules_ = {values[2], values[3] != 0, static_cast<Index>(D)};
    const double step = 2 * std::sin(std::numbers::pi * values[1] / values[0]);
    penalty_ = (std::sqrt(2.0) - 1) / (step * step * step * step);
    if constexpr (D == 3) penalty_ = penalty_ / (step * step);
  }

  double rate() const { return rate_; }
  const EstimateRules& rules() const { return rules_; }

  std::size_t scratch_size(const Index longest) const {
    return static_cast<std::size_t>(longest) * width * fields;
  }

  template <class Sink>
  void run(const EstimateBlock& block, double* const scratch, const Sink& sink) const {
    eliminate(block, scratch);
    const bool sigma = sink.wants(sigma_plane);
    V scale = V{} + noise_;
    if (sigma) {
      const V residual = substitute<true>(block, scratch);
      if (std::isnan(noise_)) scale = sqrt(residual);
    } else {
      substitute<false>(block, scratch);
    }
    for (Index row = 0; row < block.n_frames; ++row) {
      const double* const field = scratch + static_cast<std::size_t>(row) * width * fields;
      const V noise = load<V>(block.noise + row * EstimateBlock::width);
      const V x = load<V>(block.x + row * EstimateBlock::width);
      V correction = load<V>(field + D * width);
      if (noise_ == 0) correction = select(abs(noise) < infinite, V{}, correction);
      sink.put(position_plane, row, if_number(noise, x - correction, x));
      if (sigma) {
        const V value = sqrt(load<V>(field + (D + 1) * width)) * scale;
        sink.put(sigma_plane, row, if_number(noise, value, V{} + nan<double>));
      }
    }
  }

 private:
  static constexpr std::size_t width = lanes<double>;
  static constexpr std::size_t fields = D + 2;  // of a frame: its row of L, then y and 1 / pivot
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  using Rows = std::array<V, D + 1>;
  using Square = std::array<Rows, D + 1>;  // its upper half is used

  static constexpr std::array<double, D + 1> difference() {
    if constexpr (D == 2) {
      return {1, -2, 1};
    } else {
      return {-1, 3, -3, 1};
    }
  }

  /// Frame after frame: the difference that ends there joins the rows it touches, and the first of
  /// them, which nothing more will touch, is eliminated.
  void eliminate(const EstimateBlock& block, double* scratch) const {
    constexpr auto c = difference();
    Square a{};
    Rows right{}, x{};
    V age = V{} - 1.0;  // frames since the run began; below 0: outside of runs
    const Index n = block.n_frames;
    for (Index row = 0; row < n + static_cast<Index>(D); ++row) {
      shift(a, right, x);
      if (row < n) {
        const V noise = load<V>(block.noise + row * EstimateBlock::width);
        age = if_number(noise, select(noise < 0.0, V{}, age + 1.0), V{} - 1.0);
        a[D][D] = if_number(noise, 1.0 / abs(noise), V{} + 1.0);
        x[D] = if_number(noise, load<V>(block.x + row * EstimateBlock::width), V{});
        const V weight = select(age >= static_cast<double>(D), V{} + penalty_, V{});
        V bend = c[0] * x[0];
        for (std::size_t i = 1; i <= D; ++i) bend = bend + c[i] * x[i];
        for (std::size_t i = 0; i <= D; ++i) {
          const V share = weight * c[i];
          right[i] = right[i] + share * bend;
          for (std::size_t j = i; j <= D; ++j) a[i][j] = a[i][j] + share * c[j];
        }
      }
      if (row < static_cast<Index>(D)) continue;
      const V inverse = 1.0 / a[0][0];
      for (std::size_t i = 1; i <= D; ++i) {
        const V l = a[0][i] * inverse;
        for (std::size_t j = i; j <= D; ++j) a[i][j] = a[i][j] - l * a[0][j];
        right[i] = right[i] - l * right[0];
        store(scratch + (i - 1) * width, l);
      }
      store(scratch + D * width, right[0] * inverse);
      store(scratch + (D + 1) * width, inverse);
      scratch += fields * width;
    }
  }

  static void shift(Square& a, Rows& right, Rows& x) {
    for (std::size_t i = 0; i < D; ++i) {
      for (std::size_t j = i; j < D; ++j) a[i][j] = a[i + 1][j + 1];
      right[i] = right[i + 1];
      x[i] = x[i + 1];
      a[i][D] = V{};
    }
    a[D][D] = V{} + 1.0;
    right[D] = V{};
    x[D] = V{};
  }

  /// Back through the rows: corrections take the place of y, variances that of 1 / pivot.
  /// Gives the variance of a sample's noise as the residuals show it.
  template <bool Variances>
  V substitute(const EstimateBlock& block, double* scratch) const {
    Rows later{};  // corrections of the frames after
    Square z{};    // inverse of the matrix among them
    V squares{}, freedom{};
    scratch += static_cast<std::size_t>(block.n_frames) * fields * width;
    for (Index row = block.n_frames; row-- > 0;) {
      scratch -= fields * width;
      Rows l;
      V correction = load<V>(scratch + D * width);
      for (std::size_t i = 0; i < D; ++i) {
        l[i] = load<V>(scratch + i * width);
        correction = correction - l[i] * later[i];
      }
      if constexpr (Variances) {
        const V variance = inverse_row(z, l, load<V>(scratch + (D + 1) * width));
        store(scratch + (D + 1) * width, variance);
        const V noise = load<V>(block.noise + row * EstimateBlock::width);
        const V weight = if_number(noise, 1.0 / abs(noise), V{});
        squares = squares + weight * correction * correction;
        freedom = freedom + select(weight > 0.0, 1.0 - weight * variance, V{});
      }
      for (std::size_t i = D; i-- > 1;) later[i] = later[i - 1];
      later[0] = correction;
      store(scratch + D * width, correction);
    }
    return squares / freedom;
  }

  /// The next row of the inverse, within the band; gives its diagonal.
  static V inverse_row(Square& z, const Rows& l, const V inverse) {
    Rows next;
    V diagonal = inverse;
    for (std::size_t i = 0; i < D; ++i) {
      V sum = l[0] * z[0][i];
      for (std::size_t j = 1; j < D; ++j) sum = sum + l[j] * z[std::min(i, j)][std::max(i, j)];
      next[i] = V{} - sum;
      diagonal = diagonal - l[i] * next[i];
    }
    for (std::size_t i = D; i-- > 1;) {
      for (std::size_t j = D; j-- > i;) z[i][j] = z[i - 1][j - 1];
    }
    z[0][0] = diagonal;
    for (std::size_t j = 1; j < D; ++j) z[0][j] = next[j - 1];
    return diagonal;
  }

  double rate_, noise_;
  EstimateRules rules_;
  double penalty_ = 0;
};

}  // namespace footfall
