// Marks the channels of points in sets of bits, one for each channel of a frame.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// One bit for each channel, in words; there is one word more than channels need.
struct ChannelSet {
  static constexpr Index word_bits = 64;
  static constexpr Index words(const Index channels) { return channels / word_bits + 2; }
};

/// Which channels some points have, `dimensions` each, one point after another.
class ChannelsOfPoints {
 public:
  explicit ChannelsOfPoints(const Index dimensions) : dimensions_(dimensions) {
    if (dimensions > widest) return;
    const auto width = static_cast<unsigned>(dimensions);
    const auto point = (std::uint64_t{1} << width) - 1;
    for (std::size_t bits = 0; bits < channels_.size(); ++bits) {
      for (unsigned k = 0; k < static_cast<unsigned>(at_once); ++k) {
        if ((bits >> k & 1U) != 0) channels_[bits] |= point << (k * width);
      }
    }
  }

  /// Adds the channels of points `first` + k where bit k is set.
  FOOTFALL_INLINE void add(const Index first, unsigned bits, std::uint64_t* const set) const {
    if (dimensions_ > widest) {
      for (; bits != 0; bits &= bits - 1) {
        const Index start = (first + std::countr_zero(bits)) * dimensions_;
        for (Index c = start; c < start + dimensions_; ++c) add(c, std::uint64_t{1}, set);
      }
      return;
    }
    // Which points are meant is hard to foresee: a table instead of a branch for each of them.
    Index c = first * dimensions_;
    for (; bits != 0; bits >>= at_once, c += at_once * dimensions_) {
      add(c, channels_[bits % channels_.size()], set);
    }
  }

 private:
  static constexpr Index at_once = 8;
  static constexpr Index widest = ChannelSet::word_bits / at_once;

  FOOTFALL_INLINE static void add(const Index c, const std::uint64_t channels,
                                  std::uint64_t* const set) {
    const auto place = static_cast<std::size_t>(c);
    const std::size_t word = place / 64, bit = place % 64;
    set[word] |= channels << bit;
    set[word + 1] |= channels >> 1 >> (63 - bit);
  }

  Index dimensions_;
  std::array<std::uint64_t, std::size_t{1} << at_once> channels_{};
};

}  // namespace footfall
