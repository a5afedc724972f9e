// Where a short movement is found in a long recording, whatever its pace.
//
// Müller (2007), doi:10.1007/978-3-540-74048-3_4, for the subsequence form; starts are carried
// along with the sums, after Sakoe (1979), doi:10.1109/TASSP.1979.1163310.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/unrolled.hpp"

namespace footfall {

/// Least sum of squared distances of a whole movement to a part of a recording that ends at each
/// frame, and the first frame of that part.
///
/// Cells on a diagonal of the table do not depend on each other: a lane per frame of the movement.
/// Where there are more threads than recordings, parts of a recording begin at once, each a lead
/// of diagonals early with nothing known. A part that stands, where its own diagonals begin,
/// exactly as the part before it ended goes on exactly alike; one that does not is made again.
class SubsequenceDtw {
 public:
  static constexpr const char* name = "subsequence_dtw";

  /// Of two ways to a cell that cost the same, the one within the same frame of the recording
  /// counts, then the diagonal one. A frame that is not finite fits nothing: infinite, and start
  /// -1.
  static void run(const Batch<const double>& batch, const double* const movement, const Index n,
                  double* const sums, Index* const starts, const Index threads) {
    std::vector<Part> parts = cut(batch, n, threads);
    const auto go = [&](Work& work, const Part& part, State& state) {
      const Index at = batch.offsets[part.sequence];
      work.run(batch.at(part.sequence), batch.n_frames(part.sequence), part.first, part.stop, state,
               sums + at, starts + at);
    };
    parallel_for(static_cast<Index>(parts.size()), threads, batch.n_values() * n, [&] {
      return [&, work = Work(movement, n, batch.channels)](const Index i) mutable {
        Part& part = parts[static_cast<std::size_t>(i)];
        if (part.whole) return go(work, part, work.unknown());
        const Index early = std::max<Index>(0, part.first - lead * n);
        part.exit = work.unknown();
        work.run(batch.at(part.sequence), batch.n_frames(part.sequence), early, part.first,
                 part.exit, nullptr, nullptr);
        part.entry = part.exit;
        go(work, part, part.exit);
      };
    });
    if (static_cast<Index>(parts.size()) == batch.n_sequences) return;
    Work work(movement, n, batch.channels);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      Part& part = parts[i];
      if (part.first == 0 || work.same(part.entry, parts[i - 1].exit)) continue;
      part.exit = parts[i - 1].exit;
      go(work, part, part.exit);
    }
  }

 private:
  using V = Pack<double>;
  static constexpr auto width = static_cast<Index>(lanes<double>);
  static constexpr double never = std::numeric_limits<double>::infinity();
  static constexpr Index frames_at_a_time = 1024;
  static constexpr std::size_t at_once = 4;  // diagonals
  static constexpr Index lead = 4;           // movements, in front of a part
  static constexpr Index least_part = 32;    // movements: shorter ones do not pay

  using Line = std::vector<double, OnCacheLines<double>>;

  /// Sums and starts along a diagonal, on whole registers; in front what precedes the movement.
  struct Diagonal {
    static constexpr Index front = width - 1;  // the place before the first frame's
    Line sum, start;
    void forget(const Index places) {
      sum.assign(static_cast<std::size_t>(places), never);
      start.assign(static_cast<std::size_t>(places), -1.0);
    }
    /// The movement may begin at any frame, at no cost; no other way to there is less.
    void begin(const Index frame) {
      sum[front] = 0;
      start[front] = static_cast<double>(frame);
    }
  };

  /// The last two diagonals: all that the next one depends on.
  struct State {
    Diagonal last, before;
  };

  /// Diagonals [first, stop) of a recording; of parts also how they were entered and left.
  struct Part {
    Index sequence, first, stop;
    bool whole;
    State entry{}, exit{};
  };

  static Index padded(const Index n) { return (n + width - 1) / width * width; }

  static std::vector<Part> cut(const Batch<const double>& batch, const Index n,
                               const Index threads) {
    const Index most = std::max<Index>(1, threads / std::max<Index>(1, batch.n_sequences));
    std::vector<Part> parts;
    for (Index i = 0; i < batch.n_sequences; ++i) {
      const Index diagonals = batch.n_frames(i) + n - 1;
      const Index count = std::clamp<Index>(diagonals / (least_part * n), 1, most);
      for (Index k = 0; k < count; ++k) {
        parts.push_back({i, diagonals * k / count, diagonals * (k + 1) / count, count == 1});
      }
    }
    return parts;
  }

  class Work {
   public:
    Work(const double* const movement, const Index n, const Index channels)
        : n_(n),
          channels_(channels),
          padded_(padded(n)),
          room_(frames_at_a_time + padded_),
          movement_(static_cast<std::size_t>(channels * padded_), 0.0),
          frames_(static_cast<std::size_t>(channels * room_)) {
      for (Diagonal& diagonal : fresh_) diagonal.forget(padded_ + width);
      for (Index c = 0; c < channels; ++c) {
        for (Index i = 0; i < n; ++i) {
          movement_[static_cast<std::size_t>(c * padded_ + i)] = movement[i * channels + c];
        }
      }
    }

    /// A state in which nothing is known, to go on from.
    State& unknown() {
      state_.last.forget(padded_ + width);
      state_.before.forget(padded_ + width);
      return state_;
    }

