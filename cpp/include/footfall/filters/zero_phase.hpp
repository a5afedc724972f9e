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
      : filter_(values[0], values[1], values[2]),
        padding_(static_cast<Index>(values[3])),
        min_run_(static_cast<Index>(values[4])) {}

  /// Numbers of scratch that `run` needs.
  std::size_t scratch_size(const Index longest, const Index /*channels*/) const {
    return static_cast<std::size_t>(longest + 2 * padding_) * packs_in_flight * lanes<T>;
  }

  /// Filters channels [first, last) of one sequence; `x` and `out` have rows of `channels`.
  void run(const T* x, T* out, const Index n_frames, const Index channels, const Index first,
           const Index last, const Scratch<T>& scratch) const {
    constexpr auto width = static_cast<Index>(lanes<T>);
    const Span all{0, n_frames};
    for (Index c = first; c < last;) {
      const Index packs = std::min<Index>(packs_in_flight, (last - c + width - 1) / width);
      const Index count = std::min(last - c, packs * width);
      const Columns columns{x + c, out + c, channels, count};
      const auto broken = pass_block(columns, all, packs, scratch);
      for (Index k = 0; k < count; ++k) {
        if (broken[static_cast<std::size_t>(k)]) run_gappy(columns.one(k), n_frames, scratch);
      }
      c += count;
    }
  }

 private:
  struct Span {
    Index start, end;
    Index length() const { return end - start; }
  };

  struct Columns {
    const T* x;
    T* out;
    Index stride, count;
    Columns one(const Index k) const { return {x + k, out + k, stride, 1}; }
  };

  using Broken = std::array<bool, packs_in_flight * lanes<T>>;

  /// Runs the block with as many registers as it needs; a lane that met a gap is marked broken.
  Broken pass_block(const Columns& columns, const Span span, const Index packs,
                    const Scratch<T>& scratch) const {
    if (span.length() < min_run_) return copy_short(columns, span);
    switch (packs) {
      case 1: return pass<Pack<T>, 1>(columns, span, scratch);
      case 2: return pass<Pack<T>, 2>(columns, span, scratch);
      case 3: return pass<Pack<T>, 3>(columns, span, scratch);
      default: return pass<Pack<T>, 4>(columns, span, scratch);
    }
  }

  static Broken copy_short(const Columns& columns, const Span span) {
    for (Index i = span.start; i < span.end; ++i) {
      std::copy_n(columns.x + i * columns.stride, columns.count,
                  columns.out + i * columns.stride);
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
      constexpr std::size_t width = sizeof(V) / sizeof(T), row = Packs * width;
      const Index n = span.length(), pad = std::min(n - 1, padding_), total = n + 2 * pad;
      const Columns here{columns.x + span.start * columns.stride,
                         columns.out + span.start * columns.stride, columns.stride,
                         columns.count};
      T* const middle = scratch.data();
      Rows<V, Packs> state = settled<V, Packs>(padded<V, Packs>(here, -pad, n));
      std::array<V, Packs> x;
      for (Index i = 0; i < total; ++i) {
        x = padded<V, Packs>(here, i - pad, n);
        advance(state, x);
        for (std::size_t p = 0; p < Packs; ++p) {
          store(middle + static_cast<std::size_t>(i) * row + p * width, x[p]);
        }
      }
      state = settled<V, Packs>(x);
      for (Index i = total; i-- > pad;) {
        for (std::size_t p = 0; p < Packs; ++p) {
          x[p] = load<V>(middle + static_cast<std::size_t>(i) * row + p * width);
        }
        advance(state, x);
        if (i < n + pad) write<V, Packs>(here.out + (i - pad) * here.stride, x, here.count);
      }
      return broken_lanes<V, Packs>(state);
    }
  }

  template <class V, std::size_t Packs>
  using Rows = std::array<std::array<V, Filter::state_size>, Packs>;

  template <class V, std::size_t Packs>
  FOOTFALL_INLINE Rows<V, Packs> settled(const std::array<V, Packs>& x) const {
    Rows<V, Packs> state;
    for (std::size_t p = 0; p < Packs; ++p) filter_.settle(state[p], x[p]);
    return state;
  }

  template <class V, std::size_t Packs>
  FOOTFALL_INLINE void advance(Rows<V, Packs>& state, std::array<V, Packs>& x) const {
    for (std::size_t p = 0; p < Packs; ++p) x[p] = filter_.advance(state[p], x[p]);
  }

  /// Frame `i` of the sequence; before and after it, the sequence turned about its end sample.
  template <class V, std::size_t Packs>
  FOOTFALL_INLINE static std::array<V, Packs> padded(const Columns& columns, const Index i,
                                                     const Index n) {
    if (i >= 0 && i < n) return read<V, Packs>(columns.x + i * columns.stride, columns.count);
    const Index end = i < 0 ? 0 : n - 1;
    const auto pivot = read<V, Packs>(columns.x + end * columns.stride, columns.count);
    auto x = read<V, Packs>(columns.x + (2 * end - i) * columns.stride, columns.count);
    for (std::size_t p = 0; p < Packs; ++p) x[p] = T(2) * pivot[p] - x[p];
    return x;
  }

  template <class V, std::size_t Packs>
  FOOTFALL_INLINE static std::array<V, Packs> read(const T* from, const Index count) {
    constexpr std::size_t width = sizeof(V) / sizeof(T);
    std::array<V, Packs> x;
    if (count == static_cast<Index>(Packs * width)) {
      for (std::size_t p = 0; p < Packs; ++p) x[p] = load<V>(from + p * width);
    } else {
      alignas(64) std::array<T, Packs * width> row{};
      for (Index k = 0; k < count; ++k) row[static_cast<std::size_t>(k)] = from[k];
      for (std::size_t p = 0; p < Packs; ++p) x[p] = load<V>(row.data() + p * width);
    }
    return x;
  }

  template <class V, std::size_t Packs>
  FOOTFALL_INLINE static void write(T* to, const std::array<V, Packs>& x, const Index count) {
    constexpr std::size_t width = sizeof(V) / sizeof(T);
    if (count == static_cast<Index>(Packs * width)) {
      for (std::size_t p = 0; p < Packs; ++p) store(to + p * width, x[p]);
    } else {
      alignas(64) std::array<T, Packs * width> row;
      for (std::size_t p = 0; p < Packs; ++p) store(row.data() + p * width, x[p]);
      for (Index k = 0; k < count; ++k) to[k] = row[static_cast<std::size_t>(k)];
    }
  }

  /// A missing sample poisons the state of its lane for good.
  template <class V, std::size_t Packs>
  static Broken broken_lanes(const Rows<V, Packs>& state) {
    constexpr std::size_t width = sizeof(V) / sizeof(T);
    Broken broken{};
    alignas(64) std::array<T, width> lane;
    for (std::size_t p = 0; p < Packs; ++p) {
      store(lane.data(), state[p][0]);
      for (std::size_t k = 0; k < width; ++k) broken[p * width + k] = std::isnan(lane[k]);
    }
    return broken;
  }

  Filter filter_;
  Index padding_, min_run_;
};

}  // namespace footfall
