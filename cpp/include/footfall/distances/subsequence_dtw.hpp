// Where a short movement is found in a long recording, whatever its pace.
//
// Müller (2007), doi:10.1007/978-3-540-74048-3_4, for the subsequence form; starts are carried
// along with the sums, after Sakoe (1979), doi:10.1109/TASSP.1979.1163310.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Least sum of squared distances of a whole movement to a part of a recording that ends at each
/// frame, and the first frame of that part.
///
/// Cells on a diagonal of the table do not depend on each other: a lane per frame of the movement.
class SubsequenceDtw {
 public:
  static constexpr const char* name = "subsequence_dtw";

  /// Of two ways to a cell that cost the same, the one within the same frame of the recording
  /// counts, then the diagonal one. A frame that is not finite fits nothing: infinite, and start
  /// -1.
  static void run(const Batch<const double>& batch, const double* const movement, const Index n,
                  double* const sums, Index* const starts, const Index threads) {
    parallel_for(batch.n_sequences, threads, batch.n_values() * n, [&] {
      return [&, work = Work(movement, n, batch.channels)](const Index i) mutable {
        const Index first = batch.offsets[i];
        work.run(batch.at(i), batch.n_frames(i), sums + first, starts + first);
      };
    });
  }

 private:
  using V = Pack<double>;
  static constexpr auto width = static_cast<Index>(lanes<double>);
  static constexpr double never = std::numeric_limits<double>::infinity();
  static constexpr Index frames_at_a_time = 1024;

  /// Sums and starts along a diagonal, with one place in front for what precedes the movement.
  struct Diagonal {
    std::vector<double> sum, start;
    explicit Diagonal(const Index places)
        : sum(static_cast<std::size_t>(places), never),
          start(static_cast<std::size_t>(places), -1.0) {}
  };

  class Work {
   public:
    Work(const double* const movement, const Index n, const Index channels)
        : n_(n),
          channels_(channels),
          padded_((n + width - 1) / width * width),
          movement_(static_cast<std::size_t>(channels * padded_), 0.0),
          frames_(static_cast<std::size_t>(channels * (frames_at_a_time + padded_))) {
      for (Index c = 0; c < channels; ++c) {
        for (Index i = 0; i < n; ++i) {
          movement_[static_cast<std::size_t>(c * padded_ + i)] = movement[i * channels + c];
        }
      }
    }

    void run(const double* const x, const Index n_frames, double* const sums, Index* const starts) {
      Diagonal here(padded_ + width), last(padded_ + width), before(padded_ + width);
      for (Index first = 0; first < n_frames + n_ - 1; first += frames_at_a_time) {
        const Index stop = std::min(n_frames + n_ - 1, first + frames_at_a_time);
        reverse(x, n_frames, first);
        for (Index t = first; t < stop; ++t) {
          // The movement may begin at any frame, at no cost.
          last.sum[0] = 0;
          last.start[0] = static_cast<double>(t);
          before.sum[0] = never;
          diagonal(frames_.data() + (first + frames_at_a_time - 1 - t), last, before, here);
          const Index frame = t - (n_ - 1);
          if (frame >= 0) {
            const auto end = static_cast<std::size_t>(n_);
            sums[frame] = here.sum[end];
            starts[frame] = sums[frame] < never ? static_cast<Index>(here.start[end]) : -1;
          }
          std::swap(before, last);
          std::swap(last, here);
        }
      }
    }

   private:
    /// Frames that the diagonals from `first` on see, the last one first, each channel for itself.
    void reverse(const double* const x, const Index n_frames, const Index first) {
      const Index room = frames_at_a_time + padded_;
      for (Index k = 0; k < room; ++k) {
        const Index frame = first + frames_at_a_time - 1 - k;
        const bool inside = frame >= 0 && frame < n_frames;
        for (Index c = 0; c < channels_; ++c) {
          frames_[static_cast<std::size_t>(c * room + k)] =
              inside ? x[frame * channels_ + c] : never;
        }
      }
    }

    /// One diagonal after the last two; `x` is the frame that meets the movement's first.
    void diagonal(const double* const x, const Diagonal& last, const Diagonal& before,
                  Diagonal& here) const {
      const Index room = frames_at_a_time + padded_;
      for (Index i = 0; i < padded_; i += width) {
        V cost{};
        for (Index c = 0; c < channels_; ++c) {
          const V apart = load<V>(movement_.data() + c * padded_ + i) - load<V>(x + c * room + i);
          cost = c == 0 ? apart * apart : multiply_add(apart, apart, cost);
        }
        cost = if_number(cost, cost, V{} + never);
        V sum = load<V>(last.sum.data() + i), start = load<V>(last.start.data() + i);
        const auto take = [&](const V other, const V from) {
          start = select(other < sum, from, start);
          sum = select(other < sum, other, sum);
        };
        take(load<V>(before.sum.data() + i), load<V>(before.start.data() + i));
        take(load<V>(last.sum.data() + i + 1), load<V>(last.start.data() + i + 1));
        store(here.sum.data() + i + 1, cost + sum);
        store(here.start.data() + i + 1, start);
      }
    }

    Index n_, channels_, padded_;  // frames of the movement, and up to whole registers
    std::vector<double> movement_, frames_;
  };
};

}  // namespace footfall
