// Fills gaps of each channel along a straight line between their neighbours.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "footfall/core/batch.hpp"
#include "footfall/core/channel_bits.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/series.hpp"

namespace footfall {

/// Gaps up to `max_gap_frames` are filled; `hold_ends` repeats the first and last number outwards.
template <class T>
class FillLinear {
 public:
  static constexpr const char* name = "fill_linear";
  static constexpr std::array parameters{"max_gap_frames", "hold_ends"};

  explicit FillLinear(const std::array<double, 2>& values) : hold_ends_(values[1] != 0) {
    require_not_negative("max_gap_frames", values[0]);
    max_gap_ = static_cast<Index>(std::min(values[0], all_frames));
  }

  std::size_t scratch_size(const Index /*longest*/, const Index channels) const {
    return static_cast<std::size_t>(channels + 2 * words(channels)) * (sizeof(Index) / sizeof(T));
  }

  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    const Index channels = task.channels, first = task.first, count = task.last - task.first;
    Rows rows(*this, task.out + first, channels, count, scratch.data());
    for (Index row = 0; row < task.n_frames; ++row) {
      rows.bring(task.x + row * channels + first, [](const std::uint64_t* /*missing*/) {});
    }
    rows.end();
    return false;
  }

  /// Fills rows of one sequence as they come, so that memory is read in order.
  class Rows {
   public:
    /// `x` is the first of `count` channels in frame 0; `memory` has `scratch_size` numbers.
    Rows(const FillLinear& rule, T* const x, const Index stride, const Index count, T* const memory)
        : rule_(rule),
          x_(x),
          stride_(stride),
          count_(count),
          since_(reinterpret_cast<Index*>(memory)),  // T cannot count far
          open_(reinterpret_cast<std::uint64_t*>(since_ + count)),
          missing_(open_ + words(count)) {
      std::fill_n(open_, 2 * words(count), std::uint64_t{0});
    }

    /// Brings the next row, fills the gaps that it ends and notes which begin with it. `lose(set)`
    /// adds the channels whose sample counts as missing, whatever it is.
    template <class Lose>
    FOOTFALL_INLINE void bring(const T* const from, const Lose& lose) {
      copy(from);
      lose(missing_);
      for (Index first = 0; first < count_; first += word_bits) {
        std::uint64_t& open = open_[first / word_bits];
        const std::uint64_t missing = missing_[first / word_bits];
        each(missing & ~open, first, [&](const Index c) { since_[c] = row_; });
        each_run(open & ~missing, first, [&](const Index c, const Index n) {
          rule_.close(x_ + c, n, since_[c], row_, stride_);
        });
        open = missing;
      }
      ++row_;
    }

    Index brought() const { return row_; }

    /// How many rows, from the first on, lie before every gap that is still open: they are final.
    Index settled() const {
      Index first_open = row_;
      for (Index first = 0; first < count_; first += word_bits) {
        each(open_[first / word_bits], first,
             [&](const Index c) { first_open = std::min(first_open, since_[c]); });
      }
      return first_open;
    }

    /// All rows are in place.
    void end() const {
      for (Index first = 0; first < count_; first += word_bits) {
        each(open_[first / word_bits], first, [&](const Index c) {
          const Index start = since_[c], gap = row_ - start;
          const bool held = rule_.hold_ends_ && gap < row_ && gap <= rule_.max_gap_;
          hold(x_ + c, start, row_, stride_, held ? x_[(start - 1) * stride_ + c] : nan<T>);
        });
      }
    }

   private:
    template <class Visit>
    static void each(std::uint64_t bits, const Index first, const Visit& visit) {
      for (; bits != 0; bits &= bits - 1) visit(first + std::countr_zero(bits));
    }

    /// Neighbouring channels whose gaps began together, as those of a point do, at a time.
    template <class Visit>
    void each_run(std::uint64_t bits, const Index first, const Visit& visit) const {
      while (bits != 0) {
        const Index c = first + std::countr_zero(bits);
        Index n = 0;
        do {
          bits &= bits - 1;
          ++n;
        } while (bits != 0 && first + std::countr_zero(bits) == c + n &&
                 since_[c + n] == since_[c]);
        visit(c, n);
      }
    }

    /// Copies the row and notes what is missing in it.
    FOOTFALL_INLINE void copy(const T* const from) {
      constexpr auto width = static_cast<Index>(lanes<T>);
      T* const to = x_ + row_ * stride_;
      const Index count = count_;
      for (Index c = 0; c < count;) {
        std::uint64_t missing = 0;
        const Index end = std::min(count, c + word_bits), last = end - width;
        Index bit = 0, k = c;
        const auto move = [&](const Index present) {
          const auto n = static_cast<std::size_t>(present);
          const auto x = load<Pack<T>>(from + k, n);
          store(to + k, x, n);
          missing |= std::uint64_t{nan_lanes(x)} << bit;
        };
        for (; k <= last; k += width, bit += width) move(width);
        if (k < end) move(end - k);
        missing_[c / word_bits] = missing;
        c = end;
      }
    }

    const FillLinear& rule_;
    T* x_;
    Index stride_, count_, row_ = 0;
    Index* since_;            // first missing frame of each open gap
    std::uint64_t* open_;     // channels whose last sample was missing
    std::uint64_t* missing_;  // channels whose sample is missing in the row at hand
  };

 private:
  static constexpr double all_frames = 9007199254740992.0;  // 2^53, more than there are
  static constexpr Index word_bits = ChannelSet::word_bits;

  static constexpr Index words(const Index channels) { return ChannelSet::words(channels); }

  /// Fills frames [start, end) of `n` neighbouring channels; `end` holds numbers.
  void close(T* const x, const Index n, const Index start, const Index end,
             const Index stride) const {
    const T* const right = x + end * stride;
    if (end - start > max_gap_ || start == 0) {
      const bool held = hold_ends_ && start == 0 && end <= max_gap_;
      for (Index c = 0; c < n; ++c) hold(x + c, start, end, stride, held ? right[c] : nan<T>);
      return;
    }
    const T* const left = x + (start - 1) * stride;
    const T steps = static_cast<T>(end - start + 1);
    constexpr auto width = static_cast<Index>(lanes<T>);
    for (Index c = 0; c < n; c += width) {
      const auto present = static_cast<std::size_t>(std::min(width, n - c));
      const auto from = load<Pack<T>>(left + c, present);
      const auto change = load<Pack<T>>(right + c, present) - from;
      for (Index i = start; i < end; ++i) {
        const T weight = static_cast<T>(i - start + 1) / steps;
        store(x + i * stride + c, from + weight * change, present);
      }
    }
  }

  static void hold(T* channel, const Index start, const Index end, const Index stride,
                   const T value) {
    for (Index i = start; i < end; ++i) channel[i * stride] = value;
  }

  Index max_gap_ = 0;
  bool hold_ends_;
};

}  // namespace footfall
