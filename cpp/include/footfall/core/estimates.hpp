// Drives smoothers: from samples with weights and times to estimates with their uncertainty.
//
// Registers of channels inside, time outside; all arithmetic in float64, whatever the data are.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/parallel.hpp"
#include "footfall/core/scratch.hpp"

namespace footfall {

/// Planes of an estimate, in this order; those that are asked for come first.
enum EstimatePlane : std::uint8_t { position_plane, sigma_plane, velocity_plane, curve_plane };

/// What smoothers share: which gaps are bridged, and where samples stand in time.
struct EstimateRules {
  double max_gap_frames = 0;
  bool extend = false;  // also before the first and after the last sample, as far as a gap
  Index order = 1;      // samples that determine a curve; fewer come back as they are
};

/// Samples in; weights, if any, are (frames, points), times, if any, one per frame in seconds.
template <class T>
struct EstimateInput {
  Batch<const T> batch;
  const T* weights;
  Index points;
  const double* times;
};

/// One register of channels of one sequence, ready to be smoothed.
///
/// `noise` is the variance of a sample relative to one of weight 1: infinite where a sample is
/// missing but bridged, negative where a run begins, NaN outside of runs. There `x` is what comes
/// out; elsewhere it is a number.
struct EstimateBlock {
  static constexpr Index width = static_cast<Index>(lanes<double>);
  const double* x;
  const double* noise;
  const double* steps;  // from the frame before, in frames; null: all are 1
  Index n_frames;
  bool even;  // no sample is missing and all weigh the same

  double step(const Index row) const { return steps == nullptr ? 1.0 : steps[row]; }
};

/// Where results of one register of channels go.
template <class T>
struct EstimateSink {
  T* to;
  Index plane_size, channels, count, planes;

  bool wants(const Index plane) const { return plane < planes; }

  FOOTFALL_INLINE void put(const Index plane, const Index row, const Pack<double> v) const {
    T* const place = to + plane * plane_size + row * channels;
    const auto n = static_cast<std::size_t>(count);
    if constexpr (std::is_same_v<T, double>) {
      store(place, v, n);
    } else {
      std::array<double, lanes<double>> lane;
      store(lane.data(), v);
      for (std::size_t k = 0; k < n; ++k) place[k] = static_cast<T>(lane[k]);
    }
  }
};

/// Fills one lane with bridges, and marks where its runs begin.
///
/// On entry `noise` is NaN where samples are missing.
class EstimateRuns {
 public:
  EstimateRuns(double* const x, double* const noise, const double* const steps, const Index n)
      : x_(x), noise_(noise), steps_(steps), n_(n) {}

  void mark(const EstimateRules& rules) {
    Index start = -1, last = -1, samples = 0;
    double gap = 0;  // frames from the last sample
    for (Index row = 0; row < n_; ++row) {
      gap += step(row);
      if (!(at(noise_, row) == at(noise_, row))) continue;
      if (last >= 0 && gap - 1 <= rules.max_gap_frames) {
        bridge(last, row, gap);
      } else {
        if (last >= 0) close(start, last, samples, rules);
        start = last < 0 ? extended_start(row, rules) : row;
        samples = 0;
      }
      last = row;
      gap = 0;
      samples += 1;
    }
    if (last >= 0) close(start, extended_end(last, rules), samples, rules);
  }

 private:
  static double& at(double* const lane, const Index row) {
    return lane[row * EstimateBlock::width];
  }
  double step(const Index row) const { return steps_ == nullptr ? 1.0 : steps_[row]; }

  void bridge(const Index left, const Index right, const double gap) {
    const double from = at(x_, left), slope = (at(x_, right) - from) / gap;
    double past = 0;
    for (Index row = left + 1; row < right; ++row) {
      past += step(row);
      at(x_, row) = from + slope * past;
      at(noise_, row) = std::numeric_limits<double>::infinity();
    }
  }

  void hold(const Index row, const Index from) {
    at(x_, row) = at(x_, from);
    at(noise_, row) = std::numeric_limits<double>::infinity();
  }

  Index extended_start(const Index first, const EstimateRules& rules) {
    Index start = first;
    double gap = 0;
    while (rules.extend && start > 0) {
      gap += step(start);
      if (!(gap <= rules.max_gap_frames)) break;
      hold(--start, first);
    }
    return start;
  }

  Index extended_end(const Index last, const EstimateRules& rules) {
    Index end = last;
    double gap = 0;
    while (rules.extend && end + 1 < n_) {
      gap += step(end + 1);
      if (!(gap <= rules.max_gap_frames)) break;
      hold(++end, last);
    }
    return end;
  }

  /// A run with too few samples is taken back; the others get their beginning marked.
  void close(const Index start, const Index last, const Index samples, const EstimateRules& rules) {
    if (samples >= rules.order) {
      at(noise_, start) = -at(noise_, start);
      return;
    }
    for (Index row = start; row <= last; ++row) {
      if (!std::isfinite(at(noise_, row))) at(x_, row) = nan<double>;
      at(noise_, row) = nan<double>;
    }
  }

  double* x_;
  double* noise_;
  const double* steps_;
  Index n_;
};

/// Reads registers of channels of a sequence into memory of its own.
template <class T>
class EstimateReader {
 public:
  static constexpr Index width = EstimateBlock::width;

