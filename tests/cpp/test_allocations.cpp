// How often drivers take memory depends on neither frames nor sequences: no kernel does so in its
// loops. Every algorithm of the lists is run over a short and a long batch.
#include <vector>

#include "allocations.hpp"
#include "check.hpp"
#include "footfall/core/causal.hpp"
#include "footfall/core/series.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/gaps/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

/// Noise with gaps of all lengths, and a channel without a number.
template <class T>
std::vector<T> gappy(const Index n_frames, const Index channels) {
  auto x = noisy<T>(n_frames * channels, 7, 0.1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto frame = static_cast<Index>(i) / channels, c = static_cast<Index>(i) % channels;
    if (c == 0 || (c % 2 == 1 && frame % 97 < 30)) x[i] = nan<T>;
  }
  return x;
}

/// Memory taken by `run` over a batch of sequences of these lengths.
template <class T, class Run>
long taken_by(const std::vector<Index>& lengths, const Index threads, const Run& run) {
  constexpr Index channels = 21;  // some registers and a part of one
  const auto offsets = offsets_of(lengths);
  const auto x = gappy<T>(offsets.back(), channels);
  std::vector<T> out(x.size());
  const Batch<const T> batch{x.data(), offsets.data(), static_cast<Index>(lengths.size()),
                             channels};
  return run(batch, out.data(), threads);
}

template <class T, class Run>
void check_lengths(const char* const name, const Run& run) {
  struct Case {
    Index threads;
    std::vector<Index> lengths, longer;
  };
  // Two threads get work for two both times: making a thread takes memory.
  const Case cases[] = {{1, {40}, {4000}},
                        {1, {40, 0, 50}, std::vector<Index>(200, 60)},
                        {2, {3000, 3000, 3000}, std::vector<Index>(200, 200)},
                        {4, {12000}, {24000}}};
  for (const auto& [threads, lengths, longer] : cases) {
    const long few = taken_by<T>(lengths, threads, run);
    const long many = taken_by<T>(longer, threads, run);
    if (few != many) {
      std::fprintf(stderr, "%s, %d threads: memory is taken %ld times, then %ld times\n", name,
                   static_cast<int>(threads), few, many);
    }
    CHECK(few == many);
  }
}

template <class T>
void check_all() {
  for_each(CausalFilters<T>{}, []<class A> {
    const A algorithm = usual<A>();
    check_lengths<T>(A::name, [&](const Batch<const T>& batch, T* out, const Index threads) {
      std::vector<T> state(
          A::state_size * static_cast<std::size_t>(batch.n_sequences * batch.channels),
          static_cast<T>(A::fresh));
      const long before = allocations;
      run_causal(algorithm, batch, state.data(), out, threads);
      return allocations - before;
    });
  });
  const auto check_series = []<class A> {
    const A algorithm = usual<A>();
    check_lengths<T>(A::name, [&](const Batch<const T>& batch, T* out, const Index threads) {
      const long before = allocations;
      run_series(algorithm, batch, out, threads);
      return allocations - before;
    });
  };
  for_each(SeriesFilters<T>{}, check_series);
  for_each(SeriesGaps<T>{}, check_series);
}

/// A live run takes none at all.
template <class T>
void check_live() {
  for_each(CausalFilters<T>{}, []<class A> {
    constexpr Index channels = 51, n = 100;
    const A algorithm = usual<A>();
    const auto x = gappy<T>(n, channels);
    std::vector<T> out(x.size()), state(A::state_size * channels, static_cast<T>(A::fresh));
    const long before = allocations;
    for (Index i = 0; i < n; ++i) {
      run_causal_frames(algorithm, x.data() + i * channels, state.data(), out.data() + i * channels,
                        1, channels, 0, channels);
    }
    CHECK(allocations == before);
  });
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_all<float>();
  footfall::check_all<double>();
  footfall::check_live<float>();
  footfall::check_live<double>();
}
