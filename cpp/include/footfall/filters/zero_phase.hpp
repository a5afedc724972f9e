// A linear filter run forward, then backward: no phase shift.
//
// Gustafsson (1996), doi:10.1109/78.492552, describes the method; ends are padded by odd
// reflection and each direction starts settled on its first sample.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"
#include "footfall/filters/butterworth.hpp"

namespace footfall {

/// Zero-phase Butterworth low-pass over whole sequences, each run of numbers for itself.
///
/// A run shorter than `min_run` frames comes back as it is.
template <class T, std::size_t Sections>
struct ZeroPhaseButterworth {
  static constexpr std::array names{"", "zero_phase_butterworth_2", "zero_phase_butterworth_4",
                                    "zero_phase_butterworth_6", "zero_phase_butterworth_8"};
  static constexpr const char* name = names[Sections];
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz", "passes",
                                         "padding_frames", "min_run_frames"};
  using Filter = ButterworthLowPass<T, Sections>;

  explicit ZeroPhaseButterworth(const std::array<double, 5>& values)
      : filter_(values[0], values[1], values[2]) {
    require_positive("passes", values[2]);
    require_not_negative("padding_frames", values[3]);
    require(values[4] >= 1, "min_run_frames", "a value >= 1", values[4]);
    padding_ = static_cast<Index>(std::min(values[3], longest_padding));
    min_run_ = static_cast<Index>(std::min(values[4], longest_padding));
  }

  /// Numbers of scratch that `run` needs.
  std::size_t scratch_size(const Index longest, const Index /*channels*/) const {
    const Index padded = longest + 2 * std::min(longest, padding_);
    return static_cast<std::size_t>(padded) * packs_in_flight * lanes<T>;
  }

