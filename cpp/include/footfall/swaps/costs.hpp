// What a change of labels costs the motion of a body, frame by frame.
//
// Costs are a Huber function of the acceleration of both sides, and the square of their velocity.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/swaps/parameters.hpp"

namespace footfall::swaps {

inline constexpr std::size_t n_parts = 3;  // trunk, legs, arms

enum Link : std::int8_t { unseen, fresh, linked };

/// Of one part in one frame. `change` is by two bits: 2 if the labels changed since the frame
/// before, 1 if they changed there.
struct Cost {
  std::array<double, 4> change;
  double price;  // of a change
  Link link;
};

/// Of one frame.
struct Frame {
  std::array<Cost, n_parts> parts;
  bool near;  // both legs are drawn on one
};

/// Remembers two frames of each pair of D-dimensional points.
///
/// Rows of the table are two pairs that give the scale, then (left, right, part, tells a
/// collapse).
template <std::size_t D>
class Costs {
 public:
  void start(const Parameters& parameters, const Table& table, const double scale) {
    p_ = parameters;
    scale_ = scale;
    pairs_.assign(static_cast<std::size_t>(table.rows - 2), Pair{});
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const auto row = static_cast<Index>(i) + 2;
      pairs_[i].left = table(row, 0);
      pairs_[i].right = table(row, 1);
      pairs_[i].part = static_cast<std::size_t>(table(row, 2));
      pairs_[i].tells_collapse = table(row, 3) == 1;
    }
    clocks_.fill(Clock{});
  }

  /// Takes the next frame.
  template <class T>
  Frame advance(const T* x, const double time) {
    Frame frame{};
    see(x, frame);
    for (std::size_t part = 0; part < n_parts; ++part) {
      Cost& cost = frame.parts[part];
      if (cost.link == unseen) continue;
      Clock& clock = clocks_[part];
      const bool is_fresh = !(time - clock.last <= p_.max_gap);
      const Steps steps = steps_to(time, clock);
      for (Pair& pair : pairs_) {
        if (pair.part != part) continue;
        if (!is_fresh && pair.now.weight > 0) add(pair, steps, cost.change);
        pair.before = pair.last;
        if (is_fresh) pair.before.weight = 0;
        pair.last = pair.now;
      }
      if (is_fresh) {
        cost.link = fresh;
      } else {
        set_price(cost, clock);
      }
      clock.before = is_fresh ? nan_ : clock.last;
      clock.last = time;
    }
    return frame;
  }

 private:
  static constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();
  using Vector = std::array<double, D>;

  /// Smaller confidence, sum and difference of the sides.
  struct Sample {
    double weight = 0;
    Vector sum{}, gap{};
  };
  struct Pair {
    Index left = 0, right = 0;
    std::size_t part = 0;
    bool tells_collapse = false;
    Sample now, last, before;
  };
  struct Clock {
    double last = nan_, before = nan_;  // times of the two frames before
    double level = 0, count = 0;        // mean of the least that frames cost
  };
  struct Steps {
    double stretch;  // of the step before to this one; -1: there was none
    double steady;   // damps the noise of a long prediction to that between even frames
    double speed;
  };

  template <class T>
  void see(const T* x, Frame& frame) {
    bool feet = false, near = true;
    for (Pair& pair : pairs_) {
      Sample& now = pair.now;
      now.weight = weight(x, pair);
      if (now.weight <= 0) continue;
      frame.parts[pair.part].link = linked;
      double squared = 0;
      for (std::size_t d = 0; d < D; ++d) {
        const double left = at(x, pair.left, d), right = at(x, pair.right, d);
        now.sum[d] = left + right;
        now.gap[d] = left - right;
        squared += (left - right) * (left - right);
      }
      const double distance = std::sqrt(squared);
      if (pair.tells_collapse) {
        feet = true;
        near = near && distance < p_.near * scale_;
      }
    }
    frame.near = feet && near;
  }

  template <class T>
  static double at(const T* x, const Index point, const std::size_t d) {
    return static_cast<double>(x[static_cast<std::size_t>(point) * D + d]);
  }

