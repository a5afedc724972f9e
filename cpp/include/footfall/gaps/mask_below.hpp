// Turns points whose score is below a threshold into missing ones.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

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

  /// Calls `visit(first, count, bits)` for some points of a frame at a time: bit k is set where the
  /// score of point `first` + k is below.
  template <class Visit>
  FOOTFALL_INLINE void each_below(const C* const scores, const Index n_points,
                                  const Visit& visit) const {
    using V = Pack<C>;
    constexpr auto width = static_cast<Index>(lanes<C>);
    for (Index first = 0; first < n_points; first += width) {
      const Index present = std::min(width, n_points - first);
      const auto score = load<V>(scores + first, static_cast<std::size_t>(present));
      const unsigned enough = lanes_at_least(score, V{} + threshold_);
      visit(first, present, ~enough & ((1U << present) - 1U));
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
          T* const points = rows + (row - first) * channels;
          each_below(scores.at(row), scores.n_points,
                     [&](const Index point, Index /*count*/, unsigned bits) {
                       for (; bits != 0; bits &= bits - 1) {
                         const Index k = point + std::countr_zero(bits);
                         std::fill_n(points + k * dimensions, dimensions, nan<T>);
                       }
                     });
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
