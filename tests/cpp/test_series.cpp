// The driver of whole-sequence maps, over every one of them; zero-phase filters; filling gaps.
#include <algorithm>

#include "check.hpp"
#include "footfall/core/series.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/gaps/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

template <class A, class T>
std::vector<T> run(const A& algorithm, const std::vector<T>& x, const std::vector<Index>& offsets,
                   const Index channels, const Index threads = 1) {
  std::vector<T> out(x.size());
  const auto sequences = static_cast<Index>(offsets.size()) - 1;
  run_series(algorithm, Batch<const T>{x.data(), offsets.data(), sequences, channels}, out.data(),
             threads);
  return out;
}

/// One channel of rows of `channels`.
template <class T>
std::vector<T> column(const std::vector<T>& x, const Index channels, const Index c) {
  std::vector<T> values;
  for (auto i = static_cast<std::size_t>(c); i < x.size();
       i += static_cast<std::size_t>(channels)) {
    values.push_back(x[i]);
  }
  return values;
}

template <class A, class T>
void check_channels_are_apart(const Index channels) {
  const A algorithm = usual<A>();
  constexpr Index n = 80;
  const auto x = noisy<T>(n * channels, 1, 0.02);
  const auto together = run(algorithm, x, {0, n}, channels);
  for (Index c = 0; c < channels; ++c) {
    const auto alone = run(algorithm, column(x, channels, c), {0, n}, 1);
    CHECK(same(alone, column(together, channels, c)));
  }
}

/// Threads, in place, few long and many short sequences: the same bits.
template <class A, class T>
void check_threads(const std::vector<Index>& lengths, const Index channels) {
  const A algorithm = usual<A>();
  const auto offsets = offsets_of(lengths);
  const auto sequences = static_cast<Index>(lengths.size());
  const auto x = noisy<T>(offsets.back() * channels, 2, 0.02);
  const auto expected = run(algorithm, x, offsets, channels);
  for (const Index threads : {1, 2, 5, 64}) {
    auto values = x;
    run_series(algorithm, Batch<const T>{values.data(), offsets.data(), sequences, channels},
               values.data(), threads);
    CHECK(same(values, expected));
  }
}

template <class A, class T>
void check_driver() {
  for (Index channels = 1; channels <= 40; ++channels) check_channels_are_apart<A, T>(channels);
  check_threads<A, T>({1500}, 200);
  check_threads<A, T>({900, 0, 1, 1200, 3, 800}, 51);
  check_threads<A, T>(std::vector<Index>(300, 20), 37);
  check_threads<A, T>({}, 3);
  CHECK((run(usual<A>(), std::vector<T>{}, {0, 0, 0}, 3).empty()));
}

/// Results too large for the cache take another way out.
void check_streamed_result() {
  using A = ZeroPhaseButterworth<double>;
  constexpr Index channels = 51, n = 100, sequences = 250;
  static_assert(channels * n * sequences * sizeof(double) > streamed_bytes);
  const auto x = noisy<double>(sequences * n * channels, 3);
  const auto out = run(usual<A>(), x, offsets_of(std::vector<Index>(250, n)), channels, 2);
  const auto size = n * channels;
  for (const Index sequence : {0, 1, 113, 249}) {
    const auto start = x.begin() + sequence * size;
    const auto alone = run(usual<A>(), std::vector<double>(start, start + size), {0, n}, channels);
    CHECK(std::equal(alone.begin(), alone.end(), out.begin() + sequence * size));
  }
}

/// So do those of one long sequence, wherever its lines of the cache start.
void check_streamed_chunks() {
  const auto filter = usual<ZeroPhaseButterworth<double>>();
  constexpr Index n = 400'000;
  for (const Index channels : {3, 6, 7}) {
    auto x = noisy<double>(n * channels, 5, 1e-5);
    const std::vector<Index> offsets{0, n};
    const Batch<const double> batch{x.data(), offsets.data(), 1, channels};
    CHECK(static_cast<std::size_t>(batch.n_values()) * sizeof(double) > streamed_bytes);
    std::vector<double> out(x.size() + 3);
    double* const to = out.data() + channels % 4;
    run_series(filter, batch, to, 2);
    const std::vector<double> result(to, to + batch.n_values());
    for (const Index c : {Index{0}, channels - 1}) {
      const auto alone = run(filter, column(x, channels, c), offsets, 1);
      CHECK(same(alone, column(result, channels, c)));
    }
    run_series(filter, batch, x.data(), 2);
    CHECK(same(x, result));
  }
}

