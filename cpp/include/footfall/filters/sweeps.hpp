// One way over the rows of some channels by a block of sections, all in registers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/filters/butterworth.hpp"

namespace footfall {

/// Channels that go together: `count` of them, in rows of `stride` numbers.
struct Lanes {
  Index stride, count;
};

/// `Packs` registers of channels in each of `Stretches` stretches of rows.
///
/// What lies between two sweeps is kept in rows of `row` numbers. The last register may start
/// among the channels of the one before: lanes that come twice cost less than half-filled ones.
template <class T, class V, std::size_t Packs, std::size_t Stretches, std::size_t Sections>
class Sweep {
 public:
  using Filter = SectionBlock<T, Sections>;
  static constexpr std::size_t width = sizeof(V) / sizeof(T);
  static constexpr std::size_t registers = Packs * Stretches;
  static constexpr std::size_t row = registers * width;
  using From = std::array<const T*, Stretches>;
  using To = std::array<T*, Stretches>;
  using Values = std::array<V, registers>;

  static Index offset(const Index p, const Lanes& lanes) {
    constexpr auto w = static_cast<Index>(width);
    return Packs == 1 ? 0 : std::min(p * w, lanes.count - w);
  }

  /// State after a long stay at `x`.
  static void settle(const Filter& filter, const Values& x, T* const state) {
    State settled;
    for (std::size_t r = 0; r < registers; ++r) filter.settle(settled[r], x[r]);
    save(settled, state);
  }

  static Values read(const T* const middle) {
    Values x;
    for (std::size_t r = 0; r < registers; ++r) x[r] = load<V>(middle + r * width);
    return x;
  }

  static Values read(const From& from, const Lanes& lanes) {
    Values x;
    for (std::size_t g = 0; g < Stretches; ++g) {
      for (std::size_t p = 0; p < Packs; ++p) {
        x[g * Packs + p] = read_one(from[g] + offset(static_cast<Index>(p), lanes), lanes);
      }
    }
    return x;
  }

  /// `n` rows turned about the one at `pivot`: those `distance` rows from it on, upwards.
  static void turn(const From& pivot, const Index distance, const Lanes& lanes, const Index n,
                   T* middle) {
    const Values end = read(pivot, lanes);
    From from = pivot;
    for (auto& at : from) at += distance * lanes.stride;
    for (Index i = 0; i < n; ++i, middle += row) {
      const Values x = read(from, lanes);
      for (std::size_t r = 0; r < registers; ++r) {
        store(middle + r * width, T(2) * end[r] - x[r]);
      }
      for (auto& at : from) at -= lanes.stride;
    }
  }

  /// `n` rows of the data, downwards, into `middle`.
  static void forward(const Filter& shared, T* const memory, From from, const Lanes& lanes,
                      const Index n, T* middle) {
    auto filter = own(shared);
    const auto [stride, count] = lanes;
    std::array<Index, Packs> at;
    for (std::size_t p = 0; p < Packs; ++p) at[p] = offset(static_cast<Index>(p), lanes);
    State state = kept(memory);
    for (Index i = 0; i < n; ++i) {
      for (std::size_t g = 0; g < Stretches; ++g) {
        for (std::size_t p = 0; p < Packs; ++p) {
          const std::size_t r = g * Packs + p;
          const V x = read_one(from[g] + at[p], {stride, count});
          store(middle + r * width, advance(filter, state[r], x));
        }
        from[g] += stride;
      }
      middle += row;
    }
    save(state, memory);
  }

  /// `n` rows of `middle` in place; `step` is `row`, or -`row` for upwards.
  static void along(const Filter& shared, T* const memory, T* middle, const Index n,
                    const Index step) {
    auto filter = own(shared);
    State state = kept(memory);
    for (Index i = 0; i < n; ++i, middle += step) {
      for (std::size_t r = 0; r < registers; ++r) {
        store(middle + r * width, advance(filter, state[r], load<V>(middle + r * width)));
      }
    }
    save(state, memory);
  }

  /// `n` rows upwards, where `middle` and `to` are the uppermost of them, to their place; calls
  /// `beside()` with each row.
  template <class Beside>
  static void backward(const Filter& shared, T* const memory, const T* middle, To to,
                       const Lanes& lanes, const Index n, const Beside& beside) {
    auto filter = own(shared);
    const auto [stride, count] = lanes;
    std::array<Index, Packs> at;
    for (std::size_t p = 0; p < Packs; ++p) at[p] = offset(static_cast<Index>(p), lanes);
    State state = kept(memory);
    middle += n * static_cast<Index>(row);
    for (std::size_t g = 0; g < Stretches; ++g) to[g] += n * stride;
    for (Index i = 0; i < n; ++i) {
      middle -= row;
      for (std::size_t g = 0; g < Stretches; ++g) {
        to[g] -= stride;
        for (std::size_t p = 0; p < Packs; ++p) {
          const std::size_t r = g * Packs + p;
          const V y = advance(filter, state[r], load<V>(middle + r * width));
          write_one(to[g] + at[p], y, {stride, count});
        }
      }
      beside();
    }
    save(state, memory);
  }

 private:
  using State = std::array<std::array<V, Filter::state_size>, registers>;

  // Where states and some intermediate results fill the registers.
  static constexpr bool crowded = registers * Filter::state_size + 4 >= native_registers;

  /// The filter as a loop needs it: a copy, which can stay in registers.
  FOOTFALL_INLINE static auto own(const Filter& shared) {
    if constexpr (crowded) return shared.template spread<V>();
    if constexpr (!crowded) return Coefficients<T, Sections>(shared);
  }

  template <class Numbers>
  FOOTFALL_INLINE static V advance(Numbers& filter, std::array<V, Filter::state_size>& state,
                                   const V x) {
    if constexpr (crowded) leave_in_memory(filter);
    return filter.advance(state, x);
  }

  FOOTFALL_INLINE static V read_one(const T* const from, const Lanes& lanes) {
    if constexpr (Packs > 1) return load<V>(from);
    return load<V>(from, std::min(static_cast<std::size_t>(lanes.count), width));
  }

  FOOTFALL_INLINE static void write_one(T* const to, const V y, const Lanes& lanes) {
    if constexpr (Packs > 1) return store(to, y);
    store(to, y, std::min(static_cast<std::size_t>(lanes.count), width));
  }

  /// The first number of each section comes first: where a missing sample shows for good.
  static State kept(const T* const memory) {
    State state;
    for (std::size_t s = 0; s < Filter::state_size; ++s) {
      for (std::size_t r = 0; r < registers; ++r) {
        state[r][s] = load<V>(memory + s * row + r * width);
      }
    }
    return state;
  }

  static void save(const State& state, T* const memory) {
    for (std::size_t s = 0; s < Filter::state_size; ++s) {
      for (std::size_t r = 0; r < registers; ++r) {
        store(memory + s * row + r * width, state[r][s]);
      }
    }
  }
};

}  // namespace footfall
