// Sections run forward, then backward over a stretch of frames.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <variant>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/unrolled.hpp"
#include "footfall/filters/butterworth.hpp"
#include "footfall/filters/sweeps.hpp"

namespace footfall {

/// Frames that a run looks at: those before and after the `main` ones only warm it up.
///
/// Where the data `starts` or `ends` with them they are padded by odd reflection.
struct Window {
  Index before, main, after;
  bool starts, ends;
  Index length() const { return before + main + after; }
};

/// Where the frames of a window are, in each of some stretches that are run side by side.
template <class T, std::size_t Stretches>
struct WindowRows {
  std::array<const T*, Stretches> before, main, after;
};

/// Memory for one run.
template <class T>
struct SweepMemory {
  T* middle;  // what lies between two sweeps
  T* state;
};

/// How channels [first, last) are spread over registers, and these over groups that go together.
template <class T>
class Columns {
 public:
  Columns(const Index first, const Index last)
      : first_(first),
        last_(last),
        packs_((last - first + width - 1) / width),
        groups_((packs_ + most - 1) / most),
        least_(groups_ > 0 ? packs_ / groups_ : 0),
        larger_(packs_ - groups_ * least_) {}

  Index packs() const { return packs_; }
  Index groups() const { return groups_; }
  Index packs_before(const Index b) const { return b * least_ + std::min(b, larger_); }
  Index packs(const Index b) const { return b < larger_ ? least_ + 1 : least_; }
  Index start(const Index b) const { return first_ + packs_before(b) * width; }
  Index count(const Index b) const { return std::min(last_, start(b + 1)) - start(b); }

 private:
  static constexpr auto width = static_cast<Index>(lanes<T>);
  static constexpr auto most = static_cast<Index>(packs_in_flight);

  Index first_, last_, packs_, groups_;
  Index least_, larger_;  // registers of a group; how many groups have one more
};

/// Cascade of second-order sections, in blocks of at most two: what fits registers.
template <class T>
class BothWays {
 public:
  static constexpr std::size_t most_in_block = 2;
  static constexpr Index tile_rows = 16;  // at a time: they stay in the nearest cache

  BothWays(const ButterworthDesign& design, const Index padding) : padding_(padding) {
    for (std::size_t i = 0; i < design.size(); i += most_in_block) {
      if (i + 1 < design.size()) {
        blocks_.push_back(SectionBlock<T, 2>(design.at(i)));
      } else {
        blocks_.push_back(SectionBlock<T, 1>(design.at(i)));
      }
    }
  }

  Index padding() const { return padding_; }

  /// Numbers of `SweepMemory` for windows of up to `rows` rows, padding included.
  static Index middle_size(const Index rows, const Index registers) {
    return (rows + 2 * tile_rows) * registers * static_cast<Index>(lanes<T>);
  }
  Index state_size(const Index registers) const {
    constexpr auto each = static_cast<Index>(2 * most_in_block * lanes<T>);
    return static_cast<Index>(blocks_.size()) * registers * each;
  }

  /// Runs over a window. `need(n)` is told before any but its first n frames is looked at;
  /// `broken(g, lane)` is told the channels, in each stretch, that met a sample that is no number;
  /// `sink` says where rows go and is told when they are there.
  template <class V, std::size_t Stretches, bool Shared, class Need, class Broken, class Sink>
  void run(const WindowRows<T, Stretches>& rows, const Index stride, const Window& window,
           const Columns<T>& columns, const SweepMemory<T>& memory, Need&& need,
           const Broken& broken, Sink& sink) const {
    const Pass<V, Stretches, Shared> pass(*this, rows, stride, window, columns, memory);
    pass.forward(need, sink);
    pass.tell(broken);
    pass.backward(sink);
  }

 private:
  using Block = std::variant<SectionBlock<T, 1>, SectionBlock<T, 2>>;

