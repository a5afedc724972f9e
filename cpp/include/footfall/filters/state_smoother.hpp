// Kalman filter and smoother of one coordinate whose last derivative drifts as white noise.
//
// Rauch, Tung, Striebel (1965), doi:10.2514/3.3166; backward in the form of Bryson and Frazier,
// which inverts nothing (Bierman 1977, section X.4). With a diffuse start it is the smoothing
// spline of degree 2 N - 1 (Wahba 1978), whose penalty is 1 / drive.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "footfall/core/batch.hpp"
#include "footfall/core/estimates.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// Intensity of the drift, per frame and relative to the noise of a sample, that puts the -3 dB
/// point of the smoother at `cutoff` (radians per frame): spectrum of the sampled motion over that
/// of the noise is 1 / (sqrt 2 - 1) there.
template <std::size_t N>
double drive_at(const double cutoff) {
  const double half = 2 * std::sin(cutoff / 2), h = half * half;
  const double ratio = 1 / (std::sqrt(2.0) - 1), c = std::cos(cutoff);
  if constexpr (N == 2) return ratio * h * h * 3 / (2 + c);
  return ratio * h * h * h * 60 / (33 + 26 * c + std::cos(2 * cutoff));
}

/// Which of the two covariances of a symmetric matrix, stored by rows of its upper half.
template <std::size_t N>
constexpr std::size_t place_of(const std::size_t i, const std::size_t j) {
  const std::size_t a = std::min(i, j), b = std::max(i, j);
  return a * N - a * (a + 1) / 2 + b;
}

template <class V, std::size_t N>
struct StateSmoother {
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  static constexpr std::size_t pairs = N * (N + 1) / 2;
  static constexpr std::size_t fields = N + pairs + 3;  // that a frame leaves for the way back
  using State = std::array<V, N>;
  using Square = std::array<V, pairs>;

  struct Belief {
    State x{};
    Square p{};
  };

  /// What the samples from a frame on say about its state, seen from the prediction.
  struct Adjoint {
    State l{};
    Square s{};
  };

  struct Gate {
    V limit{};   // of the squared innovation over its variance; infinite: none
    V settle{};  // samples of a run that pass ungated
  };

  /// A belief on its way, and how many samples of its run it has seen.
  struct Course {
    Belief belief{};
    V samples{};
  };

  FOOTFALL_INLINE static State predict(const State& x, const double d) {
    if constexpr (N == 2) return {x[0] + d * x[1], x[1]};
    if constexpr (N == 3) return {x[0] + d * x[1] + d * d / 2 * x[2], x[1] + d * x[2], x[2]};
  }

  /// One step of `d` frames.
  FOOTFALL_INLINE static Belief predict(const Belief& from, const double d, const V drive) {
    const auto& p = from.p;
    const double h = d * d / 2;
    if constexpr (N == 2) {
      return {predict(from.x, d),
              {p[0] + d * (2.0 * p[1] + d * p[2]) + drive * (d * h * 2 / 3),
               p[1] + d * p[2] + drive * h, p[2] + drive * d}};
    } else {
      const V a00 = p[0] + d * p[1] + h * p[2], a01 = p[1] + d * p[3] + h * p[4];
      const V a02 = p[2] + d * p[4] + h * p[5], a11 = p[3] + d * p[4], a12 = p[4] + d * p[5];
      return {predict(from.x, d),
              {a00 + d * a01 + h * a02 + drive * (h * h * d / 5),
               a01 + d * a02 + drive * (h * h / 2), a02 + drive * (h * d / 3),
               a11 + d * a12 + drive * (h * d * 2 / 3), a12 + drive * h, p[5] + drive * d}};
    }
  }

  /// The transpose of `predict`, for what comes from later frames.
  FOOTFALL_INLINE static State step_back(const State& l, const double d) {
    if constexpr (N == 2) return {l[0], l[1] + d * l[0]};
    if constexpr (N == 3) return {l[0], l[1] + d * l[0], l[2] + d * l[1] + d * d / 2 * l[0]};
  }

  FOOTFALL_INLINE static Adjoint step_back(const Adjoint& from, const double d) {
    const auto& s = from.s;
    const double h = d * d / 2;
    if constexpr (N == 2) {
      return {step_back(from.l, d), {s[0], s[1] + d * s[0], s[2] + d * (2.0 * s[1] + d * s[0])}};
    } else {
      const V b01 = d * s[0] + s[1], b02 = h * s[0] + d * s[1] + s[2];
      const V b11 = d * s[1] + s[3], b12 = h * s[1] + d * s[3] + s[4];
      const V b22 = h * s[2] + d * s[4] + s[5];
      return {step_back(from.l, d),
              {s[0], b01, b02, d * b01 + b11, d * b02 + b12, h * b02 + d * b12 + b22}};
    }
  }

