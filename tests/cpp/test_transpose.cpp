// Tiles turned from rows to columns, and where tiles start.
#include "check.hpp"
#include "footfall/core/transpose.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

template <class T>
void check_tile() {
  constexpr auto width = static_cast<Index>(lanes<T>);
  constexpr Index from_stride = width + 3, to_stride = width + 5;
  const auto from = noisy<T>(width * from_stride, 1);
  std::vector<T> to(static_cast<std::size_t>(width * to_stride), T(7));
  transpose_tile(from.data(), from_stride, to.data(), to_stride);
  for (Index r = 0; r < width; ++r) {
    for (Index c = 0; c < to_stride; ++c) {
      const T expected = c < width ? from[static_cast<std::size_t>(c * from_stride + r)] : T(7);
      CHECK(to[static_cast<std::size_t>(r * to_stride + c)] == expected);
    }
  }
}

/// Tiles stay within the numbers and cover all that are wanted.
template <class T>
void check_starts() {
  constexpr auto width = static_cast<Index>(lanes<T>);
  for (Index count = 0; count < 3 * width + 3; ++count) {
    for (const Index step : {1, 2, 5}) {
      const auto wanted = [&](const Index i) { return i % step == 0; };
      const auto starts = tile_starts<T>(count, wanted);
      CHECK(starts.empty() == (count < width));
      std::vector<bool> covered(static_cast<std::size_t>(count));
      for (const Index start : starts) {
        CHECK(start >= 0 && start + width <= count);
        for (Index i = start; i < start + width; ++i) covered[static_cast<std::size_t>(i)] = true;
      }
      for (Index i = 0; i < count && !starts.empty(); ++i) {
        CHECK(covered[static_cast<std::size_t>(i)] || !wanted(i));
      }
    }
  }
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_tile<float>();
  footfall::check_tile<double>();
  footfall::check_starts<float>();
  footfall::check_starts<double>();
}