  template <class V, std::size_t Stretches, bool Shared>
  class Pass {
   public:
    Pass(const BothWays& owner, const WindowRows<T, Stretches>& rows, const Index stride,
         const Window& window, const Columns<T>& columns, const SweepMemory<T>& memory)
        : blocks_(owner.blocks_),
          rows_(rows),
          stride_(stride),
          window_(window),
          columns_(columns),
          memory_(memory) {
      const Index reach = std::min(window.length() - 1, owner.padding_);
      front_ = window.starts ? reach : 0;
      back_ = window.ends ? reach : 0;
      padded_ = front_ + window.length() + back_;
      main_ = front_ + window.before;
      shift_ = (tile_rows - main_ % tile_rows) % tile_rows;
      row_ = row_before(columns_.groups());
    }

    template <class Need, class Sink>
    void forward(Need& need, Sink& sink) const {
      for (Index i = 0; i < padded_;) {
        const Index end = std::min(padded_, i + tile_rows - (i + shift_) % tile_rows);
        need(std::min(window_.length(), std::max(end - front_, front_ + 1)));
        each_group([&](const auto packs, const Index b) {
          for (std::size_t k = 0; k < blocks_.size(); ++k) {
            visit(k, [&](const auto& block) {
              if (k == 0) return enter<packs>(block, b, i, end, sink.own());
              down<packs>(block, b, k, i, end);
            });
          }
        });
        i = end;
      }
    }

    template <class Sink>
    void backward(Sink& sink) const {
      const Index main_end = main_ + window_.main;
      for (Index end = padded_; end > main_;) {
        const Index start = std::max({main_, end - 1 - (end - 1 + shift_) % tile_rows,
                                      end > main_end ? main_end : Index{0}});
        const bool out = end <= main_end;
        each_group([&](const auto packs, const Index b) {
          for (std::size_t k = 0; k < blocks_.size(); ++k) {
            const bool leaves = out && k + 1 == blocks_.size();
            visit(k, [&](const auto& block) {
              if (end == padded_) settle<packs>(block, b, k, end - 1);
              if (leaves) return leave<packs>(block, b, start, end, sink);
              up<packs>(block, b, k, start, end);
            });
          }
        });
        if (out) sink.finish(start - main_, end - start);
        end = start;
      }
    }

    /// A missing sample shows for good in the first state of the first section.
    template <class Broken>
    void tell(const Broken& broken) const {
      each_group([&](const auto packs, const Index b) {
        const auto look = [&](const Index place, const std::size_t g, const Index c) {
          if (!std::isfinite(state(b, 0)[place])) broken(g, columns_.start(b) + c);
        };
        Layout<packs>::each(lanes_of(b), look);
      });
    }

   private:
    using From = std::array<const T*, Stretches>;
    static constexpr std::size_t width = sizeof(V) / sizeof(T);
    template <std::size_t Packs>
    using Layout = Registers<T, V, Packs, Stretches, Shared>;
    template <std::size_t Packs, std::size_t S>
    using Run = Sweep<T, Layout<Packs>, S>;

    /// Calls `visit(packs, b)` for each group of registers, with their number as a constant.
    template <class Visit>
    FOOTFALL_INLINE void each_group(const Visit& visit) const {
      constexpr std::size_t most =
          width == lanes<T> ? (packs_in_flight + (Shared ? 1 : 0)) / Stretches : 1;
      for (Index b = 0; b < columns_.groups(); ++b) {
        unrolled<most>([&](auto k) {
          constexpr std::integral_constant<std::size_t, k + 1> packs{};
          if (columns_.packs(b) == static_cast<Index>(packs)) visit(packs, b);
        });
      }
    }

    template <class Visit>
    void visit(const std::size_t k, const Visit& with) const {
      std::visit(with, blocks_[k]);
    }

    /// Numbers of a row before group `b`; of all groups with b = groups().
    Index row_before(const Index b) const {
      const auto packs = b < columns_.groups() ? columns_.packs_before(b) : columns_.packs();
      const Index in_all = packs * static_cast<Index>(Stretches);
      return (Shared && packs > 0 ? in_all - 1 : in_all) * static_cast<Index>(width);
    }

    /// Row `i` of a group: tiles of rows follow one another, in each of them the groups.
    T* middle(const Index b, const Index i) const {
      const Index in_tile = (i + shift_) % tile_rows, tile = i + shift_ - in_tile;
      const Index before = row_before(b), own = row_before(b + 1) - before;
      return memory_.middle + tile * row_ + tile_rows * before + in_tile * own;
    }

