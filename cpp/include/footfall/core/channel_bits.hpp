// Marks the channels of points in sets of bits, one for each channel of a frame.
#pragma once

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

  /// Whether `of` tells all channels of a frame.
  bool narrow(const Index channels) const {
    return dimensions_ <= widest && channels <= ChannelSet::word_bits;
  }

  /// The channels of points `first` + k, of `count`, where bit k is set, in a single word.
  FOOTFALL_INLINE std::uint64_t of(const Index first, const Index count, unsigned bits) const {
    // Which points are meant is hard to foresee: a table instead of a branch for each of them.
    std::uint64_t set = 0;
    for (Index k = 0; k < count; k += at_once, bits >>= at_once) {
      set |= channels_[bits % channels_.size()] << ((first + k) * dimensions_);
    }
    return set;
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
    constexpr auto all = static_cast<std::size_t>(ChannelSet::word_bits);
    const std::size_t word = place / all, bit = place % all;
    set[word] |= channels << bit;
    set[word + 1] |= channels >> 1 >> (all - 1 - bit);  // a shift by all bits is not defined
  }

  Index dimensions_;
  std::array<std::uint64_t, std::size_t{1} << at_once> channels_{};
};

}  // namespace footfall
