// Signals and comparisons that several tests share.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// The same sequence of numbers on every platform.
class Noise {
 public:
  explicit Noise(const std::uint64_t seed) : state_(seed * 2 + 1) {}

  /// Uniform in [0, 1).
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11U) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_;
};

/// Noise around zero, of which a share of `missing` is NaN.
template <class T>
std::vector<T> noisy(const Index count, const std::uint64_t seed, const double missing = 0) {
  Noise noise(seed);
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& value : values) {
    const bool there = noise.next() >= missing;
    const auto number = static_cast<T>(10 * noise.next() - 5);
    value = there ? number : nan<T>;
  }
  return values;
}

/// Offsets of sequences of these lengths.
inline std::vector<Index> offsets_of(const std::vector<Index>& lengths) {
  std::vector<Index> offsets{0};
  for (const Index length : lengths) offsets.push_back(offsets.back() + length);
  return offsets;
}

/// Equal numbers, or NaN in the same places.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && (a[i] == a[i] || b[i] == b[i])) return false;
  }
  return true;
}

/// A value that any algorithm takes for a parameter of this name, so that a new algorithm is
/// tested as soon as it is in its list.
inline double usual_value(const std::string_view parameter) {
  if (parameter == "sampling_rate_hz") return 60;
  if (parameter == "threshold_n") return 20;
  if (parameter == "passes") return 2;
  if (parameter == "order") return 8;
  if (parameter == "kind" || parameter == "first_section") return 0;
  if (parameter == "padding_frames") return 12;
  if (parameter == "min_run_frames") return 5;
  if (parameter == "max_gap_s") return 0.1;
  if (parameter.ends_with("_frames")) return 3;
  if (parameter.ends_with("cutoff_hz")) return 5;
  return 0.5;
}

template <class A>
A usual() {
  std::array<double, A::parameters.size()> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = usual_value(A::parameters[i]);
  return A(values);
}

}  // namespace footfall
