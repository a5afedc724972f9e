// Drives filters of orientation: a sensor per lane.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <type_traits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/rotations.hpp"
#include "footfall/core/transpose.hpp"

namespace footfall {

/// What sensors measured, back to back: rate of turn, specific force and, or null, the field;
/// three numbers a frame each.
struct Sensors {
  const double *turn, *force, *field;
  const Index* offsets;
  Index n_sequences;

  Index n_frames(const Index i) const { return offsets[i + 1] - offsets[i]; }
};

/// Where results go: quaternions, and, or null, what else a filter tells of each frame; and the
/// states that sequences start from and end with, zeros at first.
struct Orientations {
  double *quaternions, *details, *states;
};

namespace orientations {

/// The sequences that lanes of type V work on together.
template <class A, class V>
class Group {
  static constexpr auto width = std::is_arithmetic_v<V> ? std::size_t{1} : lanes<double>;
  static constexpr auto tile = static_cast<Index>(width);
  using State = typename A::template State<V>;
  template <std::size_t n>
  using Tile = std::array<V, n * width>;  // `width` frames of n numbers

 public:
  Group(const A& algorithm, const Sensors& sensors, const Orientations& out)
      : algorithm_(algorithm), sensors_(sensors), out_(out) {}

  /// `members`: up to `width` sequences, the longest first.
  void run(const Index* const members, const std::size_t count) {
    for (std::size_t k = 0; k < width; ++k) {
      const Index i = members[std::min(k, count - 1)];
      first_[k] = sensors_.offsets[i];
      length_[k] = k < count ? sensors_.n_frames(i) : 0;
    }
    State s;
    for (std::size_t k = 0; k < count; ++k) set(s, k, begin(members[k]));
    for (std::size_t k = count; k < width; ++k) set(s, k, begin(members[0]));
    const Index shared = *std::min_element(length_.begin(), length_.end());
    Index t = 0;
    for (; t + tile <= shared; t += tile) whole(s, t);
    for (; t < length_[0]; t += tile) part(s, t);
    for (std::size_t k = 0; k < count; ++k) {
      double* const to = out_.states + members[k] * static_cast<Index>(A::states);
      for (std::size_t i = 0; i < A::states; ++i) to[i] = lane(s[i], k);
    }
  }

 private:
  template <class X>
  static double lane(const X& x, const std::size_t k) {
    if constexpr (std::is_arithmetic_v<X>) {
      return x;
    } else {
      return x[k];
    }
  }
  static void set_lane(V& x, const std::size_t k, const double value) {
    if constexpr (std::is_arithmetic_v<V>) {
      x = value;
    } else {
      x[k] = value;
    }
  }

  static void set(State& s, const std::size_t k, const typename A::template State<double>& one) {
    for (std::size_t i = 0; i < A::states; ++i) set_lane(s[i], k, one[i]);
  }

  auto begin(const Index sequence) const {
    typename A::template State<double> one;
    const double* const from = out_.states + sequence * static_cast<Index>(A::states);
    std::copy_n(from, A::states, one.begin());
    if (one[0] == 0) algorithm_.start(one);
    return one;
  }

  /// Frames that all sequences have.
  void whole(State& s, const Index t) {
    load<3>(sensors_.turn, t, turn_);
    load<3>(sensors_.force, t, force_);
    if (sensors_.field != nullptr) load<3>(sensors_.field, t, field_);
    for (std::size_t j = 0; j < width; ++j) step(s, j, t + static_cast<Index>(j));
    save<4>(out_.quaternions, t, quaternions_);
    if (out_.details != nullptr) save<A::details>(out_.details, t, details_);
  }

  /// Frames that some do not have any more.
  void part(State& s, const Index t) {
    load_part<3>(sensors_.turn, t, turn_);
    load_part<3>(sensors_.force, t, force_);
    if (sensors_.field != nullptr) load_part<3>(sensors_.field, t, field_);
    const Index frames = std::min(tile, length_[0] - t);
    for (Index j = 0; j < frames; ++j) step(s, static_cast<std::size_t>(j), t + j);
    save_part<4>(out_.quaternions, t, quaternions_);
    if (out_.details != nullptr) save_part<A::details>(out_.details, t, details_);
  }

  void step(State& s, const std::size_t j, const Index t) {
    const auto at = [&](const Tile<3>& x) {
      return Vector3<V>{x[3 * j], x[3 * j + 1], x[3 * j + 2]};
    };
    const Vector3<V> turn = at(turn_), force = at(force_);
    const bool has_field = sensors_.field != nullptr;
    const Vector3<V> field = has_field ? at(field_) : Vector3<V>{};
    const V sum = turn[0] + turn[1] + turn[2] + force[0] + force[1] + force[2];
    const auto there = sum - sum == V{};
    Quaternion<V> q;
    if (all(there)) {
      q = algorithm_.step(s, turn, force, has_field ? &field : nullptr);
    } else {
      const State before = s;
      q = algorithm_.step(s, turn, force, has_field ? &field : nullptr);
      for (std::size_t i = 0; i < A::states; ++i) s[i] = select(there, s[i], before[i]);
      for (V& part : q) part = select(there, part, V{} + nan<double>);
      for (std::size_t k = 0; k < width; ++k) {
        const double x = lane(sum, k);
        if (x - x != 0 && t < length_[k]) miss(s, k);
      }
    }
    for (std::size_t c = 0; c < 4; ++c) quaternions_[4 * j + c] = q[c];
    if (out_.details == nullptr) return;
    if constexpr (A::details > 0) {
      std::array<V, A::details> row;
      algorithm_.describe(s, row);
      std::copy(row.begin(), row.end(), details_.begin() + j * A::details);
    }
  }

