// Running median.
#pragma once

#include <array>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/sorting.hpp"
#include "footfall/core/windows.hpp"
#include "footfall/filters/sorted_window.hpp"

namespace footfall {

/// Each sample becomes the median of the numbers among it and `half_width_frames` on both sides.
///
/// A missing sample stays missing. `edges`: see `Edges`.
template <class T>
class Median {
 public:
  static constexpr const char* name = "median";
  static constexpr std::array parameters{"half_width_frames", "edges"};

  explicit Median(const std::array<double, 2>& values)
      : half_width_(half_width_of(values[0])), edges_(edges_of(values[1])) {}

  Index reach() const { return half_width_; }
  Edges edges() const { return edges_; }
  std::size_t scratch_size() const { return Windows::scratch_size(half_width_); }

  void run(const WindowBlock<T>& block, const Scratch<T>& scratch) const {
    Windows(Judge{}, half_width_).run(block, scratch);
  }

 private:
  struct Judge {
    template <std::size_t n, class V>
    FOOTFALL_INLINE V whole(const std::array<V, n>& window, const V /*value*/) const {
      return middle(window)[0];
    }
    /// The median of numbers and one more is the one more, held between the middle two.
    template <std::size_t n, class V>
    FOOTFALL_INLINE std::array<V, 2> pair(const std::array<V, n + 1>& window) const {
      std::array<V, n - 1> shared;
      unrolled<n - 1>([&](auto k) { shared[k] = window[k + 1]; });
      const auto [low, high] = middle(shared);
      return {greatest(low, least(high, window[0])), greatest(low, least(high, window[n]))};
    }
    template <std::size_t n, class V>
    FOOTFALL_INLINE V some(const std::array<V, n>& window, const V count, const V /*value*/) const {
      return median_of_first<T>(window, count);
    }
    template <class V>
    FOOTFALL_INLINE V sorted(const T* const window, const Index half, const V /*value*/) const {
      return load<V>(window + half * static_cast<Index>(lanes<T>));
    }
    T lane(const SortedLane<T>& window, const T /*value*/) const { return window.median(); }
  };
  using Windows = SortedWindows<T, Judge>;

  Index half_width_;
  Edges edges_;
};

}  // namespace footfall
