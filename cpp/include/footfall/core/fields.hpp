// Builds an algorithm from its parameter values, in the order of its `parameters`.
#pragma once

#include <array>
#include <span>
#include <string>

#include "footfall/core/error.hpp"

namespace footfall {

/// A list of algorithms; bindings and the C interface walk it.
template <class... Members>
struct List {};

/// Calls `visit.template operator()<A>()` for each algorithm A of the list.
template <class... Members, class Visit>
void for_each(List<Members...> /*list*/, const Visit& visit) {
  (visit.template operator()<Members>(), ...);
}

/// Makes algorithm A from values in field order; throws ArgumentError when they do not fit.
template <class A>
A make(const std::span<const double> values) {
  constexpr std::size_t count = A::parameters.size();
  require(values.size() == count, A::name, std::to_string(count) + " parameters", values.size());
  std::array<double, count> fields{};
  for (std::size_t i = 0; i < count; ++i) fields[i] = values[i];
  return A(fields);
}

}  // namespace footfall
