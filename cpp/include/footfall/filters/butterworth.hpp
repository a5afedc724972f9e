// Butterworth filters of even order as second-order sections, and the causal form.
//
// Robertson, Dowling (2003), doi:10.1016/S1050-6411(03)00080-4, for the cut-off of repeated
// passes; bilinear transform with pre-warping.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <sstream>
#include <string_view>

#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"

namespace footfall {

/// One section: gain (1 + b1/z + 1/z²) / (1 + a1/z + a2/z²), where b1 is 2 or -2.
struct Section {
  double gain, b1, a1, a2;
  double level;  // what a constant is multiplied by, the gain left out
};

/// Sections of a filter of order 2 to 16; a band-pass has twice as many as its order says.
class ButterworthDesign {
 public:
  static constexpr double low = 0, high = 1, band = 2;  // kinds
  static constexpr std::size_t most_sections = 16;

  struct Parameters {
    double sampling_rate_hz, cutoff_hz, upper_cutoff_hz, kind, order, passes;
  };

  /// `passes` > 1 moves the cut-offs of one pass so that all together are -3 dB at those stated.
  explicit ButterworthDesign(const Parameters& p) {
    require_positive("sampling_rate_hz", p.sampling_rate_hz);
    require_positive("passes", p.passes);
    require(p.kind == low || p.kind == high || p.kind == band, "kind", "0, 1 or 2", p.kind);
    const double pairs = p.order / 2;
    require(pairs >= 1 && pairs <= 8 && pairs == std::floor(pairs), "order",
            "an even number from 2 to 16", p.order);
    const double lower = warped("cutoff_hz", p.cutoff_hz, p.sampling_rate_hz);
    const double widen = std::pow(std::pow(2.0, 1.0 / p.passes) - 1.0, 1.0 / (2.0 * p.order));
    if (p.kind == band) {
      const double upper = warped("upper_cutoff_hz", p.upper_cutoff_hz, p.sampling_rate_hz);
      require(p.upper_cutoff_hz > p.cutoff_hz, "upper_cutoff_hz", "a value above cutoff_hz",
              p.upper_cutoff_hz);
      pass_band(lower, upper, (upper - lower) / widen, p.order);
    } else if (p.kind == high) {
      pass_one_side(lower * widen, p.order, -2);
    } else {
      pass_one_side(lower / widen, p.order, 2);
    }
  }

  std::size_t size() const { return size_; }
  const Section* at(const std::size_t i) const { return sections_.data() + i; }

  /// Distance of the farthest pole from zero: below 1, and memory fades by it at each frame.
  double radius() const {
    double most = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const auto& [gain, b1, a1, a2, level] = sections_[i];
      const double apart = a1 * a1 - 4 * a2;
      most = std::max(most, apart < 0 ? std::sqrt(a2) : (std::abs(a1) + std::sqrt(apart)) / 2);
    }
    return most;
  }

 private:
  static constexpr double pi = 3.141592653589793;

  static double warped(const std::string_view name, const double cutoff_hz, const double rate_hz) {
    require_positive(name, cutoff_hz);
    if (!(cutoff_hz < rate_hz / 2)) {
      std::ostringstream half;
      half << "a value below half the sampling rate (" << rate_hz / 2 << " Hz)";
      throw ArgumentError(name, half.str(), as_text(cutoff_hz));
    }
    return std::tan(pi * cutoff_hz / rate_hz);
  }

  static double angle(const std::size_t i, const double order) {
    return pi * static_cast<double>(2 * i + 1) / (2.0 * order);
  }

  /// The section of the analog poles of s² + sum s + product.
  void add(const double sum, const double product, const double scale, const double b1) {
    const double d = 1 + sum + product;
    sections_[size_++] = {scale / d, b1, 2 * (product - 1) / d, (1 - sum + product) / d,
                          b1 > 0 ? d / product : 0.0};
  }

  void pass_one_side(const double k, const double order, const double b1) {
    for (std::size_t i = 0; static_cast<double>(2 * i) < order; ++i) {
      add(2 * std::cos(angle(i, order)) * k, k * k, b1 > 0 ? k * k : 1.0, b1);
    }
  }

  /// Each pole of the low-pass splits into one by the lower and one by the upper edge. The lower
  /// ones come first, as high-passes: constants are gone before anything amplifies them.
  void pass_band(const double lower, const double upper, const double width, const double order) {
    std::array<Section, most_sections> late{};
    std::size_t n_late = 0;
    for (std::size_t i = 0; static_cast<double>(2 * i) < order; ++i) {
      const double u = -std::cos(angle(i, order)) * width / 2;
      const double v = std::sin(angle(i, order)) * width / 2;
      const double re = u * u - v * v - lower * upper, im = 2 * u * v;
      const double size = std::sqrt(re * re + im * im);
      // The square root of re + im i, whose im is negative, without cancellation.
      const double large = std::sqrt((size + std::abs(re)) / 2);
      const double small = im / (2 * large);
      const double root_re = re >= 0 ? large : -small, root_im = re >= 0 ? small : -large;
      std::array<std::array<double, 2>, 2> edges{
          {{u + root_re, v + root_im}, {u - root_re, v - root_im}}};
      const auto squared = [](const auto& s) { return s[0] * s[0] + s[1] * s[1]; };
      if (squared(edges[1]) < squared(edges[0])) std::swap(edges[0], edges[1]);
      add(-2 * edges[0][0], squared(edges[0]), width, -2);
      add(-2 * edges[1][0], squared(edges[1]), width, 2);
      late[n_late++] = sections_[--size_];
    }
    for (std::size_t i = 0; i < n_late; ++i) sections_[size_++] = late[i];
  }

