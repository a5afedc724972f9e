// One way over the rows of some channels by a block of sections, all in registers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "footfall/core/ahead.hpp"
#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/filters/butterworth.hpp"

namespace footfall {

/// Channels that go together: `count` of them, in rows of `stride` numbers.
struct Lanes {
  Index stride, count;
};

/// `Packs` registers of type `V` for the channels in each of `Stretches` stretches of rows. With
/// `Shared`, half of the last register of the first of two stretches is the start of the second.
///
/// The last register may start among the channels of the one before: lanes that come twice cost
/// less than half-filled ones.
template <class T, class V, std::size_t Packs, std::size_t Stretches, bool Shared>
struct Registers {
  using Register = V;
  static constexpr std::size_t stretches = Stretches;
  static constexpr std::size_t width = sizeof(V) / sizeof(T);
  static constexpr auto w = static_cast<Index>(width);
  static constexpr std::size_t count = Packs * Stretches - (Shared ? 1 : 0);
  static constexpr std::size_t row = count * width;                 // numbers
  static constexpr bool masked = quick_parts && width == lanes<T>;  // else with a branch

  static constexpr bool halved(const std::size_t r) { return Shared && r + 1 == Packs; }
  static constexpr std::size_t stretch(const std::size_t r) { return r / Packs; }

  /// First channel of register `r`.
  static Index channel(const std::size_t r, const Lanes& lanes) {
    const auto p = static_cast<Index>(r % Packs);
    if (Shared) return r < Packs ? p * w : p * w + w / 2;
    return Packs == 1 ? 0 : std::min(p * w, lanes.count - w);
  }

  /// Calls `visit(place, stretch, channel)` for each place in a row that has a channel of its own.
  template <class Visit>
  static void each(const Lanes& lanes, const Visit& visit) {
    for (std::size_t r = 0; r < count; ++r) {
      const Index first = channel(r, lanes);
      for (Index k = 0; k < w; ++k) {
        const bool other = halved(r) && k >= w / 2;
        const Index c = other ? k - w / 2 : first + k;
        const bool twice = !Shared && c < static_cast<Index>(r % Packs) * w;
        if (twice || c >= lanes.count) continue;
        visit(static_cast<Index>(r) * w + k, other ? 1 : stretch(r), c);
      }
    }
  }

  FOOTFALL_INLINE static V read(const std::size_t r, const std::array<const T*, Stretches>& from,
                                const Index at, const Index channels) {
    if constexpr (Shared) {
      if (halved(r)) return load_halves<V>(from[0] + at, from[1]);
    }
    const T* const place = from[stretch(r)] + at;
    if constexpr (Packs > 1) return load<V>(place);
    if constexpr (masked) return load_part(place, static_cast<std::size_t>(channels));
    return load<V>(place, std::min(static_cast<std::size_t>(channels), width));
  }

  FOOTFALL_INLINE static void write(const std::size_t r, const std::array<T*, Stretches>& to,
                                    const Index at, const Index channels, const V y) {
    if constexpr (Shared) {
      if (halved(r)) return store_halves(to[0] + at, to[1], y);
    }
    T* const place = to[stretch(r)] + at;
    if constexpr (Packs > 1) return store(place, y);
    if constexpr (masked) return store_part(place, y, static_cast<std::size_t>(channels));
    store(place, y, std::min(static_cast<std::size_t>(channels), width));
  }
};

/// What lies between two sweeps is kept in rows of `Layout::row` numbers.
template <class T, class Layout, std::size_t Sections>
class Sweep {
 public:
  using V = typename Layout::Register;
  using Filter = SectionBlock<T, Sections>;
  static constexpr std::size_t width = Layout::width, registers = Layout::count, row = Layout::row;
  using From = std::array<const T*, Layout::stretches>;
  using To = std::array<T*, Layout::stretches>;
  using Values = std::array<V, registers>;

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
    const Places at = places(lanes);
    Values x;
    for (std::size_t r = 0; r < registers; ++r) {
      x[r] = Layout::read(r, from, at[r], lanes.count);
    }
    return x;
  }

  /// `n` rows turned about the one at `pivot`: those `distance` rows from it on, upwards.
  static void turn(const From& pivot, const Index distance, const Lanes& lanes, const Index n,
                   T* middle) {
    const Values end = read(pivot, lanes);
    From from = moved(pivot, distance * lanes.stride);
    for (Index i = 0; i < n; ++i, middle += row) {
      const Values x = read(from, lanes);
      for (std::size_t r = 0; r < registers; ++r) {
        store(middle + r * width, T(2) * end[r] - x[r]);
      }
      from = moved(from, -lanes.stride);
    }
  }

  /// `n` rows of the data, downwards, into `middle`.
  static void forward(const Filter& shared, T* const memory, From from, const Lanes& lanes,
                      const Index n, T* middle, Ahead& ahead) {
    auto filter = own(shared);
    const auto [stride, count] = lanes;
    const Places at = places(lanes);
    State state = kept(memory);
    for (Index i = 0; i < n; ++i, middle += row) {
      for (std::size_t r = 0; r < registers; ++r) {
        const V x = Layout::read(r, from, at[r], count);
        store(middle + r * width, advance(filter, state[r], x));
      }
      from = moved(from, stride);
      ahead.fetch();
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

  /// `n` rows upwards, where `middle` and `to` are the uppermost of them, to their place.
  static void backward(const Filter& shared, T* const memory, const T* middle, To to,
                       const Lanes& lanes, const Index n, Ahead& ahead) {
    auto filter = own(shared);
    const auto [stride, count] = lanes;
    const Places at = places(lanes);
    State state = kept(memory);
    middle += n * static_cast<Index>(row);
    to = moved(to, n * stride);
    for (Index i = 0; i < n; ++i) {
      middle -= row;
      to = moved(to, -stride);
      for (std::size_t r = 0; r < registers; ++r) {
        const V y = advance(filter, state[r], load<V>(middle + r * width));
        Layout::write(r, to, at[r], count, y);
      }
      ahead.fetch();
    }
    save(state, memory);
  }

 private:
  using State = std::array<std::array<V, Filter::state_size>, registers>;
  using Places = std::array<Index, registers>;

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

  FOOTFALL_INLINE static Places places(const Lanes& lanes) {
    Places at;
    for (std::size_t r = 0; r < registers; ++r) at[r] = Layout::channel(r, lanes);
    return at;
  }

  template <class Pointers>
  FOOTFALL_INLINE static Pointers moved(Pointers at, const Index by) {
    for (auto& place : at) place += by;
    return at;
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
