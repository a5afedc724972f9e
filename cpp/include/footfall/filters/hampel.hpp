// Hampel identifier: samples far from the median of their surroundings.
//
// Pearson (2002), doi:10.1109/87.974338.
#pragma once

#include <algorithm>
#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/sorting.hpp"
#include "footfall/core/windows.hpp"
#include "footfall/filters/sorted_window.hpp"

namespace footfall {

/// Samples farther than `n_sigma` robust deviations from the median of the `half_width_frames`
/// on both sides go missing, or become the median where `replace` is not 0.
///
/// A window with fewer than three numbers judges nothing, nor does one whose median is infinite.
/// A deviation below `min_deviation` counts as that. `edges`: see `Edges`.
template <class T>
class Hampel {
 public:
  static constexpr const char* name = "hampel";
  static constexpr std::array parameters{"half_width_frames", "n_sigma", "min_deviation", "replace",
                                         "edges"};

  explicit Hampel(const std::array<double, 5>& values)
      : half_width_(half_width_of(values[0])),
        edges_(edges_of(values[4])),
        judge_{static_cast<T>(values[1]), static_cast<T>(values[2]), values[3] != 0} {
    require_positive("n_sigma", values[1]);
    require_not_negative("min_deviation", values[2]);
  }

  Index reach() const { return half_width_; }
  Edges edges() const { return edges_; }
  std::size_t scratch_size() const { return Windows::scratch_size(half_width_); }

  void run(const WindowBlock<T>& block, const Scratch<T>& scratch) const {
    Windows(judge_, half_width_).run(block, scratch);
  }

 private:
  struct Judge {
    T n_sigma, min_deviation;
    bool replace;

    /// The value, or what takes its place, given median and median absolute deviation.
    template <class V>
    FOOTFALL_INLINE V verdict(const V value, const V median, const V deviation) const {
      const V least_far = n_sigma * greatest(T(1.4826) * deviation, V{} + min_deviation);
      const V other = replace ? median : V{} + nan<T>;
      const V judged = select(abs(value - median) > least_far, other, value);
      return select(median - median == V{}, judged, value);  // of infinity: no judgement
    }

    // The k + 1 numbers nearest to the median are neighbours in the sorted window, so the
    // deviation of rank k is the least, over all runs of k + 1, of the larger one of their ends.
    template <std::size_t n, class V>
    FOOTFALL_INLINE V whole(std::array<V, n> window, const V value) const {
      constexpr std::size_t half = n / 2;
      sort(window);
      const V median = window[half];
      V deviation = window[n - 1] - median;
      unrolled<half>([&](auto k) {
        deviation = least(deviation, greatest(median - window[k], window[k + half] - median));
      });
      return verdict(value, median, deviation);
    }

    template <class V>
    FOOTFALL_INLINE V sorted(const T* const window, const Index half, const V value) const {
      constexpr auto width = static_cast<Index>(lanes<T>);
      const V median = load<V>(window + half * width);
      V deviation = load<V>(window + 2 * half * width) - median;
      for (Index k = 0; k < half; ++k) {
        deviation = least(deviation, greatest(median - load<V>(window + k * width),
                                              load<V>(window + (k + half) * width) - median));
      }
      return verdict(value, median, deviation);
    }

    template <std::size_t n, class V>
    FOOTFALL_INLINE V some(std::array<V, n> window, const V count, const V value) const {
      const V median = median_of_first<T>(window, count);
      unrolled<n>([&](auto k) { window[k] = abs(window[k] - median); });
      sort(window);
      const V judged = verdict(value, median, median_of_first<T>(window, count));
      return select(count > V{} + T(2), judged, value);
    }

    T lane(const SortedLane<T>& window, const T value) const {
      if (window.count < 3) return value;
      const T median = window.median();
      const T low = rank(window, median, (window.count - 1) / 2);
      const T high = rank(window, median, window.count / 2);
      return verdict(value, median, mean_of<T>(low, high));
    }

    static T rank(const SortedLane<T>& window, const T median, const Index k) {
      T deviation = infinity<T>;
      for (Index first = 0; first + k < window.count; ++first) {
        deviation = least(deviation, greatest(median - window[first], window[first + k] - median));
      }
      return deviation;
    }
  };
  using Windows = SortedWindows<T, Judge>;

  Index half_width_;
  Edges edges_;
  Judge judge_;
};

}  // namespace footfall
