// Drives algorithms that see a few frames around each frame: blocks of rows, flat.
//
// Within a block of rows the sample k frames later is k * channels numbers further on, whatever
// the channel: so lanes run along the rows, all of them filled, be there one channel or many.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"
#include "footfall/core/unrolled.hpp"

namespace footfall {

/// What stands beyond the ends of a sequence: nothing, the end sample over and over, or the
/// sequence turned about its end sample (mirror) or about the edge beyond it (reflect).
enum class Edges { none, nearest, mirror, reflect };

inline Edges edges_of(const double code) {
  require(code >= 0 && code < 4, "edges", "a value from 0 to 3", code);
  return static_cast<Edges>(static_cast<int>(code));
}

/// Frame of a sequence of `n` that stands at `row`, which may be beyond its ends.
inline Index row_at(const Edges edges, Index row, const Index n) {
  if (edges == Edges::nearest || n == 1) return std::clamp<Index>(row, 0, n - 1);
  const Index turn = edges == Edges::mirror ? 0 : 1, period = 2 * (n - 1 + turn);
  row = (row % period + period) % period;
  return row < n ? row : period - turn - row;
}

/// Half widths of windows, in frames: beyond it they are a mistake.
inline constexpr double widest_window = 10'000;

inline Index half_width_of(const double frames) {
  require(frames >= 1 && frames <= widest_window, "half_width_frames", "a value from 1 to 10000",
          frames);
  return static_cast<Index>(frames);
}

/// Numbers beyond the end of a block that may be read and written: algorithms need no tails.
inline constexpr std::size_t windows_slack = 4 * pack_bytes / sizeof(float);

/// A block of windows: sample k of window j is `x[j + k * stride]`; `finite` tells that all are.
template <class T>
struct WindowBlock {
  const T* x;
  T* out;
  const T* next;  // what comes after, to be fetched ahead
  Index stride, count;
  bool finite;
};

/// An algorithm whose result depends on `reach()` frames on both sides and on nothing else.
template <class A, class T>
concept WindowAlgorithm =
    requires(const A algorithm, const WindowBlock<T>& block, const Scratch<T>& scratch) {
      { algorithm.reach() } -> std::same_as<Index>;
      { algorithm.edges() } -> std::same_as<Edges>;
      { algorithm.scratch_size() } -> std::same_as<std::size_t>;
      algorithm.run(block, scratch);
    };

/// Calls `each(k, v)` for registers v of numbers from k on, in order, then for single ones; tells
/// whether all are finite.
template <class T, class Each>
FOOTFALL_INLINE bool look_at(const T* const from, const Index count, const Each& each) {
  using V = Pack<T>;
  constexpr auto width = static_cast<Index>(lanes<T>);
  std::array<V, 4> lost{};  // zeros, NaN where a number is not finite
  Index k = 0;
  for (; k + 4 * width <= count; k += 4 * width) {
    unrolled<4>([&](auto part) {
      const Index place = k + static_cast<Index>(part) * width;
      const V v = load<V>(from + place);
      lost[part] += v - v;
      each(place, v);
    });
  }
  T rest{};
  for (; k < count; ++k) {
    rest += from[k] - from[k];
    each(k, from[k]);
  }
  return all_finite((lost[0] + lost[1]) + (lost[2] + lost[3])) && all_finite(rest);
}

template <class T>
bool all_finite(const T* const from, const Index count) {
  return look_at(from, count, [](const Index, const auto&) {});
}

/// Copies numbers, in order, and tells whether all are finite.
template <class T>
bool copy_finite(T* const to, const T* const from, const Index count) {
  return look_at(from, count, [&](const Index k, const auto v) { store(to + k, v); });
}

/// How a batch is cut: chunks of rows for threads, blocks of a chunk for the cache.
struct WindowCuts {
  Index reach, block, chunk;

  static WindowCuts of(const Index reach, const Index channels, const Index longest) {
    constexpr Index numbers = 2048;  // in a block: it and its result stay in the first cache
    const Index block =
        std::max({numbers / std::max<Index>(1, channels), std::min(8 * reach, longest), Index{8}});
    return {reach, block, 16 * block};
  }
};

/// One thread's way through chunks of a batch.
template <class A, class T>
class WindowRun {
 public:
  /// `kept`: rows around the starts of chunks when the result goes where the values are, or null.
  WindowRun(const A& algorithm, const Batch<const T>& batch, T* out, const WindowCuts cuts,
            const T* kept, const bool stream)
      : algorithm_(algorithm),
        batch_(batch),
        out_(out),
        cuts_(cuts),
        kept_(kept),
        stream_(stream),
        rows_(static_cast<std::size_t>((cuts.block + 2 * cuts.reach) * batch.channels) +
              windows_slack),
        result_(static_cast<std::size_t>(cuts.block * batch.channels) + windows_slack),
        scratch_(algorithm.scratch_size()) {}

  /// Rows [chunk * cuts.chunk, …) of the batch, whatever sequences they belong to.
  void operator()(const Index chunk) {
    const Index* const offsets = batch_.offsets;
    first_ = chunk * cuts_.chunk;
    last_ = std::min(first_ + cuts_.chunk, offsets[batch_.n_sequences]);
    Index row = first_;
    const Index* end = std::upper_bound(offsets, offsets + batch_.n_sequences + 1, row);
    for (; row < last_; row = *end++) {
      start_ = end[-1];
      n_ = *end - start_;
      run(row - start_, std::min(last_, *end) - start_);
    }
    if (stream_) stream_fence();
  }

