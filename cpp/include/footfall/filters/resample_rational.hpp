// Change of the sampling rate by a ratio of whole numbers: polyphase FIR.
//
// Crochiere & Rabiner (1983), Multirate Digital Signal Processing, chapter 2.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/resampled.hpp"
#include "footfall/core/scratch.hpp"

namespace footfall {

/// `up` frames of the result for `down` of the signal.
///
/// Frame j of the result lies at `position + j * down` in steps of 1/up frame of the signal.
/// Beyond its ends the signal is zero, or its end frames are held. Samples that are not finite
/// are missing: the others share their weight, and where these carry no more than half of it
/// the result is missing too.
///
/// Parameters: up, down, position, whether ends are zero, then the weights of each of the `up`
/// phases in the order of the frames they belong to, from `reach` frames before to `reach` + 1
/// after the frame at or before the place of the result.
template <class T>
class ResampleRational {
 public:
  static constexpr const char* name = "resample_rational";

  explicit ResampleRational(const std::span<const double> values) {
    require(values.size() > 4, name, "its weights", values.size());
    const std::array settings{"up", "down", "position"};
    for (std::size_t i = 0; i < settings.size(); ++i) {
      require(values[i] >= (i < 2 ? 1 : 0) && values[i] < largest, settings[i], "a whole number",
              values[i]);
    }
    up_ = static_cast<Index>(values[0]);
    down_ = static_cast<Index>(values[1]);
    position_ = static_cast<Index>(values[2]);
    zero_ends_ = values[3] != 0;
    const auto weights = values.subspan(4);
    taps_ = static_cast<Index>(weights.size()) / up_;
    require(taps_ >= 2 && taps_ * up_ == static_cast<Index>(weights.size()), name,
            "weights of each phase", weights.size());
    reach_ = (taps_ - 2) / 2;
    groups_ = std::max<Index>(group_step, frames_at_once / (up_ + down_) / group_step * group_step);
    width_ = groups_ + (down_ + taps_) / down_ + group_step;
    set_phases(weights);
  }

  Index piece_frames() const { return groups_ * up_; }

  std::size_t scratch_size(const Index channels) const {
    const Index at_once = std::min(channels, channels_at_once);
    return static_cast<std::size_t>((at_once + 1) * (down_ * width_ + up_ * groups_));
  }

  /// Sorts the signal by its place in a period of `down` frames, so that the same weights meet
  /// neighbours in memory: lanes are moments, whatever the number of channels.
  void run(const ResampledTask<T>& task, const Scratch<T>& scratch) const {
    const Index plane = down_ * width_, result = up_ * groups_;
    const Index groups = (task.last - task.first + up_ - 1) / up_;
    const Index before = (position_ + task.first * down_) / up_ - reach_;
    const Index rows = groups * down_ + taps_;
    T* const x = scratch.data();
    for (Index c = 0; c < task.channels; c += channels_at_once) {
      const Index count = std::min(channels_at_once, task.channels - c);
      T* const y = x + count * plane;
      T* const mask = y + count * result;
      std::array<T, channels_at_once> not_finite{};
      sort(task, before, rows, c, count, x, not_finite.data());
      for (Index k = 0; k < count; ++k) {
        if (not_finite[k] != 0) {
          divide(x + k * plane, mask, rows);
          convolve(mask, mask + plane, groups);
        }
        convolve(x + k * plane, y + k * result, groups);
        if (not_finite[k] != 0) share(y + k * result, mask + plane, groups);
      }
      write(task, c, count, y);
    }
  }

 private:
  static constexpr double largest = 1e9;
  static constexpr Index channels_at_once = 8;   // a cache line of float64
  static constexpr Index frames_at_once = 2048;  // of the signal and the result, in the cache
  static constexpr Index group_step = 16;        // lanes of the widest register
  static constexpr T half = T(0.5001);           // not a tie of symmetric weights

