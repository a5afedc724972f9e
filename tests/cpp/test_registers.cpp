// What lanes of a register and single numbers must have in common: rounding, and parts of memory.
#include <cmath>
#include <vector>

#include "check.hpp"
#include "footfall/core/pack.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

/// Products and sums are rounded once, in each lane, whatever the processor has.
template <class T>
void check_multiply_add() {
  using V = Pack<T>;
  constexpr auto width = lanes<T>;
  const auto a = noisy<T>(64, 1), b = noisy<T>(64, 2);
  int apart = 0;
  for (std::size_t i = 0; i + width <= 64; ++i) {
    std::vector<T> c(width), found(width), same(width);
    for (std::size_t k = 0; k < width; ++k) c[k] = -(a[i + k] * b[i + k]);
    const V left = load<V>(a.data() + i), right = load<V>(b.data() + i);
    store(found.data(), multiply_add(left, right, load<V>(c.data())));
    store(same.data(), multiply_add(a[i], right, load<V>(c.data())));
    for (std::size_t k = 0; k < width; ++k) {
      CHECK(found[k] == std::fma(a[i + k], b[i + k], c[k]));
      CHECK(found[k] == multiply_add(a[i + k], b[i + k], c[k]));
      CHECK(same[k] == std::fma(a[i], b[i + k], c[k]));
      apart += found[k] != 0;
    }
  }
  CHECK(apart > 0);  // rounded twice, all would be 0
}

/// Parts of a register touch nothing beyond, and tell which lanes are NaN.
template <class T>
void check_parts() {
  using V = Pack<T>;
  constexpr auto width = lanes<T>;
  for (std::size_t count = 1; count <= width; ++count) {
    auto from = noisy<T>(width, 3);
    from[count - 1] = nan<T>;
    const V part = load<V>(from.data(), count);
    CHECK(nan_lanes(part) == 1U << (count - 1));
    std::vector<T> to(width, T(7));
    store(to.data(), part, count);
    for (std::size_t k = 0; k < width; ++k) {
      CHECK(k == count - 1 ? std::isnan(to[k]) : to[k] == (k < count ? from[k] : T(7)));
    }
  }
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_multiply_add<double>();
  footfall::check_multiply_add<float>();
  footfall::check_parts<double>();
  footfall::check_parts<float>();
}