 private:
  /// Rows [row, stop) of the sequence.
  void run(Index row, const Index stop) {
    const Index reach = cuts_.reach, channels = batch_.channels, first = row;
    Index seen = row - reach;  // rows before it have been looked at or held
    bool halo = true;
    for (; row < stop; row += cuts_.block) {
      const Index rows = std::min(cuts_.block, stop - row), count = rows * channels;
      const Index last = row + rows + reach;
      const T* x = rows_.data();
      bool finite = true;
      if (may_read(row - reach, last)) {
        x = at_values(row - reach);
        finite = all_finite(at_values(seen), (last - seen) * channels);
      } else {
        from_ = row - reach;
        finite = fill(kept_ != nullptr && row > first ? seen : from_, last);
        std::fill_n(at(last), windows_slack, T{});
      }
      T* const to = out_ + (start_ + row) * channels;
      const bool straight = may_write((stop - row - rows) * channels);
      const WindowBlock<T> block{x,
                                 straight ? to : result_.data(),
                                 at_values(std::min(last, n_)),
                                 channels,
                                 count,
                                 halo && finite};
      algorithm_.run(block, scratch_);
      if (!straight) put(to, static_cast<std::size_t>(count));
      if (kept_ != nullptr) copy_finite(rows_.data(), rows_.data() + count, 2 * reach * channels);
      seen = last;
      halo = finite;
    }
  }

  const T* at_values(const Index row) const {
    return batch_.values + (start_ + row) * batch_.channels;
  }

  /// Whether a block may be read where it is: all of it and the slack are numbers of the batch,
  /// none of which may have been replaced.
  bool may_read(const Index row, const Index last) const {
    const Index left = batch_.n_values() - (start_ + last) * batch_.channels;
    return kept_ == nullptr && row >= 0 && last <= n_ && left >= static_cast<Index>(windows_slack);
  }

  /// Whether results may go where they belong: the slack falls on rows that follow.
  bool may_write(const Index left) const {
    return kept_ == nullptr && !stream_ && left >= static_cast<Index>(windows_slack);
  }

  /// Place of a row of the sequence among those that are held.
  T* at(const Index row) const { return rows_.data() + (row - from_) * batch_.channels; }

  void put(T* const to, const std::size_t count) const {
    if (stream_) {
      stream_copy(to, result_.data(), count);
    } else {
      std::copy_n(result_.data(), count, to);
    }
  }

  /// Brings rows [row, stop), some of which may be beyond the ends; tells whether all are finite.
  bool fill(const Index row, const Index stop) {
    const Index inside = std::clamp<Index>(row, 0, n_), end = std::clamp<Index>(stop, 0, n_);
    bool finite = copy(inside, end);
    for (Index k = row; k < std::min<Index>(stop, 0); ++k) finite = pad(k) && finite;
    for (Index k = std::max(row, n_); k < stop; ++k) finite = pad(k) && finite;
    return finite;
  }

  bool copy(Index row, const Index end) {
    const Index channels = batch_.channels;
    bool finite = true;
    while (row < end) {
      const Index global = start_ + row;
      Index stop = end;
      const T* source = batch_.values + global * channels;
      if (kept_ != nullptr && (global < first_ || global >= last_)) {
        // What other chunks hold may have been replaced by then.
        const Index cut = global < first_ ? first_ : last_;
        if (global < first_) stop = std::min(end, first_ - start_);
        source =
            kept_ + (cut / cuts_.chunk * 2 * cuts_.reach + global - cut + cuts_.reach) * channels;
      } else if (kept_ != nullptr) {
        stop = std::min(end, last_ - start_);
      }
      finite = copy_finite(at(row), source, (stop - row) * channels) && finite;
      row = stop;
    }
    return finite;
  }

  /// A row beyond the ends, made of those that are held.
  bool pad(const Index row) {
    if (algorithm_.edges() != Edges::none) {
      return copy_finite(at(row), at(row_at(algorithm_.edges(), row, n_)), batch_.channels);
    }
    std::fill_n(at(row), batch_.channels, nan<T>);
    return false;
  }

  const A& algorithm_;
  const Batch<const T>& batch_;
  T* out_;
  WindowCuts cuts_;
  const T* kept_;
  bool stream_;
  Scratch<T> rows_, result_, scratch_;
  Index first_ = 0, last_ = 0;  // rows of the chunk, in the batch
  Index start_ = 0, n_ = 0;     // the sequence: where it starts in the batch, its rows
  Index from_ = 0;              // first row that is held, in the sequence
};

/// Runs a batch; `out` has the shape of the values and may be the values.
///
/// Results depend on a few rows each, so threads share out rows, not sequences.
template <class A, class T>
  requires WindowAlgorithm<A, T>
void run_series(const A& algorithm, const Batch<const T>& batch, T* out, const Index threads) {
  const auto cuts = WindowCuts::of(algorithm.reach(), batch.channels, longest_sequence(batch));
  const Index n_rows = batch.offsets[batch.n_sequences], channels = batch.channels;
  const Index n_chunks = (n_rows + cuts.chunk - 1) / cuts.chunk;
  const bool in_place = out == batch.values;
  const Index rows_kept = in_place ? n_chunks * 2 * cuts.reach : 0;
  const Scratch<T> kept(static_cast<std::size_t>(rows_kept * channels));
  for (Index k = 0; k < rows_kept; ++k) {
    const Index chunk = k / (2 * cuts.reach), row = chunk * cuts.chunk + k % (2 * cuts.reach);
    const Index global = row - cuts.reach;
    if (global < 0 || global >= n_rows) continue;
    std::copy_n(batch.values + global * channels, channels, kept.data() + k * channels);
  }
  const bool stream = static_cast<std::size_t>(batch.n_values()) * sizeof(T) > streamed_bytes;
  parallel_for(n_chunks, threads, batch.n_values(), [&] {
    return WindowRun<A, T>(algorithm, batch, out, cuts, in_place ? kept.data() : nullptr, stream);
  });
}

}  // namespace footfall
