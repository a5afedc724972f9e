// How sure labels of exchanged sides are, and what becomes of those that are not.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "footfall/swaps/labels.hpp"
#include "footfall/swaps/parameters.hpp"
#include "footfall/swaps/track.hpp"

namespace footfall::swaps {

using Marks = std::vector<char>;

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

/// Judges the labels of a part; keeps its memory.
template <std::size_t D>
class Judge {
 public:
  /// Follows the labels, which are turned where they differ from `base`.
  void follow(const Track& track, const Labels& labels, const Labels& base, const Parameters& p) {
    const Follower<D> follower(track, p.knee);
    const std::size_t n = track.n, size = follower.size();
    path_.resize(n * size);
    own_.assign(n, 0);
    edges_.assign(n + 1, 0);
    state_.assign(size, 0);
    int last = 0;
    for (std::size_t i = 0; i < n; ++i) {
      std::copy(state_.begin(), state_.end(),
                path_.begin() + static_cast<std::ptrdiff_t>(i * size));
      if (track.steps[i] < 0) continue;
      if (track.steps[i] == 0) state_.assign(size, 0);
      follower.foretell(state_.data(), track.steps[i]);
      const double sign = labels[i] == 0 ? 1 : -1;
      own_[i] = follower.misfit(state_.data(), i, sign);
      follower.correct(state_.data(), i, sign, state_.data());
      const int turn = labels[i] ^ base[i];
      if (track.steps[i] > 0) edges_[i] = turn == last ? p.switch_cost : -p.switch_cost;
      last = turn;
    }
  }

  /// How much dearer everything is with the run [start, end) of turned frames as it was.
  double margin(const Track& track, const Labels& labels, const Parameters& p, std::size_t start,
                std::size_t end) {
    while (start < track.n && track.steps[start] < 0) ++start;
    if (start >= end) return 0;
    while (end < track.n && track.steps[end] < 0) ++end;
    double more =
        dearer(track, labels, p, start, end, end, std::numeric_limits<double>::infinity());
    for (std::size_t i = start; i < end; ++i) {
      if (track.steps[i] >= 0) more -= p.swap_cost / p.sampling_rate_hz;
    }
    return more + edges_[start] + edges_[end];
  }

  /// Gives turned runs back that are no surer than the least margin, and marks what is unsure.
  ///
  /// What is marked keeps the labels that it came with for the most part.
  void give_back(const Track& track, Labels& labels, const Labels& base, const Parameters& p,
                 Marks& marked) {
    follow(track, labels, base, p);
    link(track, labels, p);
    mark_loose(track, labels, base, p, marked);
    mark_unseen(track, marked);
    unsure_.assign(track.n, 0);
    for_each_run(
        track.n, [&](const std::size_t i) { return labels[i] != base[i]; },
        [&](const std::size_t start, const std::size_t end) {
          if (!(margin(track, labels, p, start, end) < p.least_margin)) return;
          for (std::size_t i = start; i < end; ++i) unsure_[i] = 1;
        });
    settle(track, labels, base, p.least_margin, marked);
    for (std::size_t i = 0; i < track.n; ++i) {
      if (unsure_[i] == 0) continue;
      labels[i] = base[i];
      marked[i] = 1;
    }
  }

 private:
  /// How much dearer the motion is with [start, end) exchanged, until the reach after `since`.
  double dearer(const Track& track, const Labels& labels, const Parameters& p,
                const std::size_t start, const std::size_t end, const std::size_t since,
                const double limit) {
    const Follower<D> follower(track, p.knee);
    const std::size_t size = follower.size();
    const auto before = path_.begin() + static_cast<std::ptrdiff_t>(start * size);
    state_.assign(before, before + static_cast<std::ptrdiff_t>(size));
    double more = 0, spent = 0;
    for (std::size_t i = start; i < track.n; ++i) {
      if (track.steps[i] < 0) continue;
      if (track.steps[i] == 0) {
        if (i >= end) break;
        state_.assign(size, 0);
      }
      if (i > since) {
        spent += track.steps[i];
        if (spent > p.reach_s) break;
      }
      follower.foretell(state_.data(), track.steps[i]);
      double sign = labels[i] == 0 ? 1 : -1;
      if (i < end) sign = -sign;
      more += follower.misfit(state_.data(), i, sign) - own_[i];
      if (more > limit) break;
      follower.correct(state_.data(), i, sign, state_.data());
    }
    return more;
  }

  /// How firmly each frame is tied to those before: what it costs to exchange all after.
  ///
  /// 0 begins a stretch; infinite where a frame is not seen. Numbers above the least margin say
  /// no more than that.
  void link(const Track& track, const Labels& labels, const Parameters& p) {
    const std::size_t n = track.n;
    links_.assign(n + 1, std::numeric_limits<double>::infinity());
    links_[n] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (track.steps[i] == 0) {
        links_[i] = 0;
      } else if (track.steps[i] > 0) {
        links_[i] = edges_[i] + dearer(track, labels, p, i, n, i, p.least_margin - edges_[i]);
      }
    }
  }

  /// Marks the spans between loose links whose exchange would cost less than the least margin.
  void mark_loose(const Track& track, const Labels& labels, const Labels& base, const Parameters& p,
                  Marks& marked) const {
    const std::size_t n = track.n;
    const double swap = p.swap_cost / p.sampling_rate_hz;
    const auto stretches = std::count(track.steps.begin(), track.steps.end(), 0.0);
    for (std::size_t a = 0; a < n; ++a) {
      if (!(links_[a] < p.least_margin)) continue;
      double more = links_[a];
      for (std::size_t b = a + 1; b <= n; ++b) {
        if (track.steps[b - 1] >= 0) more += labels[b - 1] == base[b - 1] ? swap : -swap;
        const bool whole = stretches == 1 && b == n && track.steps[a] == 0;
        if (!whole && links_[b] < p.least_margin && more + links_[b] < p.least_margin) {
          std::fill(marked.begin() + static_cast<std::ptrdiff_t>(a),
                    marked.begin() + static_cast<std::ptrdiff_t>(b), char{1});
        }
        if (more > p.least_margin || (b < n && track.steps[b] == 0)) break;
      }
    }
  }

  /// Marks what is not seen before, between and after stretches.
  static void mark_unseen(const Track& track, Marks& marked) {
    std::size_t start = 0;
    for (std::size_t i = 0; i <= track.n; ++i) {
      if (i < track.n && track.steps[i] < 0) continue;
      if (i == track.n || track.steps[i] == 0) {
        for (std::size_t k = start; k < i; ++k) marked[k] = 1;
      }
      start = i + 1;
    }
  }

  /// Gives back what is marked, piece by piece, as it was for the most part.
  void settle(const Track& track, Labels& labels, const Labels& base, const double least_margin,
              const Marks& marked) const {
    const std::size_t n = labels.size();
    std::size_t start = 0;
    for (std::size_t i = 1; i <= n; ++i) {
      if (i < n && marked[i] == marked[start] && !(marked[i] != 0 && links_[i] < least_margin)) {
        continue;
      }
      std::size_t seen = 0, turned = 0;
      for (std::size_t k = start; k < i; ++k) {
        if (track.steps[k] < 0) continue;
        seen += 1;
        turned += labels[k] != base[k] ? 1 : 0;
      }
      if (marked[start] != 0 && 2 * turned > seen) {
        for (std::size_t k = start; k < i; ++k) {
          labels[k] = static_cast<std::int8_t>(1 - labels[k]);
        }
      }
      start = i;
    }
  }

  std::vector<double> path_, own_, edges_, links_, state_;
  Marks unsure_;
};

}  // namespace footfall::swaps
