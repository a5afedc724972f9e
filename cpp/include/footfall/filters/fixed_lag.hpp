// Smoother of Rauch, Tung and Striebel that answers some frames late: a window goes along, and what
// was before it is carried as a belief.
//
// Rauch, Tung, Striebel (1965), doi:10.2514/3.3166; Anderson, Moore (1979), Optimal filtering,
// chapter 7.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/filters/rts.hpp"

namespace footfall {

/// Frames of a window and what goes before them, one column per channel.
///
/// Of `n_rows` rows, `first` is the one whose estimates come next; later rows are smoothed with
/// `lag` more, where there are as many. `history` are innovations of the frames before the rows.
template <class T>
struct LaggedInput {
  const T* values;
  const T* weights;
  const double* steps;    // from the frame before, in frames; null: all are 1
  const double* history;  // (n_history, channels)
  Index n_rows, channels, points, n_history;
};

/// Where `n_out` estimates go; the last `n_leaving` of them each let the first row go, whose
/// innovation is left in `judged`. `state` is (state_size, channels).
template <class T>
struct LaggedOutput {
  T* out;
  double* judged;
  double* state;
  Index planes, n_out, n_leaving;
};

template <std::size_t N>
struct FixedLag {
  static constexpr const char* name = N == 2 ? "rts_velocity_lagged" : "rts_acceleration_lagged";
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz",  "max_gap_frames",
                                         "extend",           "gate_sigma", "noise",
                                         "lag_frames",       "first",      "judge"};
  using V = Pack<double>;
  using Smoother = StateSmoother<V, N>;
  using Course = typename Smoother::Course;
  static constexpr std::size_t course_size = N + Smoother::pairs + 1;
  static constexpr std::size_t state_size = 2 * course_size + 3;

  explicit FixedLag(const std::array<double, 9>& values)
      : rts_({values[0], values[1], values[2], values[3], values[4], values[5]}),
        lag_(static_cast<Index>(values[6])),
        first_(static_cast<Index>(values[7])),
        judge_(values[8] != 0) {
    require_not_negative("lag_frames", values[6]);
    require_not_negative("first", values[7]);
  }

  template <class T>
  void run(const LaggedInput<T>& input, const LaggedOutput<T>& output) const {
    EstimateReader<T> reader(input.n_rows);
    const auto rows = static_cast<std::size_t>(input.n_rows + input.n_history) * width;
    const Scratch<double> kept(rows * Smoother::fields), judged(rows);
    for (Index c = 0; c < input.channels; c += lane_count) {
      const Window<T> window{input,
                             output,
                             reader,
                             kept.data(),
                             judged.data(),
                             c,
                             std::min(lane_count, input.channels - c)};
      run_lanes(window);
    }
  }

 private:
  static constexpr std::size_t width = lanes<double>;
  static constexpr Index lane_count = static_cast<Index>(width);

  /// One register of channels.
  template <class T>
  struct Window {
    const LaggedInput<T>& input;
    const LaggedOutput<T>& output;
    EstimateReader<T>& reader;
    double* kept;
    double* judged;
    Index c, count;

    std::size_t n_lanes() const { return static_cast<std::size_t>(count); }
    double* state(const std::size_t row) const {
      return output.state + static_cast<Index>(row) * input.channels + c;
    }
  };

  /// What is carried: the gated belief, the one that innovations are judged by, runs and the noise.
  struct Carried {
    Course gated, open;
    std::array<RunBefore, width> runs;
    V usual;
  };

  template <class T>
  void run_lanes(const Window<T>& window) const {
    const auto& [input, output, reader, kept, judged, c, count] = window;
    Carried now = restored(window);
    Index base = 0;
    for (Index i = 0; i < output.n_out; ++i) {
      const Index row = first_ + i, n = std::min(row + lag_ + 1, input.n_rows) - base;
      const std::array<Index, 2> offsets{0, n};
      const EstimateInput<T> rows{
          {input.values + base * input.channels, offsets.data(), 1, input.channels},
          input.weights + base * input.points,
          input.points,
          nullptr};
      reader.take_steps(input.steps == nullptr ? nullptr : input.steps + base, n);
      const auto block = reader.read(rows, 0, c, count, rts_.rules(), now.runs.data());
      if (i == 0 && judge_) now.usual = judge(window, block, now.open);
      smooth(window, block, now, row - base, i);
      if (i < output.n_out - output.n_leaving) continue;
      advance(window, now, output.judged + base * input.channels + c);
      ++base;
    }
    save(window, now);
  }

