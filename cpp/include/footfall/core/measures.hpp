// Drives algorithms that turn a series into a few numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Places or sizes that an algorithm is told; whole numbers.
struct Table {
  const Index* values;
  Index n;
};

/// Runs a batch, one series after another: `algorithm.run(x, n_frames, table, out)`, where `out` is
/// a row of `columns` numbers. `samples`: how much work there is.
template <class A>
void run_measures(const A& algorithm, const Batch<const double>& batch, const Table& table,
                  double* const out, const Index columns, const Index threads) {
  constexpr Index samples_worth = 100;  // each sample is looked at many times
  parallel_for(batch.n_sequences, threads, batch.n_values() * samples_worth, [&] {
    return [&, worker = algorithm](const Index i) mutable {
      worker.run(batch.at(i), batch.n_frames(i), table, out + i * columns);
    };
  });
}

/// The same for algorithms that take a series per lane: `algorithm.run(x, n_frames, table, out)`
/// with samples and results of type V, a register or a number.
template <class A>
void run_measures_in_lanes(const A& algorithm, const Batch<const double>& batch, const Table& table,
                           double* const out, const Index columns, const Index threads) {
  constexpr auto width = static_cast<Index>(lanes<double>);
  constexpr Index samples_worth = 100;
  const Index tasks = (batch.n_sequences + width - 1) / width;
  parallel_for(tasks, threads, batch.n_values() * samples_worth, [&] {
    return [&, x = std::vector<Pack<double>>(), y = std::vector<Pack<double>>(),
            worker = algorithm](const Index task) mutable {
      const Index first = task * width, last = std::min(batch.n_sequences, first + width);
      const Index n = batch.n_frames(first);
      bool equal = last - first > 1;
      for (Index i = first; i < last; ++i) equal = equal && batch.n_frames(i) == n;
      if (!equal) {
        for (Index i = first; i < last; ++i) {
          worker.template run<double>(batch.at(i), batch.n_frames(i), table, out + i * columns);
        }
        return;
      }
      x.resize(static_cast<std::size_t>(n));
      y.resize(static_cast<std::size_t>(columns));
      for (Index k = 0; k < width; ++k) {
        const double* const from = batch.at(std::min(first + k, last - 1));
        for (Index t = 0; t < n; ++t) {
          x[static_cast<std::size_t>(t)][static_cast<std::size_t>(k)] = from[t];
        }
      }
      worker.template run<Pack<double>>(x.data(), n, table, y.data());
      for (Index i = first; i < last; ++i) {
        for (Index c = 0; c < columns; ++c) {
          out[i * columns + c] =
              y[static_cast<std::size_t>(c)][static_cast<std::size_t>(i - first)];
        }
      }
    };
  });
}

}  // namespace footfall
