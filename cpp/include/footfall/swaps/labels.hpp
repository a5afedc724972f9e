// Labels of least cost, exactly: dynamic programming over the labels of two frames.
//
// Viterbi (1967), doi:10.1109/TIT.1967.1054010.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "footfall/swaps/costs.hpp"

namespace footfall::swaps {

using Labels = std::vector<std::int8_t>;  // 1 where the sides are exchanged

/// Cost of one frame, from where labels turned now and before; a new stretch is free.
inline double join(const Cost& cost, const int turn, const int before, const bool changed) {
  if (cost.link != linked) return 0;
  const double moved = cost.change[static_cast<std::size_t>(2 * turn + before)];
  return changed ? moved + cost.price : moved;
}

/// Viterbi over (turn before, turn), where a label is its turn against `base`. Gives the cost.
///
/// `extra` is the cost of a turn. Frames without a pair turn like the one before them.
inline double best_labels(const std::vector<Frame>& frames, const std::size_t part,
                          const Labels& base, const std::vector<double>& extra, Labels& back,
                          Labels& labels) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t n = frames.size();
  std::array<double, 4> state{0, infinity, infinity, infinity};
  int base_1 = 0, base_2 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Cost& cost = frames[i].parts[part];
    if (cost.link == unseen) continue;
    const int b = base[i];
    std::array<double, 4> stay{}, turn{};  // by what turned before, for label 0 and 1 before
    if (cost.link == linked) {
      const auto k = static_cast<std::size_t>(2 * (b ^ base_1) + (base_1 ^ base_2));
      stay = {cost.change[k], cost.change[k ^ 1U], cost.change[k ^ 1U], cost.change[k]};
      turn = {cost.change[k ^ 2U] + cost.price, cost.change[k ^ 3U] + cost.price,
              cost.change[k ^ 3U] + cost.price, cost.change[k ^ 2U] + cost.price};
    }
    int came = 0;
    std::array<double, 4> next;
    for (std::size_t x1 = 0; x1 < 2; ++x1) {
      const double from_0 = state[x1], from_1 = state[2 + x1];
      const auto reach = [&](const double zero, const double one, const std::size_t k) {
        const double first = zero < infinity ? zero : infinity;
        came |= (one < first ? 1 : 0) << k;
        return one < first ? one : first;
      };
      const std::size_t k = 2 * x1;
      // A label that stays is 0 after 0, 1 after 1.
      next[k + x1] = reach(from_0 + stay[k], from_1 + stay[k + 1], k + x1);
      next[k + 1 - x1] = reach(from_0 + turn[k], from_1 + turn[k + 1], k + 1 - x1);
    }
    next[1] += extra[i];
    next[3] += extra[i];
    state = next;
    back[i] = static_cast<std::int8_t>(came);
    base_2 = base_1;
    base_1 = b;
  }
  int now = 0;
  for (int k = 1; k < 4; ++k) {
    if (state[static_cast<std::size_t>(k)] < state[static_cast<std::size_t>(now)]) now = k;
  }
  const double least = state[static_cast<std::size_t>(now)];
  for (std::size_t i = n; i-- > 0;) {
    if (frames[i].parts[part].link == unseen) {
      labels[i] = -1;
      continue;
    }
    labels[i] = static_cast<std::int8_t>(now & 1);
    now = 2 * ((back[i] >> now) & 1) + (now >> 1);
  }
  std::int8_t last = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (labels[i] < 0) labels[i] = last;
    last = labels[i];
    labels[i] = static_cast<std::int8_t>(labels[i] ^ base[i]);
  }
  return least;
}

/// How much dearer the motion is with the run [start, end) of label 1 as it was.
inline double margin(const std::vector<Frame>& frames, const std::size_t part, const Labels& labels,
                     const double swap_cost, const std::size_t start, const std::size_t end) {
  int x1 = 0, x2 = 0, seen = 0;
  for (std::size_t i = start; i-- > 0 && seen < 2;) {
    if (frames[i].parts[part].link == unseen) continue;
    (seen == 0 ? x1 : x2) = labels[i];
    seen += 1;
  }
  int y1 = x1, y2 = x2, after = 0;
  double more = 0;
  for (std::size_t i = start; i < frames.size() && after < 2; ++i) {
    const Cost& cost = frames[i].parts[part];
    if (cost.link == unseen) continue;
    const int x = labels[i], y = i < end ? 0 : x;
    more += join(cost, y ^ y1, y1 ^ y2, y != y1);
    more -= join(cost, x ^ x1, x1 ^ x2, x != x1);
    if (y != x) more -= swap_cost;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    if (i >= end) after += 1;
  }
  return more;
}

/// Calls `visit(start, end)` for each run of frames that `inside` holds.
template <class Inside, class Visit>
void for_each_run(const std::size_t n, const Inside& inside, const Visit& visit) {
  std::size_t start = n;
  for (std::size_t i = 0; i <= n; ++i) {
    const bool holds = i < n && inside(i);
    if (holds && start == n) start = i;
    if (!holds && start < n) {
      visit(start, i);
      start = n;
    }
  }
}

}  // namespace footfall::swaps