  /// The usual size of innovations, of history and window together.
  template <class T>
  V judge(const Window<T>& window, const EstimateBlock& block, Course course) const {
    const auto& input = window.input;
    double* to = window.judged;
    for (Index row = 0; row < input.n_history; ++row, to += width) {
      store(to, load<V>(input.history + row * input.channels + window.c, window.n_lanes()));
    }
    Smoother::template forward<false, true, false>(block, V{} + rts_.drive(), nullptr, to, {},
                                                   course);
    return Rts<N>::usual_size(window.judged, input.n_history + block.n_frames);
  }

  /// Estimates of one row of the window.
  template <class T>
  void smooth(const Window<T>& window, const EstimateBlock& block, const Carried& now,
              const Index row, const Index place) const {
    const V drive = V{} + rts_.drive();
    const V scale = std::isnan(rts_.noise()) ? now.usual : V{} + rts_.noise();
    Course course = now.gated;
    forward<true>(block, now, course, window.kept);
    const auto& output = window.output;
    const Index channels = window.input.channels;
    const Placed<T> sink{{output.out + place * channels + window.c, output.n_out * channels,
                          channels, window.count, output.planes}};
    const StateWriter<V, N, Placed<T>> write(block, sink, rts_.rate(), drive, scale,
                                             rts_.noise() == 0);
    Smoother::template backward<true>(
        block, window.kept,
        [&](const Index at, const auto& state, const V variance, const auto& adjoint) {
          if (at == row) write(at, state, variance, adjoint);
        },
        row);
  }

  template <bool Kept>
  void forward(const EstimateBlock& block, const Carried& now, Course& course,
               double* const kept) const {
    const V drive = V{} + rts_.drive();
    if (rts_.gated()) {
      Smoother::template forward<Kept, false, true>(block, drive, kept, nullptr,
                                                    rts_.gate_at(now.usual), course);
    } else {
      Smoother::template forward<Kept, false, false>(block, drive, kept, nullptr, {}, course);
    }
  }

  /// The first row leaves the window and joins what is carried.
  template <class T>
  void advance(const Window<T>& window, Carried& now, double* const judged) const {
    const auto block = window.reader.opening();
    forward<false>(block, now, now.gated, nullptr);
    std::array<double, width> size;
    Smoother::template forward<false, true, false>(block, V{} + rts_.drive(), nullptr, size.data(),
                                                   {}, now.open);
    std::copy(size.begin(), size.begin() + window.count, judged);
    for (std::size_t k = 0; k < width; ++k) now.runs[k].advance(block.step(0), block.noise[k]);
  }

  /// Where all estimates go to one row, whatever row of the window they are of.
  template <class T>
  struct Placed {
    EstimateSink<T> sink;

    bool wants(const Index plane) const { return sink.wants(plane); }
    void put(const Index plane, const Index /*row*/, const V v) const { sink.put(plane, 0, v); }
  };

  template <class T>
  Carried restored(const Window<T>& window) const {
    std::size_t row = 0;
    const auto next = [&] { return load<V>(window.state(row++), window.n_lanes()); };
    Carried now;
    for (Course* const course : {&now.gated, &now.open}) {
      for (auto& x : course->belief.x) x = next();
      for (auto& p : course->belief.p) p = next();
      course->samples = next();
    }
    const V gap = next(), samples = next();
    for (std::size_t k = 0; k < width; ++k) now.runs[k] = {lane(gap, k), lane(samples, k)};
    now.usual = next();
    return now;
  }

  template <class T>
  void save(const Window<T>& window, const Carried& now) const {
    std::size_t row = 0;
    const auto put = [&](const V v) { store(window.state(row++), v, window.n_lanes()); };
    for (const Course* const course : {&now.gated, &now.open}) {
      for (const auto& x : course->belief.x) put(x);
      for (const auto& p : course->belief.p) put(p);
      put(course->samples);
    }
    std::array<double, width> gap, samples;
    for (std::size_t k = 0; k < width; ++k) {
      gap[k] = now.runs[k].gap;
      samples[k] = now.runs[k].samples;
    }
    put(load<V>(gap.data()));
    put(load<V>(samples.data()));
    put(now.usual);
  }

  static double lane(const V v, const std::size_t k) {
    std::array<double, width> values;
    store(values.data(), v);
    return values[k];
  }

  Rts<N> rts_;
  Index lag_, first_;
  bool judge_;
};

}  // namespace footfall