/// Gaps stay; each run of numbers comes out as if it were alone; short runs stay as they are.
template <class A, class T>
void check_runs() {
  const A filter = usual<A>();
  constexpr Index n = 60;
  auto x = noisy<T>(n, 4);
  for (const std::size_t i : {0U, 20U, 21U, 25U, 40U}) x[i] = nan<T>;
  const auto out = run(filter, x, {0, n}, 1);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::isnan(x[i]) == std::isnan(out[i]));
  const std::vector<std::array<Index, 2>> runs{{1, 20}, {26, 40}, {41, n}};
  for (const auto& [start, end] : runs) {
    const std::vector<T> part(x.begin() + start, x.begin() + end);
    const auto alone = run(filter, part, {0, end - start}, 1);
    CHECK(same(alone, std::vector<T>(out.begin() + start, out.begin() + end)));
    CHECK(!same(alone, part));
  }
  for (std::size_t i = 22; i < 25; ++i) CHECK(out[i] == x[i]);
}

template <class A, class T>
void check_zero_phase() {
  check_runs<A, T>();
  const A filter = usual<A>();
  constexpr Index n = 200;
  for (const T y : run(filter, std::vector<T>(n, T(3)), {0, n}, 1)) {
    CHECK(std::abs(y - T(3)) < T(1e-3));
  }
  // No delay: a slow wave comes back in step with itself.
  std::vector<T> wave(n);
  for (std::size_t i = 0; i < wave.size(); ++i) {
    wave[i] = static_cast<T>(std::sin(0.05 * static_cast<double>(i)));
  }
  const auto smooth = run(filter, wave, {0, n}, 1);
  for (std::size_t i = 40; i < 160; ++i) CHECK(std::abs(smooth[i] - wave[i]) < T(5e-3));
}

/// Long sequences are cut: threads, in place, gaps and neighbours change nothing.
template <class A, class T>
void check_chunks() {
  const A filter = usual<A>();
  for (const Index channels : {1, 6, 33}) {
    const std::vector<Index> offsets{0, 50, 60'050, 61'000};
    CHECK(filter.pieces(60'000) > 1);
    const auto x = noisy<T>(offsets.back() * channels, 7, 1e-4);
    const auto expected = run(filter, x, offsets, channels);
    for (const Index threads : {1, 2, 5}) {
      auto values = x;
      run_series(filter, Batch<const T>{values.data(), offsets.data(), 3, channels}, values.data(),
                 threads);
      CHECK(same(values, expected));
      CHECK(same(run(filter, x, offsets, channels, threads), expected));
    }
    const auto alone = run(filter, column(x, channels, channels - 1), offsets, 1);
    CHECK(same(alone, column(expected, channels, channels - 1)));
  }
}

template <class T>
void check_fill_linear() {
  const T gap = nan<T>;
  const std::vector<T> x{gap, 1, gap, gap, 4, gap, gap, gap, gap, 9, gap, gap};
  const auto n = static_cast<Index>(x.size());
  const auto held = run(FillLinear<T>({3, 1}), x, {0, n}, 1);
  CHECK(same(held, {1, 1, 2, 3, 4, gap, gap, gap, gap, 9, 9, 9}));
  const auto open = run(FillLinear<T>({3, 0}), x, {0, n}, 1);
  CHECK(same(open, {gap, 1, 2, 3, 4, gap, gap, gap, gap, 9, gap, gap}));
  const auto none = run(FillLinear<T>({0, 1}), x, {0, n}, 1);
  CHECK(same(none, x));
  const std::vector<T> nothing(5, gap);
  CHECK(same(run(FillLinear<T>({9, 1}), nothing, {0, 5}, 1), nothing));
}

template <class T>
void check_all() {
  for_each(SeriesFilters<T>{}, []<class A> { check_driver<A, T>(); });
  for_each(SeriesGaps<T>{}, []<class A> { check_driver<A, T>(); });
  check_zero_phase<ZeroPhaseButterworth<T>, T>();
  check_chunks<ZeroPhaseButterworth<T>, T>();
  check_fill_linear<T>();
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_all<float>();
  footfall::check_all<double>();
  footfall::check_streamed_result();
  footfall::check_streamed_chunks();
}
