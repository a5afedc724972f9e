// Drives maps of whole sequences whose long sequences are worked on in pieces, side by side.
#pragma once

#include <algorithm>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// Where a sequence is in memory, and where all data end: what is read next is asked for in time.
struct Source {
  const char *frame_0, *end;
  Index frame_bytes;
  bool read_before = false;  // what is worked on was all copied from there

  template <class T>
  static Source of(const T* const x, const T* const end, const Index channels) {
    return {reinterpret_cast<const char*>(x), reinterpret_cast<const char*>(end),
            channels * static_cast<Index>(sizeof(T))};
  }
};

/// Channels [first, last) of one piece of a sequence; `x` and `out` are its frame 0.
template <class T>
struct PieceTask {
  const T* x;
  const T* left;   // the frames just before the piece, as many as the margin; null: none
  const T* right;  // the frames just after it
  Source source;   // of which `x` may be a copy
  T* out;
  Index n_frames, channels, first, last, piece;
  bool in_place, stream;  // `out` is `x`; results go past the cache
};

/// Runs a batch; `out` has the shape of the values and may be the values.
///
/// The algorithm says how many `pieces(n_frames)` there are, which is never up to threads, where
/// they start, and how many frames of `margin` beside its own one piece looks at.
template <class A, class T>
  requires requires(const A& algorithm) { algorithm.pieces(Index{}); }
void run_series(const A& algorithm, const Batch<const T>& batch, T* out, const Index threads) {
  const Index channels = batch.channels, n_sequences = batch.n_sequences;
  std::vector<Index> first_piece(static_cast<std::size_t>(n_sequences) + 1, 0);
  const auto first_of = [&](const Index i) { return first_piece[static_cast<std::size_t>(i)]; };
  for (Index i = 0; i < n_sequences; ++i) {
    first_piece[static_cast<std::size_t>(i) + 1] =
        first_of(i) + algorithm.pieces(batch.n_frames(i));
  }
  const Index total = first_of(n_sequences);
  const bool cut = total > n_sequences, in_place = out == batch.values;
  const Index margin = algorithm.margin() * channels;
  // Neighbours overwrite what a piece in place looks at: both sides of each cut are kept.
  const Scratch<T> kept(cut && in_place ? static_cast<std::size_t>(2 * total * margin) : 0);
  const auto task_of = [&](const Index i) {
    const auto found = std::upper_bound(first_piece.begin(), first_piece.end(), i) - 1;
    const Index sequence = found - first_piece.begin(), piece = i - *found;
    const Index n_frames = batch.n_frames(sequence);
    const T* const x = batch.at(sequence);
    const T* const start = x + algorithm.piece_start(n_frames, piece) * channels;
    const T* const end = x + algorithm.piece_start(n_frames, piece + 1) * channels;
    const bool is_first = piece == 0, is_last = i + 1 == first_of(sequence + 1);
    const T* const left = in_place ? kept.data() + 2 * i * margin : start - margin;
    const T* const right = in_place ? kept.data() + (2 * i + 3) * margin : end;
    return PieceTask<T>{x,
                        is_first ? nullptr : left,
                        is_last ? nullptr : right,
                        Source::of(x, batch.values + batch.n_values(), channels),
                        out + batch.offsets[sequence] * channels,
                        n_frames,
                        channels,
                        0,
                        channels,
                        piece,
                        in_place,
                        false};
  };
  for (Index i = 0; cut && in_place && i < total; ++i) {
    const auto task = task_of(i);
    if (task.piece == 0) continue;
    const T* const start = task.x + algorithm.piece_start(task.n_frames, task.piece) * channels;
    std::copy_n(start - margin, 2 * margin, kept.data() + 2 * i * margin);
  }
  const Index groups = total < threads ? std::max<Index>(1, std::min(channels, threads)) : 1;
  const bool stream = static_cast<std::size_t>(batch.n_values()) * sizeof(T) > streamed_bytes;
  const Index longest = longest_sequence(batch);
  parallel_for(total * groups, threads, batch.n_values(), [&] {
    return [&, scratch = Scratch<T>(algorithm.scratch_size(longest, channels))](const Index i) {
      auto task = task_of(i / groups);
      const Index group = i % groups;
      task.first = channels * group / groups;
      task.last = channels * (group + 1) / groups;
      task.stream = stream && groups == 1;
      algorithm.run(task, scratch);
      if (task.stream) stream_fence();
    };
  });
}

}  // namespace footfall
