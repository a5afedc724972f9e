// What footfall throws: one sentence, `argument: expected …, got …`.
#pragma once

#include <charconv>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace footfall {

/// An argument has a value that the algorithm cannot work with.
class ArgumentError : public std::invalid_argument {
 public:
  ArgumentError(std::string_view argument, std::string_view expected, std::string_view got)
      : std::invalid_argument(std::string(argument) + ": expected " + std::string(expected) +
                              ", got " + std::string(got)) {}
};

/// A value as text; numbers as Python writes them, so that both say the same.
template <class Value>
std::string as_text(const Value& value) {
  if constexpr (std::is_floating_point_v<Value>) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
    std::string number(text, end);
    return number.find_first_not_of("-0123456789") == std::string::npos ? number + ".0" : number;
  } else {
    std::ostringstream text;
    text << value;
    return text.str();
  }
}

/// Throws ArgumentError unless `holds`.
template <class Value>
void require(bool holds, std::string_view argument, std::string_view expected, const Value& got) {
  if (!holds) throw ArgumentError(argument, expected, as_text(got));
}

/// Throws ArgumentError unless `value` is a finite number above zero.
inline void require_positive(std::string_view argument, const double value) {
  require(value > 0 && value <= std::numeric_limits<double>::max(), argument, "a value > 0", value);
}

/// Throws ArgumentError unless `value` is a finite number of zero or more.
inline void require_not_negative(std::string_view argument, const double value) {
  require(value >= 0 && value <= std::numeric_limits<double>::max(), argument, "a value >= 0",
          value);
}

}  // namespace footfall