  /// Variance that stands for not knowing: large against what the samples leave after a start,
  /// small enough for that to keep its digits.
  static V unknown(const V drive) { return 1e8 * sqrt(drive) + 1e7; }

  /// Nothing is known at the start of a run but where it begins.
  FOOTFALL_INLINE static Belief fresh(const V x, const V unknown) {
    Belief start;
    start.x[0] = x;
    for (std::size_t i = 0; i < N; ++i) start.p[place_of<N>(i, i)] = unknown;
    return start;
  }

  /// Predicts and updates over all frames; leaves beliefs for `backward` and, if asked, squared
  /// innovations over their variances in `judged`, infinite where they say nothing.
  template <bool Kept, bool Judged, bool Gated>
  static void forward(const EstimateBlock& block, const V drive, double* kept, double* judged,
                      const Gate& gate, Course& course) {
    auto& [belief, samples] = course;
    const V start = unknown(drive);
    const double* x_at = block.x;
    const double* noise_at = block.noise;
    for (Index row = 0; row < block.n_frames; ++row, x_at += width, noise_at += width) {
      const V noise = load<V>(noise_at);
      const V size = abs(noise), x = if_number(noise, load<V>(x_at), V{});
      const auto begins = noise < 0.0;
      Belief now = predict(belief, block.step(row), drive);
      const Belief first = fresh(x, start);
      for (std::size_t i = 0; i < N; ++i) now.x[i] = select(begins, first.x[i], now.x[i]);
      for (std::size_t i = 0; i < pairs; ++i) now.p[i] = select(begins, first.p[i], now.p[i]);
      samples = select(begins, V{}, samples);
      V inverse = if_number(noise, 1.0 / (now.p[0] + size), V{});
      const V innovation = x - now.x[0];
      V widened = size;
      if constexpr (Gated) {
        const V square = innovation * innovation * inverse;
        const auto outside = (square > gate.limit) & (samples >= gate.settle) & (inverse > 0.0);
        if (!all(outside == 0)) {
          widened = size * select(outside, square / gate.limit, V{} + 1.0);
          inverse = if_number(noise, 1.0 / (now.p[0] + widened), V{});
        }
      }
      const V pull = innovation * inverse;
      if constexpr (Judged) {
        const auto says = (samples >= static_cast<double>(N)) & (inverse > 0.0);
        store(judged, select(says, innovation * pull, V{} + infinite));
        judged += width;
      }
      samples = select(inverse > 0.0, samples + 1.0, samples);
      if constexpr (Kept) {
        const V left = select(inverse > 0.0, widened * inverse, V{} + 1.0);
        kept = keep(kept, now, {inverse, pull, left});
      }
      belief = update(now, inverse, pull);
    }
  }

  template <bool Kept, bool Judged, bool Gated>
  static void forward(const EstimateBlock& block, const V drive, double* const kept,
                      double* const judged, const Gate& gate) {
    Course course;
    forward<Kept, Judged, Gated>(block, drive, kept, judged, gate, course);
  }

  /// Goes back over what `forward` kept, as far as row `stop`; calls
  /// `emit(row, state, variance, adjoint)`.
  template <bool Variances, class Emit>
  static void backward(const EstimateBlock& block, const double* kept, const Emit& emit,
                       const Index stop = 0) {
    Adjoint adjoint;
    kept += static_cast<std::size_t>(block.n_frames) * fields * width;
    for (Index row = block.n_frames; row-- > stop;) {
      kept -= fields * width;
      const V noise = load<V>(block.noise + row * static_cast<Index>(width));
      for (auto& l : adjoint.l) l = if_number(noise, l, V{});
      for (auto& s : adjoint.s) s = if_number(noise, s, V{});
      V variance{};
      const State state = back_through<Variances>(kept, adjoint, variance);
      emit(row, state, variance, adjoint);
      adjoint = step_back(adjoint, block.step(row));
    }
  }

  /// Takes the pull of a sample into the adjoint; gives the smoothed state.
  ///
  /// The position starts from the updated belief, whose first row is finite even where the
  /// prediction knows nothing: no digits are lost after a start. `F`: lanes, or what all share.
  template <class F>
  FOOTFALL_INLINE static State smoothed(const State& x, const std::array<F, pairs>& p,
                                        const F inverse, const F left, const V pull, State& l) {
    V known = p[0] * l[0], moved = left * p[0] * l[0];
    for (std::size_t i = 1; i < N; ++i) {
      known = known + p[i] * l[i];
      moved = moved + left * p[i] * l[i];
    }
    State state;
    state[0] = x[0] + p[0] * pull - moved;
    l[0] = l[0] - (known * inverse + pull);
    for (std::size_t i = 1; i < N; ++i) {
      moved = p[place_of<N>(i, 0)] * l[0];
      for (std::size_t j = 1; j < N; ++j) moved = moved + p[place_of<N>(i, j)] * l[j];
      state[i] = x[i] - moved;
    }
    return state;
  }

