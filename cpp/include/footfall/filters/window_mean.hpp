// Weighted means of the samples around each sample: Gaussian, or all weights the same.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/windows.hpp"
#include "footfall/filters/folded.hpp"

namespace footfall {

/// Each sample becomes the mean of it and the `half_width_frames` on both sides, weighted by a
/// Gaussian of `sigma_frames`, which may be infinite.
///
/// Of a window with missing samples it is the mean of the others. A missing sample stays missing;
/// an infinite one counts as missing and stays as it is. `edges`: see `Edges`.
template <class T>
class WindowMean {
 public:
  static constexpr const char* name = "window_mean";
  static constexpr std::array parameters{"half_width_frames", "sigma_frames", "edges"};

  explicit WindowMean(const std::array<double, 3>& values)
      : half_width_(half_width_of(values[0])), edges_(edges_of(values[2])) {
    require(values[1] > 0, "sigma_frames", "a value > 0", values[1]);
    std::vector<double> weights;
    double sum = 0;
    for (Index k = 0; k <= half_width_; ++k) {
      const double place = static_cast<double>(k) / values[1];
      weights.push_back(std::exp(-0.5 * place * place));
      sum += k == 0 ? weights.back() : 2 * weights.back();
    }
    for (const double weight : weights) weights_.push_back(static_cast<T>(weight / sum));
  }

  Index reach() const { return half_width_; }
  Edges edges() const { return edges_; }
  std::size_t scratch_size() const { return 0; }

  void run(const WindowBlock<T>& block, const Scratch<T>& /*scratch*/) const {
    folded_block<Parity::even>(block, half_width_, half_width_, weights_.data(),
                               [&](const Index j) { mean_of_present(block, j); });
  }

 private:
  using V = Pack<T>;

  FOOTFALL_INLINE static V if_finite(const V test, const V a, const V b) {
    return select(test - test == V{}, a, b);
  }

  void mean_of_present(const WindowBlock<T>& block, const Index j) const {
    const T* const middle = block.x + j + half_width_ * block.stride;
    const auto sum_of = [&](const auto& read) {
      return folded<Parity::even, 1, V>(middle, block.stride, half_width_, weights_.data(),
                                        read)[0];
    };
    const V zero{}, one = zero + T(1);
    const V sum = sum_of([&](const T* const place) {
      const V x = load<V>(place);
      return if_finite(x, x, zero);
    });
    V missing{};
    const V weight = sum_of([&](const T* const place) {
      const V x = load<V>(place);
      missing += if_finite(x, zero, one);
      return if_finite(x, one, zero);
    });
    const V value = load<V>(middle), mean = select(missing == zero, sum, sum / weight);
    store(block.out + j, if_finite(value, mean, value));
  }

  Index half_width_;
  Edges edges_;
  std::vector<T> weights_;  // from the middle on
};

}  // namespace footfall
