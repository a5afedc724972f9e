// Drives algorithms that turn a sequence into one of as many frames and other columns.
#pragma once

#include <algorithm>

#include "footfall/core/batch.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Runs a batch: `algorithm.run(x, n_frames, out)` once for each sequence, in whatever order;
/// `out` has rows of `A::columns` numbers, the values rows of `A::channels`.
template <class A>
void run_tracks(const A& algorithm, const Batch<const double>& batch, double* const out,
                const Index threads) {
  constexpr Index sequences = 16;  // a task: the shortest take less time than to hand them out
  const Index tasks = (batch.n_sequences + sequences - 1) / sequences;
  parallel_for(tasks, threads, batch.n_values(), [&] {
    return [&, worker = algorithm](const Index task) mutable {
      const Index last = std::min(batch.n_sequences, (task + 1) * sequences);
      for (Index i = task * sequences; i < last; ++i) {
        worker.run(batch.at(i), batch.n_frames(i), out + batch.offsets[i] * A::columns);
      }
    };
  });
}

}  // namespace footfall
