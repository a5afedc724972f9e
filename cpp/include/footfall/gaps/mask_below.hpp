// Turns points whose score is below a threshold into missing ones.
#pragma once

#include <algorithm>
#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scores.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// A score that is NaN counts as below. The threshold is rounded to the type of the scores.
template <class T, class C>
class MaskBelow {
 public:
  static constexpr const char* name = "mask_below";
  static constexpr std::array parameters{"threshold"};

  explicit MaskBelow(const std::array<double, 1>& values) : threshold_(static_cast<C>(values[0])) {}

  void mask(T* const row, const C* const scores, const Index n_points,
            const Index dimensions) const {
    for (Index k = 0; k < n_points; ++k) {
      if (scores[k] >= threshold_) continue;
      for (Index d = 0; d < dimensions; ++d) row[k * dimensions + d] = nan<T>;
    }
  }

  /// Runs over all frames; `out` has the shape of the values and may be the values.
  void run(const Batch<const T>& batch, const Scores<C>& scores, T* out,
           const Index threads) const {
    const Index n_frames = batch.offsets[batch.n_sequences], channels = batch.channels;
    const Index dimensions = channels / std::max<Index>(1, scores.n_points);
    const bool stream = static_cast<std::size_t>(batch.n_values()) * sizeof(T) > streamed_bytes;
    parallel_for((n_frames + tile_rows - 1) / tile_rows, threads, batch.n_values() / 8, [&] {
      return [&, tile = Scratch<T>(static_cast<std::size_t>(tile_rows * channels))](const Index i) {
        const Index first = i * tile_rows, last = std::min(n_frames, first + tile_rows);
        const auto count = static_cast<std::size_t>((last - first) * channels);
        const T* const x = batch.values + first * channels;
        T* const to = out + first * channels;
        T* const rows = to == x ? to : tile.data();
        if (rows != to) std::copy_n(x, count, rows);
        for (Index row = first; row < last; ++row) {
          mask(rows + (row - first) * channels, scores.at(row), scores.n_points, dimensions);
        }
        if (rows == to) return;
        if (!stream) {
          std::copy_n(rows, count, to);
        } else {
          stream_copy(to, rows, count);
          stream_fence();
        }
      };
    });
  }

 private:
  static constexpr Index tile_rows = 32;  // they stay in the nearest cache

  C threshold_;
};

}  // namespace footfall
