// Drives algorithms that turn a sequence into rows of numbers; joins their ragged results.
#pragma once

#include <algorithm>
#include <vector>

#include "footfall/core/ahead.hpp"
#include "footfall/core/batch.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {

/// Rows of `columns` numbers and the sequence that each belongs to.
struct Rows {
  std::vector<Index> sequence;
  std::vector<double> values;
};

/// A table of whole numbers that tells an algorithm which points or channels to read.
struct Table {
  const Index* values;
  Index rows, columns;
  Index operator()(const Index row, const Index column) const {
    return values[row * columns + column];
  }
};

/// Runs a batch. Rows come in the order of the sequences, whatever the number of threads.
///
/// `algorithm.run(x, n_frames, channels, table, emit)` calls `emit(std::array<double, columns>)`
/// once for each row. Where it has `expect(ahead)`, it is told first where the next sequence is.
template <class A, class T>
Rows run_sequences(const A& algorithm, const Batch<const T>& batch, const Table& table,
                   const Index threads) {
  const Index n = batch.n_sequences;
  const Index chunk = std::clamp<Index>(n / 64, 1, 256), chunks = (n + chunk - 1) / chunk;
  std::vector<Rows> parts(static_cast<std::size_t>(chunks));
  parallel_for(chunks, threads, batch.n_values(), [&] {
    return [&, worker = algorithm](const Index c) mutable {
      Rows part;
      for (Index i = c * chunk; i < std::min(n, (c + 1) * chunk); ++i) {
        if constexpr (requires { worker.expect(Ahead{}); }) {
          const Index next = std::min(i + 1, n - 1);
          worker.expect(Ahead::of(batch.at(next), batch.n_frames(next) * batch.channels));
        }
        worker.run(batch.at(i), batch.n_frames(i), batch.channels, table,
                   [&](const typename A::Row& row) {
                     part.sequence.push_back(i);
                     part.values.insert(part.values.end(), row.begin(), row.end());
                   });
      }
      parts[static_cast<std::size_t>(c)] = std::move(part);
    };
  });
  Rows all;
  for (const Rows& part : parts) {
    all.sequence.insert(all.sequence.end(), part.sequence.begin(), part.sequence.end());
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
  }
  return all;
}

}  // namespace footfall
