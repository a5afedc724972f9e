// How many stretches of a series are alike, and go on alike: what sample entropy counts.
//
// Richman, Moorman (2000), doi:10.1152/ajpheart.2000.278.6.H2039.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/measures.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Pairs of stretches of `length` samples, and of one more, whose samples all differ by no more
/// than the tolerance. Along a diagonal of the table of all pairs, near samples are bits in words.
class Alike {
 public:
  static constexpr const char* name = "alike";
  static constexpr std::array parameters{"template_length", "tolerance"};

  explicit Alike(const std::array<double, 2>& p)
      : length_(static_cast<Index>(p[0])), tolerance_(p[1]) {
    require(length_ >= 1, "template_length", "a value >= 1", p[0]);
    require_not_negative("tolerance", tolerance_);
  }

  void run(const double* const x, const Index n, const Table& /*table*/, double* const out) {
    if (length_ == 2) {
      count<2>(x, n, out);
    } else {
      count<0>(x, n, out);
    }
  }

 private:
  static constexpr Index bits = 64;

  /// `known`: the length, where it is known when compiled.
  template <Index known>
  void count(const double* const x, const Index n, double* const out) {
    const Index length = known > 0 ? known : length_;
    Index alike = 0, longer = 0;
    near_.resize(static_cast<std::size_t>(n / bits + length / bits + 3));
    for (Index lag = 1; lag < n - length; ++lag) {
      const Index stretches = n - lag - length;  // that go on
      mark(x, x + lag, n - lag);
      const std::uint64_t* near = near_.data();
      for (Index left = stretches; left > 0; left -= bits, ++near) {
        std::uint64_t word = near[0];
        if (left < bits) word &= ~std::uint64_t{0} >> static_cast<unsigned>(bits - left);
        for (Index k = 1; k < length; ++k) word &= from(near, k);
        alike += std::popcount(word);
        longer += std::popcount(word & from(near, length));
      }
    }
    out[0] = static_cast<double>(alike);
    out[1] = static_cast<double>(longer);
  }

  /// Sets a bit for each of `n` samples that is near to the other, and none beyond them.
  void mark(const double* const x, const double* const y, const Index n) {
    const Index whole = n / bits;
    for (Index i = 0; i < whole; ++i) {
      near_[static_cast<std::size_t>(i)] = word(x + i * bits, y + i * bits, bits);
    }
    const Index done = whole * bits;
    near_[static_cast<std::size_t>(whole)] = word(x + done, y + done, n - done);
    for (Index i = whole + 1; i < whole + 3 + length_ / bits; ++i) {
      near_[static_cast<std::size_t>(i)] = 0;
    }
  }

  /// Bits of up to 64 samples.
  FOOTFALL_INLINE std::uint64_t word(const double* const x, const double* const y,
                                     const Index n) const {
    constexpr auto width = static_cast<Index>(lanes<double>);
    using V = Pack<double>;
    const V most = V{} + tolerance_;
    std::uint64_t bits_of = 0;
    Index k = 0;
    for (; k + width <= n; k += width) {
      const auto found = lanes_within(load<V>(x + k), load<V>(y + k), most);
      bits_of |= std::uint64_t{found} << static_cast<unsigned>(k);
    }
    if (k == n) return bits_of;
    const auto left = static_cast<std::size_t>(n - k);
    const auto found = lanes_within(load<V>(x + k, left), load<V>(y + k, left), most);
    return bits_of | std::uint64_t{found & ((1U << left) - 1U)} << static_cast<unsigned>(k);
  }

  /// 64 bits from a place on.
  FOOTFALL_INLINE static std::uint64_t from(const std::uint64_t* words, const Index place) {
    words += place / bits;
    const auto shift = static_cast<unsigned>(place % bits);
    // In two steps, as a shift by all bits is not defined.
    return (words[0] >> shift) | (words[1] << 1U << (63 - shift));
  }

  Index length_;
  double tolerance_;
  std::vector<std::uint64_t> near_;
};

}  // namespace footfall