 private:
  static constexpr std::size_t width = sizeof(V) / sizeof(double);

  FOOTFALL_INLINE static double* keep(double* to, const Belief& now,
                                      const std::array<V, 3>& sample) {
    for (std::size_t i = 0; i < N; ++i, to += width) store(to, now.x[i]);
    for (std::size_t i = 0; i < pairs; ++i, to += width) store(to, now.p[i]);
    for (std::size_t i = 0; i < 3; ++i, to += width) store(to, sample[i]);
    return to;
  }

  FOOTFALL_INLINE static Belief update(const Belief& now, const V inverse, const V pull) {
    Belief next = now;
    for (std::size_t i = 0; i < N; ++i) {
      next.x[i] = now.x[i] + now.p[i] * pull;
      const V gain = now.p[i] * inverse;
      for (std::size_t j = i; j < N; ++j) {
        const std::size_t ij = place_of<N>(i, j);
        next.p[ij] = now.p[ij] - gain * now.p[j];
      }
    }
    return next;
  }

  /// Takes the sample of a frame into the adjoint; gives the smoothed state. Its variance starts
  /// from the updated belief, as its position does.
  template <bool Variances>
  FOOTFALL_INLINE static State back_through(const double* const kept, Adjoint& adjoint,
                                            V& variance) {
    const auto field = [&](const std::size_t i) { return load<V>(kept + i * width); };
    const V inverse = field(N + pairs), pull = field(N + pairs + 1), left = field(N + pairs + 2);
    State x;
    Square p;
    for (std::size_t i = 0; i < N; ++i) x[i] = field(i);
    for (std::size_t i = 0; i < pairs; ++i) p[i] = field(N + i);
    if constexpr (Variances) {
      auto& s = adjoint.s;
      State m, updated;
      for (std::size_t i = 0; i < N; ++i) updated[i] = left * p[i];
      V product{}, taken{};
      for (std::size_t i = 0; i < N; ++i) {
        V sum = s[place_of<N>(i, 0)] * p[0], u = s[place_of<N>(i, 0)] * updated[0];
        for (std::size_t j = 1; j < N; ++j) {
          sum = sum + s[place_of<N>(i, j)] * p[j];
          u = u + s[place_of<N>(i, j)] * updated[j];
        }
        m[i] = sum * inverse;
        product = product + p[i] * inverse * m[i];
        taken = taken + updated[i] * u;
      }
      variance = updated[0] - taken;
      s[0] = s[0] - 2.0 * m[0] + product + inverse;
      for (std::size_t i = 1; i < N; ++i) s[i] = s[i] - m[i];
    }
    return smoothed(x, p, inverse, left, pull, adjoint.l);
  }
};

/// Writes estimates of a frame; `noise` NaN: outside of runs, where the sample comes back as it is.
template <class V, std::size_t N, class Sink>
class StateWriter {
 public:
  using Smoother = StateSmoother<V, N>;

  StateWriter(const EstimateBlock& block, const Sink& sink, const double rate, const V drive,
              const V scale, const bool exact)
      : block_(block), sink_(sink), rate_(rate), drive_(drive), scale_(scale), exact_(exact) {}

  FOOTFALL_INLINE void operator()(const Index row, const typename Smoother::State& state,
                                  const V variance,
                                  const typename Smoother::Adjoint& adjoint) const {
    const V noise = load<V>(block_.noise + row * EstimateBlock::width);
    const V none = V{} + nan<double>;
    const V x = load<V>(block_.x + row * EstimateBlock::width);
    const V place = exact_ ? select(abs(noise) < infinite, x, state[0]) : state[0];
    sink_.put(position_plane, row, if_number(noise, place, x));
    if (sink_.wants(sigma_plane)) {
      const V sigma = sqrt(select(variance > 0.0, variance, V{})) * scale_;
      sink_.put(sigma_plane, row, if_number(noise, sigma, none));
    }
    if (sink_.wants(velocity_plane)) {
      sink_.put(velocity_plane, row, if_number(noise, state[1] * rate_, none));
    }
    if (sink_.wants(curve_plane)) {
      // With two states the acceleration is the drift itself, as the adjoint knows it.
      V curve = V{} - drive_ * adjoint.l[N - 1];
      if constexpr (N > 2) curve = state[2];
      sink_.put(curve_plane, row, if_number(noise, curve * (rate_ * rate_), none));
    }
  }

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  const EstimateBlock& block_;
  const Sink& sink_;
  double rate_;
  V drive_, scale_;
  bool exact_;
};

}  // namespace footfall
