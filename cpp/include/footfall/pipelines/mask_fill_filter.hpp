// Masks points of low score, fills the gaps and filters, while frames are in the cache.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "footfall/core/batch.hpp"
#include "footfall/core/channel_bits.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/pieces.hpp"
#include "footfall/core/scores.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"
#include "footfall/filters/zero_phase.hpp"
#include "footfall/gaps/fill_linear.hpp"
#include "footfall/gaps/mask_below.hpp"

namespace footfall {

/// The steps of MaskBelow, FillLinear and ZeroPhaseButterworth, and their numbers.
template <class T, class C>
class MaskFillFilter {
 public:
  static constexpr const char* name = "mask_fill_filter";
  static constexpr std::array parameters{
      "threshold", "max_gap_frames",  "hold_ends",     "sampling_rate_hz",
      "cutoff_hz", "upper_cutoff_hz", "kind",          "order",
      "passes",    "padding_frames",  "min_run_frames"};

  explicit MaskFillFilter(const std::array<double, 11>& v)
      : mask_({v[0]}),
        fill_({v[1], v[2]}),
        filter_({v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10]}) {}

  /// Runs a batch; `out` has the shape of the values and may be the values.
  void run(const Batch<const T>& batch, const Scores<C>& scores, T* out,
           const Index threads) const {
    const Index longest = longest_sequence(batch), channels = batch.channels;
    if (filter_.pieces(longest) > 1) return run_apart(batch, scores, out, threads);
    const bool stream = static_cast<std::size_t>(batch.n_values()) * sizeof(T) > streamed_bytes;
    const ChannelsOfPoints points(channels / std::max<Index>(1, scores.n_points));
    parallel_for(batch.n_sequences, threads, batch.n_values(), [&] {
      return [&, rows = Scratch<T>(static_cast<std::size_t>(longest * channels)),
              open = Scratch<T>(fill_.scratch_size(longest, channels)),
              scratch = Scratch<T>(filter_.scratch_size(longest, channels))](const Index i) {
        const Index n_frames = batch.n_frames(i);
        const auto source = Source::of(batch.at(i), batch.values + batch.n_values(), channels);
        T* const to = out + batch.offsets[i] * channels;
        Rows gaps(fill_, rows.data(), channels, channels, open.data());
        filter_.run(PieceTask<T>{rows.data(), nullptr, nullptr, source, to, n_frames, channels, 0,
                                 channels, 0, false, stream},
                    scratch, [&, prepared = Index{0}](const Index frames) mutable {
                      while (prepared < frames) prepared = prepare(batch, scores, i, points, gaps);
                    });
        if (stream) stream_fence();
      };
    });
  }

 private:
  using Rows = typename FillLinear<T>::Rows;
  static constexpr Index rows_at_once = 32, rows_ahead = 64;

  /// Brings some more frames of a sequence, masked; returns how many are ready, gaps filled.
  FOOTFALL_INLINE Index prepare(const Batch<const T>& batch, const Scores<C>& scores,
                                const Index sequence, const ChannelsOfPoints& points,
                                Rows& gaps) const {
    const Index n_frames = batch.n_frames(sequence);
    const bool narrow = points.narrow(batch.channels);
    const Index end = std::min(n_frames, gaps.brought() + rows_at_once);
    for (Index row = gaps.brought(); row < end; ++row) {
      prefetch(scores.at(batch.offsets[sequence] + row + rows_ahead));  // frames: by the filter
      const T* const from = batch.at(sequence) + row * batch.channels;
      const C* const score = scores.at(batch.offsets[sequence] + row);
      if (narrow) {
        std::uint64_t lost = 0;
        mask_.each_below(score, scores.n_points,
                         [&](const Index first, const Index count, const unsigned bits) {
                           lost |= points.of(first, count, bits);
                         });
        gaps.bring(from, [lost](std::uint64_t* const missing) { *missing |= lost; });
        continue;
      }
      gaps.bring(from, [&](std::uint64_t* const missing) {
        mask_.each_below(score, scores.n_points,
                         [&](const Index first, Index /*count*/, const unsigned bits) {
                           points.add(first, bits, missing);
                         });
      });
    }
    if (end < n_frames) return gaps.settled();
    gaps.end();
    return n_frames;
  }

  /// Long recordings do not fit the cache: step by step, each on all threads.
  void run_apart(const Batch<const T>& batch, const Scores<C>& scores, T* out,
                 const Index threads) const {
    mask_.run(batch, scores, out, threads);
    const Batch<const T> own{out, batch.offsets, batch.n_sequences, batch.channels};
    run_series(fill_, own, out, threads);
    run_series(filter_, own, out, threads);
  }

  MaskBelow<T, C> mask_;
  FillLinear<T> fill_;
  ZeroPhaseButterworth<T> filter_;
};

}  // namespace footfall