  template <class T>
  double weight(const T* x, const Pair& pair) const {
    for (std::size_t d = 0; d < D; ++d) {
      if (!(std::isfinite(at(x, pair.left, d)) && std::isfinite(at(x, pair.right, d)))) return 0;
    }
    if (!p_.has_confidence) return 1;
    const T* const scores = x + p_.keypoints * static_cast<Index>(D);
    const auto left = static_cast<double>(scores[pair.left]);
    const auto right = static_cast<double>(scores[pair.right]);
    if (!(left > 0 && right > 0)) return 0;
    const double smaller = right < left ? right : left;
    return std::isfinite(smaller) ? smaller : 0;
  }

  static Steps steps_to(const double time, const Clock& clock) {
    const double step = time - clock.last;
    const double speed = step > 0 ? 1 / step : 1;
    if (!(clock.last - clock.before > 0)) return {-1, 1, speed};
    const double stretch = step / (clock.last - clock.before);
    const double ahead = 1 + stretch;
    return {stretch, std::sqrt(6 / (1 + ahead * ahead + stretch * stretch)), speed};
  }

  FOOTFALL_INLINE void add(const Pair& pair, const Steps& steps,
                           std::array<double, 4>& costs) const {
    const Sample &now = pair.now, &last = pair.last, &before = pair.before;
    double weight = last.weight < now.weight ? last.weight : now.weight;
    if (weight <= 0) return;
    double moved = 0, stayed = 0, crossed = 0;
    for (std::size_t d = 0; d < D; ++d) {
      moved += (now.sum[d] - last.sum[d]) * (now.sum[d] - last.sum[d]);
      stayed += (now.gap[d] - last.gap[d]) * (now.gap[d] - last.gap[d]);
      crossed += (now.gap[d] + last.gap[d]) * (now.gap[d] + last.gap[d]);
    }
    const double rate =
        p_.velocity_weight * weight * (0.5 * (steps.speed * steps.speed)) / (scale_ * scale_);
    const double stay = rate * (moved + stayed), cross = rate * (moved + crossed);
    costs[0] += stay;
    costs[1] += stay;
    costs[2] += cross;
    costs[3] += cross;
    weight = before.weight < weight ? before.weight : weight;
    if (weight <= 0 || steps.stretch < 0) return;
    double bent = 0;
    std::array<double, 4> off{};
    for (std::size_t d = 0; d < D; ++d) {
      const double sum = now.sum[d] - (last.sum[d] + steps.stretch * (last.sum[d] - before.sum[d]));
      const double ahead = last.gap[d] + steps.stretch * (last.gap[d] - before.gap[d]);
      const double turned = last.gap[d] + steps.stretch * (last.gap[d] + before.gap[d]);
      bent += sum * sum;
      const std::array<double, 4> way{ahead, turned, -ahead, -turned};
      for (std::size_t c = 0; c < 4; ++c) off[c] += (now.gap[d] - way[c]) * (now.gap[d] - way[c]);
    }
    const double unit = steps.steady / scale_, curve = 0.5 / p_.knee, half = 0.5 * p_.knee;
    for (std::size_t c = 0; c < 4; ++c) {
      const double r = unit * std::sqrt(0.5 * (bent + off[c]));
      const double inside = curve * (r * r), outside = r - half;
      costs[c] += weight * (r <= p_.knee ? inside : outside);
    }
  }

  /// More where noise makes frames dear; learns from the frame.
  void set_price(Cost& cost, Clock& clock) const {
    double least = cost.change[0];
    for (std::size_t c = 1; c < 4; ++c) least = cost.change[c] < least ? cost.change[c] : least;
    cost.price = p_.switch_cost + p_.noise_factor * (clock.level + least);
    if (!std::isfinite(least)) return;
    clock.count = clock.count + 1 < p_.level_frames ? clock.count + 1 : p_.level_frames;
    clock.level += (least - clock.level) / clock.count;
  }

  Parameters p_{};
  double scale_ = 1;
  std::vector<Pair> pairs_;
  std::array<Clock, n_parts> clocks_;
};

}  // namespace footfall::swaps