  std::array<Section, most_sections> sections_{};
  std::size_t size_ = 0;
};

/// The numbers of `Sections` sections in transposed direct form II with one common gain, each once
/// or in all lanes of a register.
template <class C, std::size_t Sections>
struct Coefficients {
  static constexpr std::size_t sections = Sections;
  static constexpr std::size_t state_size = 2 * Sections;

  C gain;
  std::array<C, Sections> b1, a1, a2;

  /// One sample through a settled state. The old state is added first: the shorter way round.
  template <class V>
  FOOTFALL_INLINE V advance(std::array<V, state_size>& state, const V x) const {
    V y = gain * x;
    for (std::size_t i = 0; i < Sections; ++i) {
      const V w = y;
      y = w + state[2 * i];
      state[2 * i] = multiply_add(-a1[i], y, multiply_add(b1[i], w, state[2 * i + 1]));
      state[2 * i + 1] = multiply_add(-a2[i], y, w);
    }
    return y;
  }
};

/// Sections, and the state in which they start.
template <class T, std::size_t Sections>
struct SectionBlock : Coefficients<T, Sections> {
  using Base = Coefficients<T, Sections>;
  using Base::a1, Base::a2, Base::b1, Base::gain, Base::state_size;
  static constexpr double fresh = nan<double>;  // the first sample is taken as the level so far

  std::array<T, state_size> settled;  // state after a long stay at 1

  explicit SectionBlock(const Section* const from) {
    double level = 1;
    for (std::size_t i = 0; i < Sections; ++i) {
      b1[i] = static_cast<T>(from[i].b1);
      a1[i] = static_cast<T>(from[i].a1);
      a2[i] = static_cast<T>(from[i].a2);
      level *= from[i].gain;
    }
    gain = static_cast<T>(level);
    for (std::size_t i = 0; i < Sections; ++i) {
      const double y = level * from[i].level;
      const double second = level - static_cast<double>(a2[i]) * y;
      settled[2 * i + 1] = static_cast<T>(second);
      settled[2 * i] = static_cast<T>(from[i].b1 * level - static_cast<double>(a1[i]) * y + second);
      level = y;
    }
  }

  template <class V>
  FOOTFALL_INLINE void settle(std::array<V, state_size>& state, const V x) const {
    for (std::size_t s = 0; s < state_size; ++s) state[s] = settled[s] * x;
  }

  /// The same numbers in all lanes of registers.
  template <class V>
  FOOTFALL_INLINE Coefficients<V, Sections> spread() const {
    Coefficients<V, Sections> wide;
    wide.gain = V{} + gain;
    for (std::size_t i = 0; i < Sections; ++i) {
      wide.b1[i] = V{} + b1[i];
      wide.a1[i] = V{} + a1[i];
      wide.a2[i] = V{} + a2[i];
    }
    return wide;
  }
};

/// The causal filter, sample by sample, with the delay that this brings: `Sections` sections of a
/// filter from `first_section` on. Longer filters are several of these, one after another.
template <class T, std::size_t Sections>
struct CausalButterworth : SectionBlock<T, Sections> {
  using Base = SectionBlock<T, Sections>;
  static constexpr std::array names{"", "causal_butterworth_2", "causal_butterworth_4",
                                    "causal_butterworth_6", "causal_butterworth_8"};
  static constexpr const char* name = names[Sections];
  static constexpr std::array parameters{
      "sampling_rate_hz", "cutoff_hz", "upper_cutoff_hz", "kind", "order", "first_section"};

  explicit CausalButterworth(const std::array<double, 6>& values) : Base(sections(values).data()) {}

  template <class V>
  FOOTFALL_INLINE V step(std::array<V, Base::state_size>& state, const V x) const {
    std::array<V, Base::state_size> start;
    this->settle(start, x);
    for (std::size_t s = 0; s < Base::state_size; ++s) {
      state[s] = if_number(state[s], state[s], start[s]);
    }
    return this->advance(state, x);
  }

 private:
  static std::array<Section, Sections> sections(const std::array<double, 6>& v) {
    const ButterworthDesign design({v[0], v[1], v[2], v[3], v[4], 1});
    const double last = static_cast<double>(design.size()) - static_cast<double>(Sections);
    require(v[5] >= 0 && v[5] <= last && v[5] == std::floor(v[5]), "first_section",
            "a section of the filter", v[5]);
    std::array<Section, Sections> own{};
    std::copy_n(design.at(static_cast<std::size_t>(v[5])), Sections, own.begin());
    return own;
  }
};

}  // namespace footfall
