// Labels of least cost: dynamic programming with a filter per survivor.
//
// Viterbi (1967), doi:10.1109/TIT.1967.1054010; Raheli, Polydoros, Tzou (1995),
// doi:10.1109/26.380054.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "footfall/swaps/parameters.hpp"
#include "footfall/swaps/track.hpp"

namespace footfall::swaps {

using Labels = std::vector<std::int8_t>;  // 1 where the sides are exchanged

/// Follows the differences of a part along labels. A state is places and speeds: (pairs, 2, D).
template <std::size_t D>
class Follower {
 public:
  Follower(const Track& track, const double knee)
      : track_(track), knee_(knee), corner_(knee * knee), half_(0.5 * (knee * knee)) {}

  std::size_t size() const { return track_.pairs * 2 * D; }

  /// Carries places on along their speeds.
  void foretell(double* state, const double step) const {
    for (std::size_t p = 0; p < track_.pairs; ++p, state += 2 * D) {
      for (std::size_t d = 0; d < D; ++d) state[d] += step * state[D + d];
    }
  }

  /// Huber cost, in nats, of a difference with its sides as they are (1) or exchanged (-1).
  double misfit(const double* state, const std::size_t i, const double sign) const {
    double cost = 0;
    for (std::size_t p = 0; p < track_.pairs; ++p, state += 2 * D) {
      const std::size_t at = i * track_.pairs + p;
      const double off = squared(state, at, sign);
      const double far = off > corner_ ? knee_ * std::sqrt(off) - half_ : 0.5 * off;
      cost += track_.weight[at] * far;
    }
    return cost;
  }

  /// Takes a difference into a state that was foretold.
  void correct(const double* state, const std::size_t i, const double sign, double* next) const {
    for (std::size_t p = 0; p < track_.pairs; ++p, state += 2 * D, next += 2 * D) {
      const std::size_t at = i * track_.pairs + p;
      const double off = squared(state, at, sign);
      const double damped = off > corner_ ? knee_ / std::sqrt(off) : 1;
      const double to_place = damped * track_.gain[2 * at];
      const double to_speed = damped * track_.gain[2 * at + 1];
      for (std::size_t d = 0; d < D; ++d) {
        const double e = sign * track_.gap[at * D + d] - state[d];
        const double place = state[d], speed = state[D + d];
        next[d] = place + to_place * e;
        next[D + d] = speed + to_speed * e;
      }
    }
  }

 private:
  /// In variances: how far a difference is from where it was foretold.
  double squared(const double* state, const std::size_t at, const double sign) const {
    double sum = 0;
    for (std::size_t d = 0; d < D; ++d) {
      const double e = sign * track_.gap[at * D + d] - state[d];
      sum += e * e;
    }
    return sum * track_.precision[at];
  }

  const Track& track_;
  double knee_, corner_, half_;
};

/// Finds labels; keeps its memory.
template <std::size_t D>
class Solver {
 public:
  /// Viterbi over the labels of this and the last frame, as turns against `base`. Gives the cost.
  ///
  /// `swap` is the cost of a frame that is turned, `change` that of a change of turn. Frames that
  /// are not seen turn like the one before them.
  double solve(const Track& track, const Labels& base, const double knee, const double change,
               const double swap, Labels& labels) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Follower<D> follower(track, knee);
    const std::size_t n = track.n, size = follower.size();
    state_.assign(4 * size, 0);
    next_.assign(4 * size, 0);
    back_.assign(n, 0);
    std::array<double, 4> cost{0, infinity, infinity, infinity};
    for (std::size_t i = 0; i < n; ++i) {
      if (track.steps[i] < 0) continue;
      const bool fresh = track.steps[i] == 0;
      if (fresh) state_.assign(4 * size, 0);
      std::array<std::array<double, 2>, 4> fit{};
      for (std::size_t s = 0; s < 4; ++s) {
        double* const state = state_.data() + s * size;
        follower.foretell(state, track.steps[i]);
        fit[s] = {follower.misfit(state, i, 1), follower.misfit(state, i, -1)};
      }
      int came = 0;
      std::array<double, 4> least{};
      for (std::size_t x1 = 0; x1 < 2; ++x1) {
        for (std::size_t x = 0; x < 2; ++x) {
          const std::size_t turned = x ^ static_cast<std::size_t>(base[i]), z = 2 * x1 + x;
          const double zero = cost[x1] + fit[x1][turned];
          const double one = cost[2 + x1] + fit[2 + x1][turned];
          const std::size_t x2 = one < zero ? 1 : 0;
          double found = x2 == 1 ? one : zero;
          if (x != x1 && !fresh) found += change;
          least[z] = x == 1 ? found + swap : found;
          came |= static_cast<int>(x2) << z;
          follower.correct(state_.data() + (2 * x2 + x1) * size, i, turned == 0 ? 1.0 : -1.0,
                           next_.data() + z * size);
        }
      }
      back_[i] = static_cast<std::int8_t>(came);
      cost = least;
      state_.swap(next_);
    }
    std::size_t now = 0;
    for (std::size_t k = 1; k < 4; ++k) {
      if (cost[k] < cost[now]) now = k;
    }
    trace_back(track, base, now, labels);
    return cost[now];
  }

 private:
  void trace_back(const Track& track, const Labels& base, const std::size_t end, Labels& labels) {
    const std::size_t n = track.n;
    labels.resize(n);
    auto now = static_cast<int>(end);
    for (std::size_t i = n; i-- > 0;) {
      labels[i] = -1;
      if (track.steps[i] < 0) continue;
      labels[i] = static_cast<std::int8_t>(now & 1);
      now = 2 * ((back_[i] >> now) & 1) + (now >> 1);
    }
    std::int8_t last = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (labels[i] < 0) labels[i] = last;
      last = labels[i];
      labels[i] = static_cast<std::int8_t>(labels[i] ^ base[i]);
    }
  }

  std::vector<double> state_, next_;
  Labels back_;
};

}  // namespace footfall::swaps
