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

  /// Sets a bit for each of `n` samples that is near to the other.
  void mark(const double* const x, const double* const y, const Index n) {
    constexpr auto width = static_cast<Index>(lanes<double>);
    near_.assign(static_cast<std::size_t>(n / bits + length_ / bits + 3), 0);
    using V = Pack<double>;
    const V most = V{} + tolerance_;
    Index i = 0;
    for (; i + bits <= n; i += bits) {
      std::uint64_t word = 0;
      for (Index k = 0; k < bits; k += width) {
        const auto found = lanes_within(load<V>(x + i + k), load<V>(y + i + k), most);
        word |= std::uint64_t{found} << static_cast<unsigned>(k);
      }
      near_[static_cast<std::size_t>(i / bits)] = word;
    }
    for (Index k = i; k < n; ++k) {
      const auto is_near = static_cast<std::uint64_t>(std::abs(x[k] - y[k]) <= tolerance_);
      near_[static_cast<std::size_t>(i / bits)] |= is_near << static_cast<unsigned>(k - i);
    }
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
