// How far a series strays from lines over stretches of a length: what detrended fluctuation
// analysis is made of.
//
// Peng, Buldyrev, Havlin, Simons, Stanley, Goldberger (1994), doi:10.1103/PhysRevE.49.1685.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/measures.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Root mean square about lines through boxes, of the sums of the series, for each size of the
/// table. A series per lane.
class Fluctuation {
 public:
  static constexpr const char* name = "fluctuation";
  static constexpr std::array parameters{"both_ends"};

  explicit Fluctuation(const std::array<double, 1>& p) : both_ends_(p[0] != 0) {}

  /// Boxes from the start, and where both ends are wanted, from the end.
  template <class V>
  void run(const V* const x, const Index n, const Table& sizes, V* const out) const {
    std::vector<V> profile(static_cast<std::size_t>(n));
    V mean{};
    for (Index t = 0; t < n; ++t) mean = mean + x[t];
    mean = mean / (V{} + static_cast<double>(n));
    V sum{};
    for (Index t = 0; t < n; ++t) {
      sum = sum + (x[t] - mean);
      profile[static_cast<std::size_t>(t)] = sum;
    }
    for (Index k = 0; k < sizes.n; ++k) {
      const Index size = sizes.values[k], boxes = n / size;
      V total{};
      for (Index b = 0; b < boxes; ++b) total = total + left(profile.data() + b * size, size);
      if (both_ends_) {
        const V* const last = profile.data() + (n - boxes * size);
        for (Index b = 0; b < boxes; ++b) total = total + left(last + b * size, size);
      }
      const Index samples = boxes * size * (both_ends_ ? 2 : 1);
      out[k] = sqrt(total / (V{} + static_cast<double>(samples)));
    }
  }

 private:
  /// Sum of squares about the line of least squares. Heights are taken from the first sample's, so
  /// that little cancels.
  template <class V>
  FOOTFALL_INLINE static V left(const V* const y, const Index n) {
    const double middle = static_cast<double>(n - 1) / 2;
    const auto count = static_cast<double>(n);
    V sum{}, along{}, squares{};
    for (Index t = 0; t < n; ++t) {
      const V h = y[t] - y[0];
      sum = sum + h;
      along = along + h * (static_cast<double>(t) - middle);
      squares = squares + h * h;
    }
    const double spread = count * (count * count - 1) / 12;
    const V rest = squares - sum * sum * (1 / count) - along * along * (1 / spread);
    return greatest(rest, V{});
  }

  bool both_ends_;
};

}  // namespace footfall