  /// Weights, and where in the sorted signal they apply, of each frame of a period.
  void set_phases(const std::span<const double> weights) {
    const Index start = position_ / up_;
    for (Index a = 0; a < up_; ++a) {
      const Index place = position_ + a * down_, phase = place % up_;
      T total{};
      for (Index k = 0; k < taps_; ++k) {
        const T weight = static_cast<T>(weights[static_cast<std::size_t>(phase * taps_ + k)]);
        const Index row = place / up_ - start + k;
        weights_.push_back(weight);
        at_.push_back(row % down_ * width_ + row / down_);
        total += weight;
      }
      totals_.push_back(total);
    }
  }

  void sort(const ResampledTask<T>& task, const Index before, const Index rows, const Index c,
            const Index count, T* const x, T* const not_finite) const {
    const Index plane = down_ * width_;
    Index place = 0, group = 0;
    for (Index i = 0; i < rows; ++i) {
      const Index row = before + i, last = task.n_frames - 1;
      T* const to = x + place * width_ + group;
      if (zero_ends_ && (row < 0 || row > last)) {
        for (Index k = 0; k < count; ++k) to[k * plane] = T{};
      } else {
        const T* const from = task.x + std::clamp<Index>(row, 0, last) * task.channels + c;
        for (Index k = 0; k < count; ++k) {
          const T value = from[k];
          to[k * plane] = value;
          not_finite[k] += value - value == 0 ? T{} : T(1);
        }
      }
      if (++place == down_) {
        place = 0;
        ++group;
      }
    }
  }

  /// Puts zeros in place of missing samples, and 0 and 1 for missing and present into `mask`.
  void divide(T* const x, T* const mask, const Index rows) const {
    Index place = 0, group = 0;
    for (Index i = 0; i < rows; ++i) {
      const Index at = place * width_ + group;
      const bool present = x[at] - x[at] == 0;
      mask[at] = present ? T(1) : T{};
      if (!present) x[at] = T{};
      if (++place == down_) {
        place = 0;
        ++group;
      }
    }
  }

  /// Frame a of period g of the result goes to `y[a * groups_ + g]`.
  void convolve(const T* const x, T* const y, const Index groups) const {
    constexpr auto step = static_cast<Index>(lanes<T>);
    for (Index a = 0; a < up_; ++a) {
      const T* const weights = weights_.data() + a * taps_;
      const Index* const at = at_.data() + a * taps_;
      T* const to = y + a * groups_;
      Index g = 0;
      for (; g + 3 * step < groups; g += 4 * step) sum<4>(x + g, weights, at, to + g);
      for (; g < groups; g += step) sum<1>(x + g, weights, at, to + g);
    }
  }

  template <std::size_t Packs>
  FOOTFALL_INLINE void sum(const T* const x, const T* const weights, const Index* const at,
                           T* const to) const {
    using V = Pack<T>;
    V sums[Packs] = {};
    for (Index k = 0; k < taps_; ++k) {
      const T* const from = x + at[k];
      for (std::size_t p = 0; p < Packs; ++p) {
        sums[p] = sums[p] + weights[k] * load<V>(from + p * lanes<T>);
      }
    }
    for (std::size_t p = 0; p < Packs; ++p) store(to + p * lanes<T>, sums[p]);
  }

  void share(T* const y, const T* const present, const Index groups) const {
    for (Index a = 0; a < up_; ++a) {
      const T total = totals_[static_cast<std::size_t>(a)];
      for (Index i = a * groups_; i < a * groups_ + groups; ++i) {
        if (present[i] == total) continue;
        y[i] = present[i] > half * total ? y[i] * (total / present[i]) : nan<T>;
      }
    }
  }

  void write(const ResampledTask<T>& task, const Index c, const Index count,
             const T* const y) const {
    const Index result = up_ * groups_;
    Index a = 0, g = 0;
    for (Index j = task.first; j < task.last; ++j) {
      T* const to = task.out + j * task.channels + c;
      const T* const from = y + a * groups_ + g;
      for (Index k = 0; k < count; ++k) to[k] = from[k * result];
      if (++a == up_) {
        a = 0;
        ++g;
      }
    }
  }

  Index up_ = 1, down_ = 1, position_ = 0, taps_ = 2, reach_ = 0, groups_ = 1, width_ = 1;
  bool zero_ends_ = false;
  std::vector<T> weights_, totals_;
  std::vector<Index> at_;
};

}  // namespace footfall
