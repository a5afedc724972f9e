// The driver of causal algorithms, over every causal filter.
#include <algorithm>
#include <string_view>

#include "check.hpp"
#include "footfall/core/causal.hpp"
#include "footfall/filters/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

template <class A, class T>
std::vector<T> fresh_state(const Index sequences, const Index channels) {
  const auto count = static_cast<Index>(A::state_size) * sequences * channels;
  return std::vector<T>(static_cast<std::size_t>(count), static_cast<T>(A::fresh));
}

template <class A, class T>
void check_cuts_equal_batch(const Index channels) {
  const A filter = usual<A>();
  constexpr Index n = 50;
  const auto x = noisy<T>(n * channels, 1, 0.1);
  std::vector<T> whole(x.size()), cut(x.size());
  auto whole_state = fresh_state<A, T>(1, channels), cut_state = whole_state;
  const std::vector<Index> offsets{0, n};
  const Batch<const T> batch{x.data(), offsets.data(), 1, channels};
  run_causal(filter, batch, whole_state.data(), whole.data(), 1);
  Index start = 0;
  for (const Index length : {1, 0, 7, 1, 20, 21}) {
    run_causal_frames(filter, x.data() + start * channels, cut_state.data(),
                      cut.data() + start * channels, length, channels, 0, channels);
    start += length;
  }
  CHECK(start == n);
  CHECK(same(cut, whole));
  CHECK(same(cut_state, whole_state));
}

/// The last, incomplete register gives what each channel gives alone.
template <class A, class T>
void check_channels_are_apart(const Index channels) {
  const A filter = usual<A>();
  constexpr Index n = 30;
  const auto x = noisy<T>(n * channels, 2, 0.1);
  std::vector<T> together(x.size()), alone(n), channel(n);
  auto state = fresh_state<A, T>(1, channels);
  run_causal_frames(filter, x.data(), state.data(), together.data(), n, channels, 0, channels);
  for (Index c = 0; c < channels; ++c) {
    std::vector<T> expected(n);
    for (Index i = 0; i < n; ++i) {
      channel[static_cast<std::size_t>(i)] = x[static_cast<std::size_t>(i * channels + c)];
      expected[static_cast<std::size_t>(i)] = together[static_cast<std::size_t>(i * channels + c)];
    }
    auto own = fresh_state<A, T>(1, 1);
    run_causal_frames(filter, channel.data(), own.data(), alone.data(), n, 1, 0, 1);
    CHECK(same(alone, expected));
    for (std::size_t s = 0; s < A::state_size; ++s) {
      CHECK(same(std::vector<T>{own[s]},
                 std::vector<T>{
                     state[s * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)]}));
    }
  }
}

template <class A, class T>
void check_missing_samples(const Index channels) {
  const auto x = noisy<T>(40 * channels, 3, 0.3);
  std::vector<T> out(x.size());
  auto state = fresh_state<A, T>(1, channels);
  run_causal_frames(usual<A>(), x.data(), state.data(), out.data(), 40, channels, 0, channels);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::isnan(x[i]) == std::isnan(out[i]));
}

/// Threads, in place, few long and many short sequences: the same bits and the same state.
template <class A, class T>
void check_threads(const std::vector<Index>& lengths, const Index channels) {
  const A filter = usual<A>();
  const auto offsets = offsets_of(lengths);
  const auto sequences = static_cast<Index>(lengths.size());
  const auto x = noisy<T>(offsets.back() * channels, 4, 0.05);
  auto state = fresh_state<A, T>(sequences, channels);
  std::vector<T> expected(x.size());
  run_causal(filter, Batch<const T>{x.data(), offsets.data(), sequences, channels}, state.data(),
             expected.data(), 1);
  for (const Index threads : {2, 5, 64}) {
    auto values = x;
    auto own_state = fresh_state<A, T>(sequences, channels);
    run_causal(filter, Batch<const T>{values.data(), offsets.data(), sequences, channels},
               own_state.data(), values.data(), threads);
    CHECK(same(values, expected));
    CHECK(same(own_state, state));
  }
}

/// A settled low-pass keeps a constant, so the first sample passes through.
template <class A, class T>
void check_constant() {
  const std::vector<T> x(64, T(7));
  std::vector<T> out(x.size());
  auto state = fresh_state<A, T>(1, 1);
  run_causal_frames(usual<A>(), x.data(), state.data(), out.data(), 64, 1, 0, 1);
  for (const T y : out) CHECK(std::abs(y - T(7)) < T(7) * T(1e-4));
}

template <class T>
void check_all() {
  for_each(CausalFilters<T>{}, []<class A> {
    for (Index channels = 1; channels <= 40; ++channels) {
      check_cuts_equal_batch<A, T>(channels);
      check_channels_are_apart<A, T>(channels);
      check_missing_samples<A, T>(channels);
    }
    check_threads<A, T>({1500}, 200);
    check_threads<A, T>({900, 0, 1, 1200, 3, 800}, 51);
    check_threads<A, T>(std::vector<Index>(300, 20), 37);
    check_threads<A, T>({}, 3);
    if (std::string_view(A::name).starts_with("causal_butterworth") ||
        std::string_view(A::name) == "one_euro") {
      check_constant<A, T>();
    }
  });
}

/// Over a gap no longer than allowed the 1-euro filter goes on; after a longer one it is fresh.
void check_gap_of_one_euro() {
  const auto filter = usual<OneEuro<double>>();  // gaps of 6 frames
  for (const Index gap : {6, 7}) {
    std::vector<double> x(static_cast<std::size_t>(gap + 2), nan<double>), out(x.size());
    x.front() = 0;
    x.back() = 10;
    auto state = fresh_state<OneEuro<double>, double>(1, 1);
    run_causal_frames(filter, x.data(), state.data(), out.data(), gap + 2, 1, 0, 1);
    CHECK((out.back() == 10) == (gap == 7));
  }
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_all<float>();
  footfall::check_all<double>();
  footfall::check_gap_of_one_euro();
}
