// Making algorithms from values: counts and values that do not fit end in one clear sentence.
#include <cmath>
#include <string>
#include <vector>

#include "check.hpp"
#include "footfall/core/fields.hpp"
#include "footfall/events/all.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/gaps/all.hpp"
#include "footfall/kinematics/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

template <class A>
std::string error_of(const std::vector<double>& values) {
  try {
    make<A>(values);
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

template <class A>
void check_counts() {
  std::vector<double> values;
  for (const char* const parameter : A::parameters) values.push_back(usual_value(parameter));
  CHECK(!error_of<A>(values).starts_with(std::string(A::name) + ":"));
  for (std::size_t count = 0; count < 12; ++count) {
    if (count == A::parameters.size()) continue;
    const auto error = error_of<A>(std::vector<double>(count, 1));
    CHECK(error.starts_with(std::string(A::name) + ": expected "));
    CHECK(error.ends_with(", got " + std::to_string(count)));
  }
}

/// Whatever the numbers are, it is made or an ArgumentError says why.
template <class A>
void check_odd_values() {
  const std::vector<double> odd{0,    -1,   1,    0.5,         1e-300,   1e300,
                                -1e9, 59.9, 30.0, nan<double>, HUGE_VAL, -HUGE_VAL};
  Noise noise(5);
  for (int round = 0; round < 500; ++round) {
    std::vector<double> values;
    for (std::size_t i = 0; i < A::parameters.size(); ++i) {
      values.push_back(
          odd[static_cast<std::size_t>(noise.next() * static_cast<double>(odd.size()))]);
    }
    const auto error = error_of<A>(values);
    CHECK(error.empty() || error.find(": expected ") != std::string::npos);
  }
}

template <class Algorithms>
void check_list() {
  for_each(Algorithms{}, []<class A> {
    check_counts<A>();
    check_odd_values<A>();
  });
}

template <class A>
void check_error(const std::vector<double>& values, const std::string& text) {
  if (error_of<A>(values).starts_with(text)) return;
  std::fprintf(stderr, "expected \"%s\", got \"%s\"\n", text.c_str(), error_of<A>(values).c_str());
  std::exit(1);
}

template <class T>
void check_values() {
  check_error<OneEuro<T>>({60, -1, 0, 1, 0}, "min_cutoff_hz: expected a value > 0, got -1");
  check_error<OneEuro<T>>({60, nan<double>, 0, 1, 0},
                          "min_cutoff_hz: expected a value > 0, got nan");
  check_error<CausalButterworth<T, 1>>({60, 30, 0, 0, 2, 0}, "cutoff_hz: expected a value ");
}

}  // namespace
}  // namespace footfall

int main() {
  using namespace footfall;
  check_list<CausalFilters<float>>();
  check_list<CausalFilters<double>>();
  check_list<SeriesFilters<double>>();
  check_list<SeriesGaps<double>>();
  check_list<FrameMaps<double>>();
  check_list<WholeFrameMaps<double>>();
  check_list<Detectors>();
  check_values<float>();
  check_values<double>();
}
