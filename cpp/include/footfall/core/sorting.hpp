// Order statistics of a few numbers per lane, by comparisons that do not branch.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "footfall/core/pack.hpp"
#include "footfall/core/unrolled.hpp"

namespace footfall {

template <class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();

/// Puts two numbers in order.
template <class V>
FOOTFALL_INLINE void order(V& a, V& b) {
  const V low = least(a, b);
  b = greatest(a, b);
  a = low;
}

/// The comparisons of merge exchange: Knuth, The Art of Computer Programming 3, 5.2.2, M.
template <std::size_t n>
struct MergeExchange {
  template <class Visit>
  static constexpr void each(const Visit& visit) {
    std::size_t top = 1;
    while (2 * top < n) top *= 2;
    for (std::size_t p = top; p > 0; p /= 2) {
      std::size_t q = top, r = 0, d = p;
      while (true) {
        for (std::size_t i = 0; i + d < n; ++i) {
          if ((i & p) == r) visit(i, i + d);
        }
        if (q == p) break;
        d = q - p;
        q /= 2;
        r = p;
      }
    }
  }

  static constexpr std::size_t count = [] {
    std::size_t total = 0;
    each([&](std::size_t, std::size_t) { ++total; });
    return total;
  }();

  static constexpr auto pairs = [] {
    std::array<std::array<std::size_t, 2>, count> list{};
    std::size_t k = 0;
    each([&](const std::size_t a, const std::size_t b) { list[k++] = {a, b}; });
    return list;
  }();
};

/// Sorts in each lane. Nothing may be NaN.
template <std::size_t n, class V>
FOOTFALL_INLINE void sort(std::array<V, n>& x) {
  using Network = MergeExchange<n>;
  unrolled<Network::count>(
      [&](auto k) { order(x[Network::pairs[k][0]], x[Network::pairs[k][1]]); });
}

/// The middle one of an odd number of them, or the middle two, the lesser first: of half and two
/// more the extremes cannot be among them; they are forgotten, the next one joins, and so on.
/// Nothing may be NaN.
template <std::size_t n, class V>
FOOTFALL_INLINE std::array<V, 2 - n % 2> middle(std::array<V, n> x) {
  constexpr std::size_t most = n / 2 + 2, rounds = (n - 1) / 2;
  unrolled<rounds>([&](auto round) {
    constexpr std::size_t held = most - round, last = held - 1;
    unrolled<held / 2>([&](auto k) { order(x[k], x[last - k]); });
    unrolled<(held - 1) / 2>([&](auto k) { order(x[0], x[k + 1]); });
    unrolled<(held - 1) / 2>([&](auto k) { order(x[last - 1 - k], x[last]); });
    x[0] = x[last - 1];
    if constexpr (most + round < n) x[last - 1] = x[most + round];
  });
  if constexpr (n % 2 == 1) {
    return {x[0]};
  } else {
    order(x[0], x[1]);
    return {x[0], x[1]};
  }
}

}  // namespace footfall
