// How fast neighbours in state space part: what the largest Lyapunov exponent is taken from.
//
// Rosenstein, Collins, De Luca (1993), doi:10.1016/0167-2789(93)90009-P.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/measures.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Mean logarithm of the distance to the nearest neighbour, 0 to `horizon` frames later. States are
/// `dimension` samples, `delay` apart; neighbours lie more than `apart` frames away.
class Divergence {
 public:
  static constexpr const char* name = "divergence";
  static constexpr std::array parameters{"dimension", "delay", "apart", "horizon"};

  explicit Divergence(const std::array<double, 4>& p)
      : dimension_(static_cast<Index>(p[0])),
        delay_(static_cast<Index>(p[1])),
        apart_(static_cast<Index>(p[2])),
        horizon_(static_cast<Index>(p[3])) {
    require(dimension_ >= 1, "dimension", "a value >= 1", p[0]);
    require(delay_ >= 1, "delay", "a value >= 1", p[1]);
    require(apart_ >= 0, "apart", "a value >= 0", p[2]);
    require(horizon_ >= 0, "horizon", "a value >= 0", p[3]);
  }

  void run(const double* const x, const Index n, const Table& /*table*/, double* const out) {
    const Index states = n - (dimension_ - 1) * delay_;
    const Index started = states - horizon_;  // states that can be followed to the end
    std::fill_n(out, horizon_ + 1, nan<double>);
    if (started <= apart_ + 1) return;
    find(x, started);
    for (Index k = 0; k <= horizon_; ++k) {
      // Logarithms of products, as long as those can be told: one takes as long as many factors.
      double sum = 0, count = 0, factors = 1;
      for (Index i = 0; i < started; ++i) {
        const auto off = static_cast<Index>(neighbour_[at(i)]);
        if (off == 0) continue;
        const double squared = distance(x + i + k, x + i + off + k);
        if (!(squared > 0)) continue;
        count += 1;
        const double both = factors * squared;
        if (both > 1e-200 && both < 1e200) {
          factors = both;
        } else {
          sum += std::log(factors) + std::log(squared);
          factors = 1;
        }
      }
      sum = (sum + std::log(factors)) / 2;
      if (count > 0) out[k] = sum / count;
    }
  }

 private:
  static std::size_t at(const Index i) { return static_cast<std::size_t>(i); }

  double distance(const double* const a, const double* const b) const {
    double sum = 0;
    for (Index k = 0; k < dimension_; ++k) {
      const double d = a[k * delay_] - b[k * delay_];
      sum += d * d;
    }
    return sum;
  }

  /// The nearest neighbour of each state, as how many frames away it lies; 0 for none. By lags:
  /// each difference of samples serves all states that it is part of, and both states of a pair. Of
  /// equal neighbours the nearer in time is kept, and the earlier one.
  void find(const double* const x, const Index started) {
    constexpr Index block = 512;  // pairs that stay close at hand
    constexpr auto width = static_cast<Index>(lanes<double>);
    const Index overlap = (dimension_ - 1) * delay_;
    squares_.resize(at(block + overlap));
    sums_.resize(at(block));
    least_.assign(at(started), std::numeric_limits<double>::infinity());
    neighbour_.assign(at(started), 0);
    for (Index lag = apart_ + 1; lag < started; ++lag) {
      const auto ahead = static_cast<double>(lag);
      for (Index first = 0; first < started - lag; first += block) {
        const Index pairs = std::min(block, started - lag - first);
        const Index whole = pairs / width * width;
        const double *const a = x + first, *const b = a + lag;
        double* const squares = squares_.data();
        for (Index t = 0; t < pairs + overlap; ++t) {
          const double d = a[t] - b[t];
          squares[t] = d * d;
        }
        Index summed = 0;
        for (; summed + 4 * width <= pairs; summed += 4 * width) {
          add<Pack<double>, 4>(summed, first + lag, -ahead);
        }
        for (; summed < pairs; ++summed) add<double, 1>(summed, first + lag, -ahead);
        for (Index i = 0; i < whole; i += width) keep<Pack<double>>(i, first, ahead);
        for (Index i = whole; i < pairs; ++i) keep<double>(i, first, ahead);
      }
    }
  }

  /// Sums the squares of pairs from i on, `n` registers of them, and takes them for the later
  /// states.
  template <class V, std::size_t n>
  FOOTFALL_INLINE void add(const Index i, const Index state, const double lag) {
    constexpr auto width = static_cast<Index>(sizeof(V) / sizeof(double));
    const double* from = squares_.data() + i;
    std::array<V, n> sums;
    for (std::size_t j = 0; j < n; ++j) sums[j] = load<V>(from + static_cast<Index>(j) * width);
    for (Index k = 1; k < dimension_; ++k) {
      from += delay_;
      for (std::size_t j = 0; j < n; ++j) {
        sums[j] = sums[j] + load<V>(from + static_cast<Index>(j) * width);
      }
    }
    for (std::size_t j = 0; j < n; ++j) {
      const Index place = i + static_cast<Index>(j) * width;
      store(sums_.data() + place, sums[j]);
      keep<V>(place, state, lag);
    }
  }

  /// Takes pairs from i on for the states from `state` + i on, where they are nearer.
  template <class V>
  FOOTFALL_INLINE void keep(const Index i, const Index state, const double lag) {
    double* const least = least_.data() + state + i;
    double* const neighbour = neighbour_.data() + state + i;
    const V sum = load<V>(sums_.data() + i), before = load<V>(least);
    const auto nearer = sum < before;
    if (lanes_where(nearer) == 0) return;  // mostly so
    store(least, select(nearer, sum, before));
    store(neighbour, select(nearer, V{} + lag, load<V>(neighbour)));
  }

  Index dimension_, delay_, apart_, horizon_;
  std::vector<double> squares_, sums_, least_, neighbour_;
};

}  // namespace footfall