    /// Diagonals [begin, end); without `sums` only the state goes on.
    void run(const double* const x, const Index n_frames, const Index begin, const Index end,
             State& state, double* const sums, Index* const starts) {
      for (Index first = begin; first < end; first += frames_at_a_time) {
        const Index stop = std::min(end, first + frames_at_a_time);
        reverse(x, n_frames, first);
        Index t = first;
        const auto make = [&]<std::size_t n_diagonals>(
                              const std::integral_constant<std::size_t, n_diagonals> /*count*/) {
          for (; t + static_cast<Index>(n_diagonals) <= stop; t += n_diagonals) {
            diagonals<n_diagonals>(frames_.data() + (first + frames_at_a_time - 1 - t), t, state);
            for (std::size_t k = 0; sums != nullptr && k < n_diagonals; ++k) {
              tell(fresh_[k], t + static_cast<Index>(k) - (n_ - 1), sums, starts);
            }
            go_on<n_diagonals>(state);
          }
        };
        make(std::integral_constant<std::size_t, at_once>{});
        make(std::integral_constant<std::size_t, 1>{});
      }
    }

    [[nodiscard]] bool same(const State& a, const State& b) const {
      return same(a.last, b.last) && same(a.before, b.before);
    }

   private:
    /// Whether all that later diagonals see is the same; the first place is set by each of them.
    [[nodiscard]] bool same(const Diagonal& a, const Diagonal& b) const {
      for (auto i = static_cast<std::size_t>(width); i < static_cast<std::size_t>(width + n_);
           ++i) {
        if (a.sum[i] != b.sum[i]) return false;
        if (a.sum[i] < never && a.start[i] != b.start[i]) return false;
      }
      return true;
    }

    /// Frames that the diagonals from `first` on see, the last one first, each channel for itself.
    void reverse(const double* const x, const Index n_frames, const Index first) {
      for (Index k = 0; k < room_; ++k) {
        const Index frame = first + frames_at_a_time - 1 - k;
        const bool inside = frame >= 0 && frame < n_frames;
        for (Index c = 0; c < channels_; ++c) {
          // A distance to what is not a number is infinite, and so is every sum with it.
          const double value = inside ? x[frame * channels_ + c] : never;
          frames_[static_cast<std::size_t>(c * room_ + k)] = std::isfinite(value) ? value : never;
        }
      }
    }

    /// What a diagonal says of the frame at which the movement ends in it.
    void tell(const Diagonal& diagonal, const Index frame, double* const sums,
              Index* const starts) const {
      if (frame < 0) return;
      const auto place = static_cast<std::size_t>(Diagonal::front + n_);
      sums[frame] = diagonal.sum[place];
      starts[frame] = sums[frame] < never ? static_cast<Index>(diagonal.start[place]) : -1;
    }

    /// Some neighbouring cells.
    struct Cells {
      V sum, start;
    };

    static Cells cells(const Diagonal& diagonal, const Index place) {
      return {load<V>(diagonal.sum.data() + place), load<V>(diagonal.start.data() + place)};
    }

    /// Distances of the movement's frames from `i` on, of which `first` is the first channel, to
    /// those of the recording.
    [[nodiscard]] FOOTFALL_INLINE V cost(const V first, const double* const x,
                                         const Index i) const {
      const V apart = first - load<V>(x + i);
      V sum = apart * apart;
      for (Index c = 1; c < channels_; ++c) {
        const V more = load<V>(movement_.data() + c * padded_ + i) - load<V>(x + c * room_ + i);
        sum = multiply_add(more, more, sum);
      }
      return sum;
    }

    static Cells least(const V cost, const Cells& above, const Cells& corner, const Cells& before) {
      Cells best = above;
      for (const Cells& other : {corner, before}) {
        best.start = select(other.sum < best.sum, other.start, best.start);
        best.sum = select(other.sum < best.sum, other.sum, best.sum);
      }
      return {cost + best.sum, best.start};
    }

    /// Some diagonals, `t` and those after it: most of what one needs is at hand from the one
    /// before. `x` is the frame that meets the movement's first in diagonal `t`.
    template <std::size_t n_diagonals>
    void diagonals(const double* const x, const Index t, State& state) {
      auto& [last, before] = state;
      last.begin(t);
      std::array<Cells, n_diagonals> left;
      std::array<double*, n_diagonals> to_sums, to_starts;
      for (std::size_t k = 0; k < n_diagonals; ++k) {
        left[k] = {V{}, V{} + static_cast<double>(t + 1 + static_cast<Index>(k))};
        to_sums[k] = fresh_[k].sum.data();
        to_starts[k] = fresh_[k].start.data();
      }
      for (Index i = 0; i < padded_; i += width) {
        const Index place = width + i;
        Cells above = cells(last, place - 1), corner = cells(before, place - 1);
        Cells own = cells(last, place);
        const auto first = load<V>(movement_.data() + i);
        unrolled<n_diagonals>([&](const auto k) {
          own = least(cost(first, x - k, i), above, corner, own);
          store(to_sums[k] + place, own.sum);
          store(to_starts[k] + place, own.start);
          corner = above;
          above = {moved_on(left[k].sum, own.sum), moved_on(left[k].start, own.start)};
          left[k] = own;
        });
      }
    }

    /// Goes on to the state after diagonals that are made.
    template <std::size_t n_diagonals>
    void go_on(State& state) {
      std::swap(state.before, state.last);
      if constexpr (n_diagonals > 1) std::swap(state.before, fresh_[n_diagonals - 2]);
      std::swap(state.last, fresh_[n_diagonals - 1]);
    }

    Index n_, channels_, padded_;  // frames of the movement, and up to whole registers
    Index room_;                   // frames that diagonals see
    Line movement_, frames_;
    std::array<Diagonal, at_once> fresh_;
    State state_;
  };
};

}  // namespace footfall
