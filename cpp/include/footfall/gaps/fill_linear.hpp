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
    const Index words = (channels + word_bits - 1) / word_bits;
    return static_cast<std::size_t>(channels + words) * (sizeof(Index) / sizeof(T));
  }

  bool run(const SeriesTask<T>& task, const Scratch<T>& scratch) const {
    const Index channels = task.channels, first = task.first, count = task.last - task.first;
    Rows rows(*this, task.out + first, channels, count, scratch.data());
    for (Index row = 0; row < task.n_frames; ++row) {
      std::copy_n(task.x + row * channels + first, count, task.out + row * channels + first);
      rows.take(row);
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
          open_(reinterpret_cast<std::uint64_t*>(since_ + count)) {
      std::fill_n(open_, (count + word_bits - 1) / word_bits, std::uint64_t{0});
    }

    /// The next row is in place.
    void take(const Index row) {
      const T* const x = x_ + row * stride_;
      std::uint64_t* open = open_;
      for (Index first = 0; first < count_; first += word_bits, ++open) {
        const Index last = std::min(count_, first + word_bits);
        const std::uint64_t missing = missing_in(x + first, last - first);
        each(missing & ~*open, first, [&](const Index c) { since_[c] = row; });
        each(*open & ~missing, first,
             [&](const Index c) { rule_.close(x_ + c, since_[c], row, stride_); });
        *open = missing;
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
    static std::uint64_t missing_in(const T* const x, const Index count) {
      constexpr auto width = static_cast<Index>(lanes<T>);
      std::uint64_t missing = 0;
      for (Index c = 0; c < count; c += width) {
        const auto present = static_cast<std::size_t>(std::min(width, count - c));
        missing |= std::uint64_t{nan_lanes(load<Pack<T>>(x + c, present))} << c;
      }
      return missing;
    }

    template <class Visit>
    static void each(std::uint64_t bits, const Index first, const Visit& visit) {
      for (; bits != 0; bits &= bits - 1) visit(first + std::countr_zero(bits));
    }

    const FillLinear& rule_;
    T* x_;
    Index stride_, count_;
    Index* since_;         // first missing frame of each open gap
    std::uint64_t* open_;  // channels whose last sample was missing
  };

 private:
  static constexpr double all_frames = 9007199254740992.0;  // 2^53, more than there are
  static constexpr Index word_bits = 64;

  /// Fills frames [start, end) of one channel; `end` holds a number.
  void close(T* channel, const Index start, const Index end, const Index stride) const {
    if (end - start > max_gap_) return;
    const T right = channel[end * stride];
    if (start == 0) {
      if (hold_ends_) hold(channel, 0, end, stride, right);
      return;
    }
    const T left = channel[(start - 1) * stride];
    const T steps = static_cast<T>(end - start + 1);
    for (Index i = start; i < end; ++i) {
      const T weight = static_cast<T>(i - start + 1) / steps;
      channel[i * stride] = left + weight * (right - left);
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
