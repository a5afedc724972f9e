// Drives algorithms that map each sequence to one of another number of frames.
#pragma once

#include <algorithm>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"

namespace footfall {

/// Frames [first, last) of the result of one sequence; `x` and `out` have rows of `channels`.
template <class T>
struct ResampledTask {
  const T* x;
  T* out;
  Index n_frames, channels, first, last;
};

/// Runs a batch; the result of sequence i is frames [out_offsets[i], out_offsets[i + 1]) of `out`.
///
/// Results are made in pieces of `algorithm.piece_frames()`, which threads share: one long
/// sequence keeps them all busy, and memory does not grow with it.
template <class A, class T>
void run_resampled(const A& algorithm, const Batch<const T>& batch, T* out,
                   const Index* out_offsets, const Index threads) {
  const Index piece = algorithm.piece_frames();
  std::vector<Index> first_piece{0};
  for (Index i = 0; i < batch.n_sequences; ++i) {
    const Index frames = out_offsets[i + 1] - out_offsets[i];
    first_piece.push_back(first_piece.back() + (frames + piece - 1) / piece);
  }
  const Index samples = (batch.n_values() + out_offsets[batch.n_sequences] * batch.channels);
  parallel_for(first_piece.back(), threads, samples, [&] {
    const std::size_t size = algorithm.scratch_size(batch.channels);
    Scratch<T> made(size);
    std::fill_n(made.data(), size, T{});
    return [&, scratch = std::move(made)](const Index task) {
      const auto after = std::upper_bound(first_piece.begin(), first_piece.end(), task);
      const auto sequence = static_cast<Index>(after - first_piece.begin()) - 1;
      const Index first = (task - *(after - 1)) * piece;
      const Index frames = out_offsets[sequence + 1] - out_offsets[sequence];
      algorithm.run(
          ResampledTask<T>{batch.at(sequence), out + out_offsets[sequence] * batch.channels,
                           batch.n_frames(sequence), batch.channels, first,
                           std::min(frames, first + piece)},
          scratch);
    };
  });
}

}  // namespace footfall
