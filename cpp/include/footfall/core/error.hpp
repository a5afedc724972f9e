// What footfall throws: one sentence, `argument: expected …, got …`.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace footfall {

/// An argument has a value that the algorithm cannot work with.
class ArgumentError : public std::invalid_argument {
 public:
  ArgumentError(std::string_view argument, std::string_view expected, std::string_view got)
      : std::invalid_argument(std::string(argument) + ": expected " + std::string(expected) +
                              ", got " + std::string(got)) {}
};

/// Throws ArgumentError unless `holds`.
template <class Value>
void require(bool holds, std::string_view argument, std::string_view expected, const Value& got) {
  if (holds) return;
  std::ostringstream text;
  text << got;
  throw ArgumentError(argument, expected, text.str());
}

}  // namespace footfall