  void miss(State& s, const std::size_t k) const {
    typename A::template State<double> one;
    for (std::size_t i = 0; i < A::states; ++i) one[i] = lane(s[i], k);
    algorithm_.miss(one);
    set(s, k, one);
  }

  /// Number `c` of frame t of lane k stands at `from + n * (first + t) + c`: tiles of it.
  template <std::size_t n>
  void load(const double* const from, const Index t, Tile<n>& to) const {
    for (std::size_t c = 0; c < n; ++c) {
      exchange_rows(
          [&](const std::size_t k) {
            return from + static_cast<Index>(n) * (first_[k] + t) + c * width;
          },
          [&](const std::size_t k) { return to.data() + c * width + k; });
    }
  }
  template <std::size_t n>
  void save(double* const to, const Index t, const Tile<n>& from) const {
    static_assert(std::is_arithmetic_v<V> || sizeof(V) == width * sizeof(double));
    for (std::size_t c = 0; c < n; ++c) {
      exchange_rows([&](const std::size_t k) { return from.data() + c * width + k; },
                    [&](const std::size_t k) {
                      return to + static_cast<Index>(n) * (first_[k] + t) + c * width;
                    });
    }
  }

  /// Moves a square of numbers, rows to columns.
  template <class From, class To>
  FOOTFALL_INLINE static void exchange_rows(const From& from, const To& to) {
    std::array<V, width> rows;
    for (std::size_t k = 0; k < width; ++k) rows[k] = footfall::load<V>(from(k));
    transpose_rows(rows);
    for (std::size_t k = 0; k < width; ++k) footfall::store(to(k), rows[k]);
  }

  template <std::size_t n>
  void load_part(const double* const from, const Index t, Tile<n>& to) const {
    to.fill(V{} + nan<double>);
    each_present(t, n, [&](const std::size_t k, const std::size_t number, const Index place) {
      set_lane(to[number], k, from[place]);
    });
  }
  template <std::size_t n>
  void save_part(double* const to, const Index t, const Tile<n>& from) const {
    each_present(t, n, [&](const std::size_t k, const std::size_t number, const Index place) {
      to[place] = lane(from[number], k);
    });
  }
  template <class Visit>
  void each_present(const Index t, const std::size_t n, const Visit& visit) const {
    for (std::size_t k = 0; k < width; ++k) {
      const Index frames = std::clamp<Index>(length_[k] - t, 0, tile);
      const Index start = static_cast<Index>(n) * (first_[k] + t);
      for (std::size_t i = 0; i < n * static_cast<std::size_t>(frames); ++i) {
        visit(k, i, start + static_cast<Index>(i));
      }
    }
  }

  const A& algorithm_;
  Sensors sensors_;
  Orientations out_;
  std::array<Index, width> first_, length_;
  Tile<3> turn_, force_, field_;
  Tile<4> quaternions_;
  Tile<A::details> details_;
};

}  // namespace orientations

/// Runs a batch of sensors. Results do not depend on how lanes and threads share the sequences.
template <class A>
void run_orientations(const A& algorithm, const Sensors& sensors, const Orientations& out,
                      const Index threads) {
  constexpr auto width = static_cast<Index>(lanes<double>);
  std::vector<Index> order(static_cast<std::size_t>(sensors.n_sequences));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](const Index a, const Index b) {
    return sensors.n_frames(a) > sensors.n_frames(b);
  });
  // Where there are fewer sequences than lanes of all threads, they are shared out evenly.
  const Index busy = std::max<Index>(1, threads);
  const Index members = std::clamp<Index>((sensors.n_sequences + busy - 1) / busy, 1, width);
  const Index tasks = (sensors.n_sequences + members - 1) / members;
  const Index samples = sensors.offsets[sensors.n_sequences] * 60;
  parallel_for(tasks, threads, samples, [&] {
    return [&](const Index task) {
      const Index first = task * members;
      const auto count = static_cast<std::size_t>(std::min(members, sensors.n_sequences - first));
      if (count == 1) {
        orientations::Group<A, double>(algorithm, sensors, out).run(&order[first], 1);
      } else {
        orientations::Group<A, Pack<double>>(algorithm, sensors, out).run(&order[first], count);
      }
    };
  });
}

/// Runs algorithms that look at a whole recording: they have no state.
template <class A>
void run_offline_orientations(const A& algorithm, const Sensors& sensors, const Orientations& out,
                              const Index threads) {
  const Index samples = sensors.offsets[sensors.n_sequences] * 60;
  parallel_for(sensors.n_sequences, threads, samples, [&] {
    return [&, worker = algorithm](const Index i) mutable {
      const Index first = sensors.offsets[i];
      worker.run(sensors.turn + 3 * first, sensors.force + 3 * first,
                 sensors.field != nullptr ? sensors.field + 3 * first : nullptr,
                 sensors.n_frames(i), out.quaternions + 4 * first,
                 out.details != nullptr ? out.details + A::details * first : nullptr);
    };
  });
}

}  // namespace footfall
