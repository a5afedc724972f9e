// Fills gaps of each channel along a straight line between their neighbours.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "footfall/core/batch.hpp"
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
      rows.copy(row, task.x + row * channels + first);
      rows.close(row);
    }
    rows.end(task.n_frames);
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
      std::fill_n(open_, words(count), std::uint64_t{0});
    }

    /// Brings the next row and notes what is missing in it.
    void copy(const Index row, const T* const from) {
      constexpr auto width = static_cast<Index>(lanes<T>);
      T* const to = x_ + row * stride_;
      for (Index word = 0, c = 0; c < count_; ++word) {
        const Index end = std::min(count_, c + word_bits);
        std::uint64_t missing = 0;
        for (Index bit = 0; c < end; c += width, bit += width) {
          const auto present = static_cast<std::size_t>(std::min(width, end - c));
          const auto x = load<Pack<T>>(from + c, present);
          store(to + c, x, present);
          missing |= std::uint64_t{nan_lanes(x)} << bit;
        }
        missing_[word] = missing;
        c = end;
      }
    }

    /// Makes the samples of `n` channels of the row that was brought last missing ones.
    void lose(const Index row, Index c, Index n) {
      std::fill_n(x_ + row * stride_ + c, n, nan<T>);
      while (n > 0) {
        const Index bit = c % word_bits, here = std::min(n, word_bits - bit);
        missing_[c / word_bits] |= ~std::uint64_t{0} >> (word_bits - here) << bit;
        c += here;
        n -= here;
      }
    }

    /// Notes which gaps begin with that row and fills those that it ends.
    void close(const Index row) {
      for (Index word = 0; word < words(count_); ++word) {
        const Index first = word * word_bits;
        const std::uint64_t missing = missing_[word], open = open_[word];
        each(missing & ~open, first, [&](const Index c) { since_[c] = row; });
        each_run(open & ~missing, first, [&](const Index c, const Index n) {
          rule_.close(x_ + c, n, since_[c], row, stride_);
        });
        open_[word] = missing;
      }
    }

    /// All rows are in place.
    void end(const Index n_frames) const {
      for (Index first = 0; first < count_; first += word_bits) {
        each(open_[first / word_bits], first, [&](const Index c) {
          const Index gap = n_frames - since_[c];
          if (!rule_.hold_ends_ || gap == n_frames || gap > rule_.max_gap_) return;
          hold(x_ + c, since_[c], n_frames, stride_, x_[(since_[c] - 1) * stride_ + c]);
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

    const FillLinear& rule_;
    T* x_;
    Index stride_, count_;
    Index* since_;            // first missing frame of each open gap
    std::uint64_t* open_;     // channels whose last sample was missing
    std::uint64_t* missing_;  // channels whose sample is missing in the row at hand
  };

 private:
  static constexpr double all_frames = 9007199254740992.0;  // 2^53, more than there are
  static constexpr Index word_bits = 64;

  static constexpr Index words(const Index channels) {
    return (channels + word_bits - 1) / word_bits;
  }

  /// Fills frames [start, end) of `n` neighbouring channels; `end` holds numbers.
  void close(T* const x, const Index n, const Index start, const Index end,
             const Index stride) const {
    if (end - start > max_gap_) return;
    const T* const right = x + end * stride;
    if (start == 0) {
      for (Index c = 0; hold_ends_ && c < n; ++c) hold(x + c, 0, end, stride, right[c]);
      return;
    }
    const T* const left = x + (start - 1) * stride;
    const T steps = static_cast<T>(end - start + 1);
    for (Index i = start; i < end; ++i) {
      const T weight = static_cast<T>(i - start + 1) / steps;
      for (Index c = 0; c < n; ++c) x[i * stride + c] = left[c] + weight * (right[c] - left[c]);
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
