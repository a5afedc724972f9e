// Loops whose number is known to the compiler, with a constant for each turn.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "footfall/core/pack.hpp"

namespace footfall {

/// Calls `visit(k)` for each constant k of [0, count).
template <std::size_t count, class Visit>
FOOTFALL_INLINE void unrolled(const Visit& visit) {
  const auto each = [&]<std::size_t... k>(std::index_sequence<k...>) {
    (visit(std::integral_constant<std::size_t, k>{}), ...);
  };
  each(std::make_index_sequence<count>{});
}

}  // namespace footfall
