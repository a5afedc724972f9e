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
  Index longest;   // frames of the longest sequence, for which there is working memory
  bool even;       // no sample is missing and all weigh the same
  bool as_before;  // and the last even block of this thread had as many frames at the same steps

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

/// What is known of the runs of a lane before its first row.
struct RunBefore {
  double gap = 0;      // frames since the last sample; -infinity: of a run that begins without one
  double samples = 0;  // of the run that the last sample is in

  bool any() const { return samples > 0 || gap < 0; }

  /// Takes a row in: its variance, marked as if all runs were long enough.
  void advance(const double step, const double noise) {
    gap += step;
    if (noise < 0) samples = 0;
    if (std::isfinite(noise)) {
      samples += 1;
      gap = 0;
    } else if (noise < 0) {
      gap = -std::numeric_limits<double>::infinity();
    }
  }
};

/// Fills one lane with bridges, and marks where its runs begin.
///
/// On entry `noise` is NaN where samples are missing.
class EstimateRuns {
 public:
  EstimateRuns(double* const x, double* const noise, const double* const steps, const Index n,
               const RunBefore& before = {})
      : x_(x), noise_(noise), steps_(steps), n_(n), before_(before) {}

  void mark(const EstimateRules& rules) {
    Index start = -1, last = -1;  // -1: before the first row
    double gap = before_.gap;     // frames from the last sample
    double samples = before_.samples;
    bool any = before_.any();
    for (Index row = 0; row < n_; ++row) {
      gap += step(row);
      if (!(at(noise_, row) == at(noise_, row))) continue;
      if (any && gap - 1 <= rules.max_gap_frames) {
        bridge(last, row, gap);
      } else {
        if (any) close(start, last, samples, rules);
        start = any ? row : extended_start(row, rules);
        samples = 0;
      }
      any = true;
      last = row;
      gap = 0;
      samples += 1;
    }
    if (any) close(start, extended_end(last, rules), samples, rules);
  }

  /// The first row as it is while no run is taken back: its sample and its marked variance.
  double first_x() const { return first_x_; }
  double first_noise() const { return first_noise_; }

 private:
  static double& at(double* const lane, const Index row) {
    return lane[row * EstimateBlock::width];
  }
  double step(const Index row) const { return steps_ == nullptr ? 1.0 : steps_[row]; }

  void bridge(const Index left, const Index right, const double gap) {
    const double from = at(x_, left < 0 ? right : left), slope = (at(x_, right) - from) / gap;
    double past = 0;
    for (Index row = left + 1; row < right; ++row) {
      past += step(row);
      at(x_, row) = from + slope * past;
      at(noise_, row) = std::numeric_limits<double>::infinity();
    }
  }

  void hold(const Index row, const double x) {
    at(x_, row) = x;
    at(noise_, row) = std::numeric_limits<double>::infinity();
  }

  Index extended_start(const Index first, const EstimateRules& rules) {
    Index start = first;
    double gap = 0;
    while (rules.extend && start > 0) {
      gap += step(start);
      if (!(gap <= rules.max_gap_frames)) break;
      hold(--start, at(x_, first));
    }
    return start;
  }

  Index extended_end(const Index last, const EstimateRules& rules) {
    Index end = last;
    double gap = last < 0 ? before_.gap : 0;
    while (rules.extend && end + 1 < n_) {
      gap += step(end + 1);
      if (!(gap <= rules.max_gap_frames)) break;
      hold(++end, last < 0 ? 0 : at(x_, last));
    }
    return end;
  }

  /// A run with too few samples is taken back; the others get their beginning marked.
  void close(const Index start, const Index last, const double samples,
             const EstimateRules& rules) {
    if (start <= 0 && last >= 0) {
      first_x_ = at(x_, 0);
      first_noise_ = start == 0 ? -at(noise_, 0) : at(noise_, 0);
    }
    if (samples >= static_cast<double>(rules.order)) {
      if (start >= 0) at(noise_, start) = -at(noise_, start);
      return;
    }
    for (Index row = std::max<Index>(start, 0); row <= last; ++row) {
      if (!std::isfinite(at(noise_, row))) at(x_, row) = nan<double>;
      at(noise_, row) = nan<double>;
    }
  }

  double* x_;
  double* noise_;
  const double* steps_;
  Index n_;
  RunBefore before_;
  double first_x_ = 0, first_noise_ = nan<double>;
};

/// Reads registers of channels of a sequence into memory of its own.
template <class T>
class EstimateReader {
 public:
  static constexpr Index width = EstimateBlock::width;

  explicit EstimateReader(const Index longest)
      : longest_(longest),
        x_(static_cast<std::size_t>(longest * width)),
        noise_(static_cast<std::size_t>(longest * width)),
        steps_(static_cast<std::size_t>(longest)) {}

  /// Steps of a sequence in frames.
  void read_steps(const double* const times, const Index n_frames, const double rate) {
    if (timed_ || times != nullptr) n_before_ = 0;
    timed_ = times != nullptr;
    if (!timed_ || n_frames == 0) return;
    steps_[0] = 1;
    for (Index row = 1; row < n_frames; ++row) {
      steps_[static_cast<std::size_t>(row)] = (times[row] - times[row - 1]) * rate;
    }
  }

  /// Steps of a window of frames; null: all are 1.
  void take_steps(const double* const steps, const Index n_frames) {
    n_before_ = 0;
    timed_ = steps != nullptr;
    if (timed_) std::copy(steps, steps + n_frames, steps_.data());
  }

  /// With `before`, rows go on from there; how they begin is then in `opening`.
  EstimateBlock read(const EstimateInput<T>& input, const Index sequence, const Index first,
                     const Index count, const EstimateRules& rules,
                     const RunBefore* const before = nullptr) {
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
    const bool steady = before == nullptr && n >= rules.order && !leaps(n, rules);
    Lanes lost;
    store(lost.data(), broken);
    for (Index k = 0; k < width; ++k) {
      double* const lane = noise_.data() + k;
      if (steady && lost[static_cast<std::size_t>(k)] == 0) {
        lane[0] = -lane[0];
      } else {
        EstimateRuns runs(x_.data() + k, lane, steps, n,
                          before == nullptr ? RunBefore{} : before[k]);
        runs.mark(rules);
        first_x_[static_cast<std::size_t>(k)] = runs.first_x();
        first_noise_[static_cast<std::size_t>(k)] = runs.first_noise();
        even = false;
      }
    }
    even = even && n > 0;
    const bool as_before = even && n == n_before_;
    if (even) n_before_ = n;
    return {x_.data(), noise_.data(), steps, n, longest_, even, as_before};
  }

  /// The first row of what was read, as it is while no run is taken back.
  EstimateBlock opening() const {
    return {first_x_.data(),
            first_noise_.data(),
            timed_ ? steps_.data() : nullptr,
            1,
            longest_,
            false,
            false};
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

  Index longest_;
  Scratch<double> x_, noise_, steps_;
  Lanes first_x_{}, first_noise_{};
  bool timed_ = false;
  Index n_before_ = 0;  // frames of the last even block with these steps
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