    T* state(const Index b, const std::size_t k) const {
      const Index before = static_cast<Index>(k) * row_ + row_before(b);
      return memory_.state + before * static_cast<Index>(2 * most_in_block);
    }

    Lanes lanes_of(const Index b) const { return {stride_, columns_.count(b)}; }

    static From moved(From from, const Index by) {
      for (auto& at : from) at += by;
      return from;
    }

    /// Frame `i` of the window, and the first one that is not in one piece with it.
    From row(const Index b, const Index i) const {
      const Index in_main = i - window_.before, in_after = in_main - window_.main;
      if (in_main < 0) return moved(rows_.before, i * stride_ + columns_.start(b));
      if (in_after < 0) return moved(rows_.main, in_main * stride_ + columns_.start(b));
      return moved(rows_.after, in_after * stride_ + columns_.start(b));
    }
    Index piece_end(const Index i) const {
      if (i < window_.before) return window_.before;
      return i < window_.before + window_.main ? window_.before + window_.main : window_.length();
    }

    template <std::size_t Packs, std::size_t S>
    void settle(const SectionBlock<T, S>& block, const Index b, const std::size_t k,
                const Index i) const {
      using Way = Run<Packs, S>;
      Way::settle(block, Way::read(middle(b, i)), state(b, k));
    }

    /// Padded rows [i, end) through the first block of sections.
    template <std::size_t Packs, std::size_t S>
    void enter(const SectionBlock<T, S>& block, const Index b, Index i, const Index end,
               Ahead& ahead) const {
      using Way = Run<Packs, S>;
      const Index last = window_.length() - 1;
      while (i < end) {
        const Index frame = i - front_;
        Index stop = end;
        if (frame < 0 || frame > last) {
          stop = frame < 0 ? std::min(end, front_) : end;
          const Index pivot = frame < 0 ? 0 : last;
          Way::turn(row(b, pivot), pivot - frame, lanes_of(b), stop - i, middle(b, i));
          if (i == 0) settle<Packs>(block, b, 0, 0);
          Way::along(block, state(b, 0), middle(b, i), stop - i, Way::row);
        } else {
          stop = std::min(end, piece_end(frame) + front_);
          if (i == 0) Way::settle(block, Way::read(row(b, 0), lanes_of(b)), state(b, 0));
          Way::forward(block, state(b, 0), row(b, frame), lanes_of(b), stop - i, middle(b, i),
                       ahead);
        }
        i = stop;
      }
    }

    template <std::size_t Packs, std::size_t S>
    void down(const SectionBlock<T, S>& block, const Index b, const std::size_t k, const Index i,
              const Index end) const {
      using Way = Run<Packs, S>;
      if (i == 0) settle<Packs>(block, b, k, 0);
      Way::along(block, state(b, k), middle(b, i), end - i, Way::row);
    }

    template <std::size_t Packs, std::size_t S>
    void up(const SectionBlock<T, S>& block, const Index b, const std::size_t k, const Index start,
            const Index end) const {
      using Way = Run<Packs, S>;
      Way::along(block, state(b, k), middle(b, end - 1), end - start,
                 -static_cast<Index>(Way::row));
    }

    /// Padded rows [start, end) through the last block of sections and out.
    template <std::size_t Packs, std::size_t S, class Sink>
    void leave(const SectionBlock<T, S>& block, const Index b, const Index start, const Index end,
               Sink& sink) const {
      using Way = Run<Packs, S>;
      std::array<T*, Stretches> to;
      for (std::size_t g = 0; g < Stretches; ++g) {
        to[g] = sink.at(g, start - main_) + columns_.start(b);
      }
      Way::backward(block, state(b, blocks_.size() - 1), middle(b, start), to,
                    {sink.stride, lanes_of(b).count}, end - start, sink.next());
    }

    const std::vector<Block>& blocks_;
    WindowRows<T, Stretches> rows_;
    Index stride_;
    Window window_;
    Columns<T> columns_;
    SweepMemory<T> memory_;
    Index front_, back_, padded_;  // rows of padding and in all
    Index main_, shift_;           // first row to keep; rows that the first tile lacks
    Index row_;                    // numbers in a row of all groups
  };

  std::vector<Block> blocks_;
  Index padding_;
};

}  // namespace footfall
