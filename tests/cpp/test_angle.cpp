// Accuracy of the arc tangent against the standard library in a wider type.
#include <algorithm>
#include <cmath>
#include <limits>

#include "check.hpp"
#include "footfall/core/angle.hpp"

namespace footfall {
namespace {

constexpr long double pi = 3.14159265358979323846264338327950288L;

/// Largest error over directions all around, in ulp of the exact angle, which counts as at least
/// the smallest that a turn of one degree still resolves.
template <class T>
double worst_error() {
  double worst = 0;
  for (int step = -360'000; step <= 360'000; ++step) {
    const auto around = static_cast<long double>(step) * pi / 360'000;
    for (const long double length : {1e-9L, 1.0L, 3e7L}) {
      const auto x = static_cast<T>(length * std::cos(around));
      const auto y = static_cast<T>(length * std::sin(around));
      const long double exact =
          std::atan2(static_cast<long double>(y), static_cast<long double>(x)) * 180 / pi;
      const auto size = static_cast<T>(std::abs(exact));
      const long double ulp = std::nextafter(size, T(1000)) - size;
      const long double error = std::abs(static_cast<long double>(atan2_deg<T>(y, x)) - exact);
      if (size > 0) worst = std::max(worst, static_cast<double>(error / ulp));
    }
  }
  return worst;
}

template <class T>
void check_accuracy() {
  const double worst = worst_error<T>();
  std::printf("%zu bytes: within %.2f ulp\n", sizeof(T), worst);
  CHECK(worst <= 4);
}

template <class T>
void check_special_values() {
  const T zero = 0, one = 1, missing = nan<T>;
  CHECK((atan2_deg<T>(zero, zero) == 0));
  CHECK((atan2_deg<T>(zero, one) == 0));
  CHECK((atan2_deg<T>(one, zero) == 90));
  CHECK((atan2_deg<T>(zero, -one) == 180));
  CHECK((atan2_deg<T>(-one, zero) == -90));
  CHECK((atan2_deg<T>(one, one) == 45));
  CHECK((atan2_deg<T>(one, -one) == 135));
  CHECK(std::isnan(atan2_deg<T>(missing, one)));
  CHECK(std::isnan(atan2_deg<T>(one, missing)));
  CHECK(std::isnan(atan2_deg<T>(missing, zero)));
  CHECK(std::isnan(atan2_deg<T>(zero, missing)));
}

/// A lane of a register has the bits of the lane alone.
template <class T>
void check_lanes() {
  for (int step = 0; step < 1000; ++step) {
    T y[lanes<T>], x[lanes<T>], angle[lanes<T>];
    for (std::size_t k = 0; k < lanes<T>; ++k) {
      y[k] = std::sin(static_cast<T>(step) + static_cast<T>(k));
      x[k] = std::cos(static_cast<T>(3 * step) - static_cast<T>(k));
    }
    store(angle, atan2_deg<T>(load<Pack<T>>(y), load<Pack<T>>(x)));
    for (std::size_t k = 0; k < lanes<T>; ++k) CHECK(angle[k] == atan2_deg<T>(y[k], x[k]));
  }
}

template <class T>
void check_all() {
  check_accuracy<T>();
  check_special_values<T>();
  check_lanes<T>();
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_all<float>();
  footfall::check_all<double>();
}