  explicit EstimateReader(const Index longest)
      : x_(static_cast<std::size_t>(longest * width)),
        noise_(static_cast<std::size_t>(longest * width)),
        steps_(static_cast<std::size_t>(longest)) {}

  /// Steps of a sequence in frames.
  void read_steps(const double* const times, const Index n_frames, const double rate) {
    timed_ = times != nullptr;
    if (!timed_ || n_frames == 0) return;
    steps_[0] = 1;
    for (Index row = 1; row < n_frames; ++row) {
      steps_[static_cast<std::size_t>(row)] = (times[row] - times[row - 1]) * rate;
    }
  }

  EstimateBlock read(const EstimateInput<T>& input, const Index sequence, const Index first,
                     const Index count, const EstimateRules& rules) {
    const Index channels = input.batch.channels, n = input.batch.n_frames(sequence);
    const T* from = input.batch.at(sequence) + first;
    const T* weights = input.weights + input.batch.offsets[sequence] * input.points;
    const Index coordinates = input.points > 0 ? channels / input.points : 1;
    std::array<Index, static_cast<std::size_t>(width)> point{};
    for (Index k = 0; k < count; ++k) {
      point[static_cast<std::size_t>(k)] = (first + k) / coordinates;
    }
    bool even = input.points == 0;
    using V = Pack<double>;
    const V none = V{} + nan<double>;
    V broken{};
    for (Index row = 0; row < n; ++row, from += channels, weights += input.points) {
      V x = read_row(from, count), noise = V{} + 1.0;
      if (input.points > 0) noise = 1.0 / read_weights(weights, point, count);
      const V both = x - x + noise;  // finite where both are
      noise = select((both - both == 0.0) & (noise > 0.0), noise, none);
      x = if_number(noise, x, none);
      broken += noise - noise;
      store(x_.data() + row * width, x);
      store(noise_.data() + row * width, noise);
    }
    const double* const steps = timed_ ? steps_.data() : nullptr;
    const bool steady = n >= rules.order && !leaps(n, rules);
    Lanes lost;
    store(lost.data(), broken);
    for (Index k = 0; k < width; ++k) {
      double* const lane = noise_.data() + k;
      if (steady && lost[static_cast<std::size_t>(k)] == 0) {
        lane[0] = -lane[0];
      } else {
        EstimateRuns(x_.data() + k, lane, steps, n).mark(rules);
        even = false;
      }
    }
    return {x_.data(), noise_.data(), steps, n, even && n > 0};
  }

 private:
  using Lanes = std::array<double, lanes<double>>;

  /// Whether time stamps leave a gap that no missing sample shows.
  bool leaps(const Index n, const EstimateRules& rules) const {
    if (!timed_) return false;
    for (Index row = 1; row < n; ++row) {
      if (!(steps_[static_cast<std::size_t>(row)] - 1 <= rules.max_gap_frames)) return true;
    }
    return false;
  }

  FOOTFALL_INLINE static Pack<double> read_row(const T* const from, const Index count) {
    if constexpr (std::is_same_v<T, double>) {
      return load<Pack<double>>(from, static_cast<std::size_t>(count));
    } else {
      Lanes x{};
      for (Index k = 0; k < count; ++k) {
        x[static_cast<std::size_t>(k)] = static_cast<double>(from[k]);
      }
      return load<Pack<double>>(x.data());
    }
  }

  FOOTFALL_INLINE static Pack<double> read_weights(
      const T* const from, const std::array<Index, static_cast<std::size_t>(width)>& point,
      const Index count) {
    Lanes w;
    w.fill(1);
    for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k) {
      w[k] = static_cast<double>(from[point[k]]);
    }
    return load<Pack<double>>(w.data());
  }

  Scratch<double> x_, noise_, steps_;
  bool timed_ = false;
};

/// Runs a batch; `out` is (planes, frames, channels), and its first plane may be the values.
template <class A, class T>
void run_estimates(const A& algorithm, const EstimateInput<T>& input, T* out, const Index planes,
                   const Index threads) {
  constexpr Index width = EstimateBlock::width;
  const auto& batch = input.batch;
  const Index channels = batch.channels, blocks = (channels + width - 1) / width;
  const Index groups = batch.n_sequences < threads ? blocks : 1;
  Index longest = 0;
  for (Index i = 0; i < batch.n_sequences; ++i) longest = std::max(longest, batch.n_frames(i));
  parallel_for(batch.n_sequences * groups, threads, batch.n_values(), [&] {
    return [&, reader = EstimateReader<T>(longest),
            scratch = Scratch<double>(algorithm.scratch_size(longest))](const Index i) mutable {
      const Index sequence = i / groups, group = i % groups;
      const Index start = batch.offsets[sequence];
      const double* const times = input.times == nullptr ? nullptr : input.times + start;
      reader.read_steps(times, batch.n_frames(sequence), algorithm.rate());
      const Index last = groups > 1 ? std::min(channels, (group + 1) * width) : channels;
      for (Index c = group * width; c < last; c += width) {
        const Index count = std::min(width, channels - c);
        const auto block = reader.read(input, sequence, c, count, algorithm.rules());
        const EstimateSink<T> sink{out + start * channels + c, batch.n_values(), channels, count,
                                   planes};
        if (block.n_frames > 0) algorithm.run(block, scratch.data(), sink);
      }
    };
  });
}

}  // namespace footfall