  /// Gives true where the result has been streamed to the target, which is so without gaps.
  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    const auto [x, next, out, target, n_frames, channels, first, last] = task;
    constexpr auto width = static_cast<Index>(lanes<T>);
    const Span all{0, n_frames};
    bool whole = n_frames >= min_run_;
    for (Index c = first; c < last;) {
      const Index packs = std::min<Index>(packs_in_flight, (last - c + width - 1) / width);
      const Index count = std::min(last - c, packs * width);
      const bool completes = whole && c + count == channels;  // then rows can go as they come
      const Columns columns{x + c,    next + c, out + c,
                            channels, count,    {out, completes ? target : nullptr}};
      const auto broken = pass_block(columns, all, packs, scratch);
      for (Index k = 0; k < count; ++k) {
        if (!broken[static_cast<std::size_t>(k)]) continue;
        run_gappy(columns.one(k), n_frames, scratch);
        whole = false;
      }
      c += count;
    }
    return whole && target != nullptr;
  }

 private:
  static constexpr double longest_padding = 1e9;  // frames

  struct Span {
    Index start, end;
    Index length() const { return end - start; }
  };

  /// Whole rows of the result on their way out; `to` null: they stay.
  struct Sink {
    const T* from;
    T* to;
  };

  struct Columns {
    const T* x;
    const T* next;
    T* out;
    Index stride, count;
    Sink sink;
    Columns one(const Index k) const { return {x + k, next + k, out + k, stride, 1, {}}; }
  };

  using Broken = std::array<bool, packs_in_flight * lanes<T>>;

  /// Runs the block with as many registers as it needs; a lane that met a gap is marked broken.
  Broken pass_block(const Columns& columns, const Span span, const Index packs,
                    const Scratch<T>& scratch) const {
    if (span.length() < min_run_) return copy_short(columns, span);
    switch (packs) {
      case 1:
        return pass<Pack<T>, 1>(columns, span, scratch);
      case 2:
        return pass<Pack<T>, 2>(columns, span, scratch);
      case 3:
        return pass<Pack<T>, 3>(columns, span, scratch);
      default:
        return pass<Pack<T>, 4>(columns, span, scratch);
    }
  }

  static Broken copy_short(const Columns& columns, const Span span) {
    for (Index i = span.start; i < span.end; ++i) {
      std::copy_n(columns.x + i * columns.stride, columns.count, columns.out + i * columns.stride);
    }
    return {};
  }

  /// Each run of finite samples of one channel for itself; other samples stay as they are.
  void run_gappy(const Columns& column, const Index n_frames, const Scratch<T>& scratch) const {
    const auto finite = [&](const Index i) { return std::isfinite(column.x[i * column.stride]); };
    for (Index i = 0; i < n_frames;) {
      const Index start = i;
      const bool number = finite(i);
      while (i < n_frames && finite(i) == number) ++i;
      if (number && i - start >= min_run_) {
        pass<T, 1>(column, {start, i}, scratch);
      } else {
        copy_short(column, {start, i});
      }
    }
  }

  /// Both directions over one span; the samples between live in `scratch`.
  template <class V, std::size_t Packs>
  Broken pass(const Columns& columns, const Span span, const Scratch<T>& scratch) const {
    if constexpr (Packs > packs_in_flight) {
      return {};
    } else {
      const Index n = span.length(), pad = std::min(n - 1, padding_);
      return Block<V, Packs>(filter_, columns, span.start).run(n, pad, scratch.data());
    }
  }

  /// `Packs` registers of channels on their way through a span, all in registers.
  template <class V, std::size_t Packs>
  class Block {
   public:
    Block(const Filter& filter, const Columns& columns, const Index start)
        : filter_(filter),
          x_(columns.x + start * columns.stride),
          next_(columns.next + start * columns.stride),
          out_(columns.out + start * columns.stride),
          stride_(columns.stride),
          sink_(columns.sink),
          tail_(static_cast<std::size_t>(columns.count) - (Packs - 1) * width) {}

    Broken run(const Index n, const Index pad, T* const middle) const {
      const Filter filter = filter_;  // a copy of its own stays in registers
      T* row = middle;
      Values v = turned(0, pad);
      State state = settled(filter, v);
      const auto forward = [&](const Values& x) {
        v = x;
        advance(filter, state, v);
        for (std::size_t p = 0; p < Packs; ++p) store(row + p * width, v[p]);
        row += Packs * width;
      };
      for (Index i = pad; i > 0; --i) forward(turned(0, i));
      for (Index i = 0; i < n; ++i) forward(read(i));
      for (Index i = 1; i <= pad; ++i) forward(turned(n - 1, n - 1 - i));
      const Broken broken = broken_lanes(state);
      state = settled(filter, v);
      const auto backward = [&] {
        row -= Packs * width;
        for (std::size_t p = 0; p < Packs; ++p) v[p] = load<V>(row + p * width);
        advance(filter, state, v);
      };
      for (Index i = 0; i < pad; ++i) backward();
      const bool streams = sink_.to != nullptr && broken == Broken{};
      Index end = n;
      for (Index i = n; i-- > 0;) {
        backward();
        write(i, v);
        for (std::size_t p = 0; p < Packs; ++p) prefetch(next_ + i * stride_ + p * width);
        if (streams && i % streamed_rows == 0) {
          stream_copy(sink_.to + i * stride_, sink_.from + i * stride_,
                      static_cast<std::size_t>((end - i) * stride_));
          end = i;
        }
      }
      return broken;
    }

   private:
    static constexpr std::size_t width = sizeof(V) / sizeof(T);
    static constexpr Index streamed_rows = 16;  // at a time: enough to fill cache lines
    using Values = std::array<V, Packs>;
    using State = std::array<std::array<V, Filter::state_size>, Packs>;

    FOOTFALL_INLINE static State settled(const Filter& filter, const Values& x) {
      State state;
      for (std::size_t p = 0; p < Packs; ++p) filter.settle(state[p], x[p]);
      return state;
    }

    FOOTFALL_INLINE static void advance(const Filter& filter, State& state, Values& x) {
      for (std::size_t p = 0; p < Packs; ++p) x[p] = filter.advance(state[p], x[p]);
    }

    FOOTFALL_INLINE Values read(const Index i) const {
      const T* const from = x_ + i * stride_;
      Values x;
      for (std::size_t p = 0; p + 1 < Packs; ++p) x[p] = load<V>(from + p * width);
      x[Packs - 1] = load<V>(from + (Packs - 1) * width, tail_);
      return x;
    }

    FOOTFALL_INLINE void write(const Index i, const Values& x) const {
      T* const to = out_ + i * stride_;
      for (std::size_t p = 0; p + 1 < Packs; ++p) store(to + p * width, x[p]);
      store(to + (Packs - 1) * width, x[Packs - 1], tail_);
    }

    /// Frame `i` of the sequence turned about its frame `end`.
    FOOTFALL_INLINE Values turned(const Index end, const Index i) const {
      const Values pivot = read(end);
      Values x = read(i);
      for (std::size_t p = 0; p < Packs; ++p) x[p] = T(2) * pivot[p] - x[p];
      return x;
    }

    /// A missing sample poisons the state of its lane for good.
    static Broken broken_lanes(const State& state) {
      Broken broken{};
      alignas(64) std::array<T, width> lane;
      for (std::size_t p = 0; p < Packs; ++p) {
        store(lane.data(), state[p][0]);
        for (std::size_t k = 0; k < width; ++k) broken[p * width + k] = std::isnan(lane[k]);
      }
      return broken;
    }

    const Filter& filter_;
    const T* x_;
    const T* next_;
    T* out_;
    Index stride_;
    Sink sink_;
    std::size_t tail_;
  };

  Filter filter_;
  Index padding_ = 0, min_run_ = 1;
};

}  // namespace footfall
