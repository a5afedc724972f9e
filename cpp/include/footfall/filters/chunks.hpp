// How a long sequence is cut, so that a recursive filter can run over its parts side by side.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "footfall/core/batch.hpp"

namespace footfall {

/// Chunks of one sequence: each is warmed up over so many frames beside it that what the filter
/// remembers from beyond them is below rounding. The cut depends on the sequence and the filter
/// alone, so that numbers do not depend on who does which part.
class Chunks {
 public:
  /// `radius` of the filter's farthest pole; `least` frames of warm-up in any case.
  template <class T>
  static Chunks of(const double radius, const Index least) {
    constexpr double fade = -(std::numeric_limits<T>::digits + 10) * 0.6931471805599453;
    const double log_radius = std::log(std::min(radius, 1.0));
    const double frames = log_radius < 0 ? std::ceil(fade / log_radius) : most;
    return Chunks(std::max(least, static_cast<Index>(std::min(frames, most))));
  }

  Index warm_up() const { return warm_up_; }
  Index length() const { return length_; }
  Index count(const Index n_frames) const {
    return n_frames < 4 * length_ ? 1 : n_frames / length_;
  }

  /// First frame of chunk `k`; the last chunk takes what is left over.
  Index start(const Index n_frames, const Index k) const {
    return k < count(n_frames) ? k * length_ : n_frames;
  }

 private:
  static constexpr double most = 1e9;      // frames: longer than any recording
  static constexpr Index shortest = 2048;  // with its warm-up it fits the cache of a core

  explicit Chunks(const Index warm_up)
      : warm_up_(warm_up), length_(std::max(shortest, 8 * warm_up)) {}

  Index warm_up_, length_;
};

}  // namespace footfall
