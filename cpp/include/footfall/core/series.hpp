// Drives algorithms that map each sequence, seen whole, to one of the same shape.
#pragma once

#include <algorithm>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"

namespace footfall {

/// Results above this size are written past the cache.
inline constexpr std::size_t streamed_bytes = std::size_t{8} << 20U;

template <class T>
Index longest_sequence(const Batch<const T>& batch) {
  Index longest = 0;
  for (Index i = 0; i < batch.n_sequences; ++i) longest = std::max(longest, batch.n_frames(i));
  return longest;
}

/// Channels [first, last) of one sequence; `x` and `out` have rows of `channels`.
template <class T>
struct SeriesTask {
  const T* x;
  const T* next;  // where the next sequence starts, to be fetched ahead
  T* out;
  T* target;  // where an algorithm may stream finished rows of `out` to; null: it must not
  Index n_frames, channels, first, last;
};

/// Start of the next sequence, or of this one where the next is shorter or there is none.
template <class T>
const T* after(const Batch<const T>& batch, const Index sequence) {
  const bool longer =
      sequence + 1 < batch.n_sequences && batch.n_frames(sequence + 1) >= batch.n_frames(sequence);
  return batch.at(sequence + (longer ? 1 : 0));
}

/// Runs a batch; `out` has the shape of the values and may be the values.
///
/// A sequence is worked on in the thread's own memory and copied out once, by the algorithm as
/// it goes (`run` gives true) or here. Channels are split over threads when there are fewer
/// sequences than threads.
template <class A, class T>
void run_series(const A& algorithm, const Batch<const T>& batch, T* out, const Index threads) {
  const Index channels = batch.channels, longest = longest_sequence(batch);
  const Index groups =
      batch.n_sequences < threads ? std::max<Index>(1, std::min(channels, threads)) : 1;
  const bool stream = static_cast<std::size_t>(batch.n_values()) * sizeof(T) > streamed_bytes;
  parallel_for(batch.n_sequences * groups, threads, batch.n_values(), [&] {
    return [&, scratch = Scratch<T>(algorithm.scratch_size(longest, channels)),
            result = Scratch<T>(static_cast<std::size_t>(longest * channels))](const Index i) {
      const Index sequence = i / groups, group = i % groups;
      const Index first = channels * group / groups, last = channels * (group + 1) / groups;
      const Index n_frames = batch.n_frames(sequence);
      T* const to = out + batch.offsets[sequence] * channels;
      const SeriesTask<T> task{batch.at(sequence),
                               after(batch, sequence),
                               result.data(),
                               stream && groups == 1 ? to : nullptr,
                               n_frames,
                               channels,
                               first,
                               last};
      if (algorithm.run(task, scratch)) return stream_fence();
      const auto count = static_cast<std::size_t>(n_frames * channels);
      if (groups > 1) {
        for (Index row = 0; row < n_frames; ++row) {
          std::copy_n(result.data() + row * channels + first, last - first,
                      to + row * channels + first);
        }
      } else if (stream) {
        stream_copy(to, result.data(), count);
        stream_fence();
      } else {
        std::copy_n(result.data(), count, to);
      }
    };
  });
}

}  // namespace footfall
