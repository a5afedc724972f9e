// Drives causal algorithms: rows outside, registers of channels inside, state beside them.
#pragma once

#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// One step of algorithm `A` for lanes starting at `x`; missing lanes stay missing
/// and keep their state, but for what the algorithm counts in `miss`.
template <class V, class A, class T>
FOOTFALL_INLINE void causal_step(const A& algorithm, const T* x, T* state, T* out,
                                 const Index channels, const std::size_t count) {
  std::array<V, A::state_size> held, next;
  const V value = load<V>(x, count);
  for (std::size_t s = 0; s < A::state_size; ++s) {
    held[s] = load<V>(state + static_cast<Index>(s) * channels, count);
  }
  next = held;
  const V result = algorithm.step(next, value);
  if constexpr (requires { algorithm.miss(held); }) algorithm.miss(held);
  for (std::size_t s = 0; s < A::state_size; ++s) {
    store(state + static_cast<Index>(s) * channels, if_number(value, next[s], held[s]), count);
  }
  store(out, if_number(value, result, value), count);
}

/// Feeds `n_frames` rows of `channels` numbers; `state` is (state_size, channels).
template <class A, class T>
void run_causal_frames(const A& algorithm, const T* x, T* state, T* out, const Index n_frames,
                       const Index channels, const Index first, const Index last) {
  constexpr auto width = static_cast<Index>(lanes<T>);
  for (Index row = 0; row < n_frames; ++row, x += channels, out += channels) {
    Index c = first;
    for (; c + width <= last; c += width) {
      causal_step<Pack<T>>(algorithm, x + c, state + c, out + c, channels, lanes<T>);
    }
    if (c < last) {
      const auto rest = static_cast<std::size_t>(last - c);
      causal_step<Pack<T>>(algorithm, x + c, state + c, out + c, channels, rest);
    }
  }
}

/// Runs a batch; `state` is (sequences, state_size, channels) and is carried over.
///
/// `out` may be `values`. Sequences are split over threads; channels too when there are fewer
/// sequences than threads.
template <class A, class T>
void run_causal(const A& algorithm, const Batch<const T>& batch, T* state, T* out,
                const Index threads) {
  constexpr auto width = static_cast<Index>(lanes<T>);
  const Index channels = batch.channels;
  const Index groups = batch.n_sequences < threads ? (channels + width - 1) / width : 1;
  const Index group = groups > 1 ? width : channels;
  parallel_for(batch.n_sequences * groups, threads, batch.n_values(), [&] {
    return [&](const Index i) {
      const Index sequence = i / groups, first = i % groups * group;
      const auto state_size = static_cast<Index>(A::state_size) * channels;
      run_causal_frames(algorithm, batch.at(sequence), state + sequence * state_size,
                        out + batch.offsets[sequence] * channels, batch.n_frames(sequence),
                        channels, first, std::min(channels, first + group));
    };
  });
}

}  // namespace footfall
