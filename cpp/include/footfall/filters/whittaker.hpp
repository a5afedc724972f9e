// Smoother of Whittaker and Henderson: differences of an order are held small on the frames' grid.
//
// Whittaker (1922), doi:10.1017/S0013091500077853; Eilers (2003), doi:10.1021/ac034173t. Rotations:
// Gentleman (1973), doi:10.1093/imamat/12.3.329. The band of the inverse: Hutchinson and de Hoog
// (1985), doi:10.1007/BF01389878.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "footfall/core/error.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Least squares for x - s, of W^1/2 (x - s) and p^1/2 D s: what a polynomial below order D loses
/// is exactly nothing, and the unknowns are as small as the correction. Differences join a triangle
/// by rotations; in W + p D'D the samples would drown where p is large, as p^1/2 they do not.
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
    return static_cast<std::size_t>(longest) * (width * fields + shared_fields);
  }

  /// The triangle of lanes without gaps and weights is the same, and worked out once for all.
  template <class Sink>
  void run(const EstimateBlock& block, double* const scratch, const Sink& sink) const {
    if (block.even) {
      share(block, scratch, sink);
      return;
    }
    double* const rows = scratch + static_cast<std::size_t>(block.longest) * shared_fields;
    eliminate(block, rows);
    V scale = V{} + noise_;
    if (sink.wants(sigma_plane)) {
      const V residual = substitute<true>(block, rows);
      if (std::isnan(noise_)) scale = sqrt(residual);
    } else {
      substitute<false>(block, rows);
    }
    for (Index row = 0; row < block.n_frames; ++row) {
      const double* const field = rows + static_cast<std::size_t>(row) * width * fields;
      put(block, sink, row, load<V>(field + D * width), load<V>(field + (D + 1) * width), scale);
    }
  }

 private:
  static constexpr std::size_t width = lanes<double>;
  static constexpr std::size_t fields = D + 2;  // of a frame: its row of L, then y and 1 / pivot
  // Of a frame of all lanes: its rotation, its row of L, and the variance.
  static constexpr std::size_t turns = 2 * (D + 1), shared_fields = turns + D + 1;
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  template <class F>
  using Line = std::array<F, D + 1>;
  template <class F>
  using Square = std::array<Line<F>, D + 1>;  // its upper half is used

  static constexpr std::array<double, D + 1> difference() {
    if constexpr (D == 2) {
      return {1, -2, 1};
    } else {
      return {-1, 3, -3, 1};
    }
  }

  /// How the right-hand sides go along when a difference joins the rows that it touches.
  template <class F>
  struct Turn {
    Line<F> taken{}, turned{};

    FOOTFALL_INLINE void apply(Line<V>& right, V bend) const {
      for (std::size_t i = 0; i <= D; ++i) {
        bend = bend - taken[i] * right[i];
        right[i] = right[i] + turned[i] * bend;
      }
    }
  };

  /// Rows of the triangle that differences may still join; the newest is last.
  template <class F>
  struct Triangle {
    Line<F> pivot{};
    Square<F> r{};

    void shift() {
      for (std::size_t i = 0; i < D; ++i) {
        for (std::size_t j = i + 1; j < D; ++j) r[i][j] = r[i + 1][j + 1];
        r[i][D] = F{};
        pivot[i] = pivot[i + 1];
      }
      pivot[D] = F{} + 1.0;
    }

    /// A difference of that weight joins, by rotations without square roots.
    Turn<F> join(F weight) {
      constexpr auto c = difference();
      Line<F> line;
      for (std::size_t i = 0; i <= D; ++i) line[i] = F{} + c[i];
      Turn<F> turn;
      for (std::size_t i = 0; i <= D; ++i) {
        const F x = line[i], share = weight * x, sum = pivot[i] + share * x;
        const F inverse = select(sum > 0.0, 1.0 / sum, F{});
        const F turned = share * inverse;
        weight = weight * (pivot[i] * inverse);
        pivot[i] = sum;
        for (std::size_t j = i + 1; j <= D; ++j) {
          line[j] = line[j] - x * r[i][j];
          r[i][j] = r[i][j] + turned * line[j];
        }
        turn.taken[i] = x;
        turn.turned[i] = turned;
      }
      return turn;
    }
  };

  static void shift(Line<V>& values) {
    for (std::size_t i = 0; i < D; ++i) values[i] = values[i + 1];
    values[D] = V{};
  }

  FOOTFALL_INLINE static V bend_of(const Line<V>& x) {
    constexpr auto c = difference();
    V bend = c[0] * x[0];
    for (std::size_t i = 1; i <= D; ++i) bend = bend + c[i] * x[i];
    return bend;
  }

  /// Frame after frame: the difference that ends there joins, and the first of its rows, which
  /// nothing more will touch, is kept.
  void eliminate(const EstimateBlock& block, double* rows) const {
    Triangle<V> triangle;
    Line<V> right{}, x{};
    V age = V{} - 1.0;  // frames since the run began; below 0: outside of runs
    const Index n = block.n_frames;
    for (Index row = 0; row < n + static_cast<Index>(D); ++row) {
      triangle.shift();
      shift(right);
      shift(x);
      if (row < n) {
        const V noise = load<V>(block.noise + row * EstimateBlock::width);
        age = if_number(noise, select(noise < 0.0, V{}, age + 1.0), V{} - 1.0);
        triangle.pivot[D] = if_number(noise, 1.0 / abs(noise), V{} + 1.0);
        x[D] = if_number(noise, load<V>(block.x + row * EstimateBlock::width), V{});
        const V weight = select(age >= static_cast<double>(D), V{} + penalty_, V{});
        triangle.join(weight).apply(right, bend_of(x));
      }
      if (row < static_cast<Index>(D)) continue;
      for (std::size_t i = 0; i < D; ++i) store(rows + i * width, triangle.r[0][i + 1]);
      store(rows + D * width, right[0]);
      store(rows + (D + 1) * width, 1.0 / triangle.pivot[0]);
      rows += fields * width;
    }
  }

  /// Back through the rows: corrections take the place of y, variances that of 1 / pivot.
  /// Gives the variance of a sample's noise as the residuals show it.
  template <bool Variances>
  V substitute(const EstimateBlock& block, double* rows) const {
    Line<V> later{};  // corrections of the frames after
    Square<V> z{};    // inverse of the matrix among them
    V squares{}, freedom{};
    rows += static_cast<std::size_t>(block.n_frames) * fields * width;
    for (Index row = block.n_frames; row-- > 0;) {
      rows -= fields * width;
      Line<V> l;
      for (std::size_t i = 0; i < D; ++i) l[i] = load<V>(rows + i * width);
      const V correction = corrected(load<V>(rows + D * width), l, later);
      store(rows + D * width, correction);
      if constexpr (Variances) {
        const V variance = inverse_row(z, l, load<V>(rows + (D + 1) * width));
        store(rows + (D + 1) * width, variance);
        const V noise = load<V>(block.noise + row * EstimateBlock::width);
        const V weight = if_number(noise, 1.0 / abs(noise), V{});
        squares = squares + weight * correction * correction;
        freedom = freedom + select(weight > 0.0, 1.0 - weight * variance, V{});
      }
    }
    return squares / freedom;
  }

  template <class F>
  FOOTFALL_INLINE static V corrected(V correction, const Line<F>& l, Line<V>& later) {
    for (std::size_t i = 0; i < D; ++i) correction = correction - l[i] * later[i];
    for (std::size_t i = D; i-- > 1;) later[i] = later[i - 1];
    later[0] = correction;
    return correction;
  }

  /// The next row of the inverse, within the band; gives its diagonal.
  template <class F>
  static F inverse_row(Square<F>& z, const Line<F>& l, const F inverse) {
    Line<F> next;
    F diagonal = inverse;
    for (std::size_t i = 0; i < D; ++i) {
      F sum = l[0] * z[0][i];
      for (std::size_t j = 1; j < D; ++j) sum = sum + l[j] * z[std::min(i, j)][std::max(i, j)];
      next[i] = F{} - sum;
      diagonal = diagonal - l[i] * next[i];
    }
    for (std::size_t i = D; i-- > 1;) {
      for (std::size_t j = D; j-- > i;) z[i][j] = z[i - 1][j - 1];
    }
    z[0][0] = diagonal;
    for (std::size_t j = 1; j < D; ++j) z[0][j] = next[j - 1];
    return diagonal;
  }

  /// What `eliminate` and `substitute` find where nothing is missing, but for the samples.
  void factorise(const Index n, double* const shared) const {
    Triangle<double> triangle;
    for (Index row = 0; row < n + static_cast<Index>(D); ++row) {
      triangle.shift();
      if (row < n) {
        const auto turn = triangle.join(row < static_cast<Index>(D) ? 0.0 : penalty_);
        double* const to = shared + static_cast<std::size_t>(row) * shared_fields;
        std::copy(turn.taken.begin(), turn.taken.end(), to);
        std::copy(turn.turned.begin(), turn.turned.end(), to + D + 1);
      }
      if (row < static_cast<Index>(D)) continue;
      double* const to = shared + (static_cast<std::size_t>(row) - D) * shared_fields + turns;
      std::copy(triangle.r[0].begin() + 1, triangle.r[0].end(), to);
      to[D] = 1.0 / triangle.pivot[0];
    }
    Square<double> z{};
    for (Index row = n; row-- > 0;) {
      double* const line = shared + static_cast<std::size_t>(row) * shared_fields + turns;
      line[D] = inverse_row(z, row_of(line), line[D]);
    }
  }

  static Line<double> row_of(const double* const line) {
    Line<double> l{};
    std::copy(line, line + D, l.begin());
    return l;
  }

  template <class Sink>
  void share(const EstimateBlock& block, double* const shared, const Sink& sink) const {
    const auto n = static_cast<std::size_t>(block.n_frames);
    if (!block.as_before) factorise(block.n_frames, shared);
    double* const rows = shared + static_cast<std::size_t>(block.longest) * shared_fields;
    Line<V> right{}, x{}, later{};
    for (std::size_t row = 0; row < n + D; ++row) {
      shift(right);
      shift(x);
      if (row < n) {
        const double* const from = shared + row * shared_fields;
        Turn<double> turn;
        std::copy(from, from + D + 1, turn.taken.begin());
        std::copy(from + D + 1, from + turns, turn.turned.begin());
        x[D] = load<V>(block.x + row * width);
        turn.apply(right, bend_of(x));
      }
      if (row >= D) store(rows + (row - D) * width, right[0]);
    }
    V squares{};
    double freedom = 0;
    for (std::size_t row = n; row-- > 0;) {
      const double* const line = shared + row * shared_fields + turns;
      const V correction = corrected(load<V>(rows + row * width), row_of(line), later);
      store(rows + row * width, correction);
      squares = squares + correction * correction;
      freedom = freedom + (1.0 - line[D]);
    }
    const V scale = std::isnan(noise_) ? sqrt(squares / freedom) : V{} + noise_;
    for (std::size_t row = 0; row < n; ++row) {
      const V variance = V{} + shared[row * shared_fields + turns + D];
      put(block, sink, static_cast<Index>(row), load<V>(rows + row * width), variance, scale);
    }
  }

  template <class Sink>
  FOOTFALL_INLINE void put(const EstimateBlock& block, const Sink& sink, const Index row,
                           V correction, const V variance, const V scale) const {
    const V noise = load<V>(block.noise + row * EstimateBlock::width);
    const V x = load<V>(block.x + row * EstimateBlock::width);
    if (noise_ == 0) correction = select(abs(noise) < infinite, V{}, correction);
    sink.put(position_plane, row, if_number(noise, x - correction, x));
    if (sink.wants(sigma_plane)) {
      sink.put(sigma_plane, row, if_number(noise, sqrt(variance) * scale, V{} + nan<double>));
    }
  }

  double rate_, noise_;
  EstimateRules rules_;
  double penalty_ = 0;
};

}  // namespace footfall
