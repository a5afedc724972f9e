// Sections run forward, then backward over a stretch of frames.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <variant>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
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

/// Cascade of second-order sections, in blocks of at most four: what fits registers.
template <class T>
class BothWays {
 public:
  static constexpr std::size_t most_in_block = 4;
  static constexpr Index rows_ahead = 32;  // are asked for before they are needed
  static constexpr Index tile_rows = 16;   // at a time: they stay in the nearest cache

  BothWays(const ButterworthDesign& design, const Index padding) : padding_(padding) {
    for (std::size_t i = 0; i < design.size(); i += most_in_block) {
      blocks_.push_back(block(design.at(i), std::min(most_in_block, design.size() - i)));
    }
  }

  Index padding() const { return padding_; }

  /// How channels [first, last) are spread over groups of registers.
  struct Columns {
    Index first, last, groups;
    Columns(const Index from, const Index to)
        : first(from), last(to), groups((to - from + most - 1) / most) {}
    Index start(const Index b) const { return first + (last - first) * b / groups; }
    Index count(const Index b) const { return start(b + 1) - start(b); }
    Index packs() const {
      const Index largest = (last - first + groups - 1) / groups;
      return (largest + width - 1) / width;
    }

   private:
    static constexpr auto width = static_cast<Index>(lanes<T>);
    static constexpr Index most = packs_in_flight * width;
  };

  /// Runs over a window. `broken(b, lanes)` is told the first state of each lane of group `b`
  /// when all frames have been seen; `sink` says where rows go and is told when they are there.
  template <class V, std::size_t Packs, std::size_t Stretches, class Broken, class Sink>
  void run(const WindowRows<T, Stretches>& rows, const Index stride, const Window& window,
           const Columns& columns, const SweepMemory<T>& memory, const Broken& broken,
           const Sink& sink) const {
    const Pass<V, Packs, Stretches> pass(*this, rows, stride, window, columns, memory);
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      visit(k, [&](const auto& block) { k == 0 ? pass.enter(block) : pass.forward(block); });
      if (k == 0) pass.tell(broken);
    }
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      const bool last = k + 1 == blocks_.size();
      visit(k, [&](const auto& block) { last ? pass.leave(block, sink) : pass.backward(block); });
    }
  }

 private:
  using Block =
      std::variant<SectionBlock<T, 1>, SectionBlock<T, 2>, SectionBlock<T, 3>, SectionBlock<T, 4>>;

  static Block block(const Section* const sections, const std::size_t count) {
    switch (count) {
      case 1:
        return SectionBlock<T, 1>(sections);
      case 2:
        return SectionBlock<T, 2>(sections);
      case 3:
        return SectionBlock<T, 3>(sections);
      default:
        return SectionBlock<T, 4>(sections);
    }
  }

  template <class Visit>
  void visit(const std::size_t k, const Visit& with) const {
    std::visit(with, blocks_[k]);
  }

  template <class V, std::size_t Packs, std::size_t Stretches>
  class Pass {
   public:
    Pass(const BothWays& owner, const WindowRows<T, Stretches>& rows, const Index stride,
         const Window& window, const Columns& columns, const SweepMemory<T>& memory)
        : rows_(rows), stride_(stride), window_(window), columns_(columns), memory_(memory) {
      const Index reach = std::min(window.length() - 1, owner.padding_);
      front_ = window.starts ? reach : 0;
      back_ = window.ends ? reach : 0;
      padded_ = front_ + window.length() + back_;
    }

    /// The first block of sections, forward over the data.
    template <std::size_t S>
    void enter(const SectionBlock<T, S>& block) const {
      using Run = Sweep<T, V, Packs, Stretches, S>;
      for (Index b = 0; b < columns_.groups; ++b) {
        pad(b);
        const auto first = front_ > 0 ? Run::read(middle(b)) : Run::read(row(b, 0), lanes_of(b));
        Run::settle(block, first, state(b));
        Run::along(block, state(b), middle(b), front_, pitch);
      }
      Index done = front_;
      const auto over = [&](const From& from, const Index n) {
        for (Index r = 0; r < n; r += tile_rows) {
          const Index count = std::min(tile_rows, n - r);
          for (Index b = 0; b < columns_.groups; ++b) {
            Run::forward(block, state(b), moved(from, r * stride_ + columns_.start(b)), lanes_of(b),
                         count, middle(b) + (done + r) * pitch);
            fetch(from, r + rows_ahead, n, b);
          }
        }
        done += n;
      };
      over(rows_.before, window_.before);
      over(rows_.main, window_.main);
      over(rows_.after, window_.after);
      for (Index b = 0; b < columns_.groups; ++b) {
        Run::along(block, state(b), middle(b) + done * pitch, back_, pitch);
      }
    }

    template <std::size_t S>
    void forward(const SectionBlock<T, S>& block) const {
      using Run = Sweep<T, V, Packs, Stretches, S>;
      for (Index b = 0; b < columns_.groups; ++b) {
        Run::settle(block, Run::read(middle(b)), state(b));
        Run::along(block, state(b), middle(b), padded_, pitch);
      }
    }

    template <std::size_t S>
    void backward(const SectionBlock<T, S>& block) const {
      for (Index b = 0; b < columns_.groups; ++b) {
        turn_back(block, b, padded_ - front_ - window_.before);
      }
    }

    /// The last block of sections, backward, and out.
    template <std::size_t S, class Sink>
    void leave(const SectionBlock<T, S>& block, const Sink& sink) const {
      using Run = Sweep<T, V, Packs, Stretches, S>;
      for (Index b = 0; b < columns_.groups; ++b) turn_back(block, b, back_ + window_.after);
      for (Index end = window_.main; end > 0;) {
        const Index start = (end - 1) / tile_rows * tile_rows;
        const Index done = front_ + window_.before + start;
        for (Index b = 0; b < columns_.groups; ++b) {
          std::array<T*, Stretches> to;
          for (std::size_t g = 0; g < Stretches; ++g) to[g] = sink.at(g, start) + columns_.start(b);
          Run::backward(block, state(b), middle(b) + done * pitch, to,
                        {sink.stride, lanes_of(b).count}, end - start);
          sink.fetch_ahead(start, end - start, b, columns_.groups);
        }
        sink.finish(start, end - start);
        end = start;
      }
    }

    template <class Broken>
    void tell(const Broken& broken) const {
      for (Index b = 0; b < columns_.groups; ++b) {
        for (std::size_t g = 0; g < Stretches; ++g) {
          for (std::size_t p = 0; p < Packs; ++p) {
            const auto at =
                Sweep<T, V, Packs, Stretches, 1>::offset(static_cast<Index>(p), lanes_of(b));
            const T* const lane = state(b) + (g * Packs + p) * width;
            const auto count = std::min(static_cast<Index>(width), lanes_of(b).count - at);
            for (Index k = static_cast<Index>(p * width) - at; k < count; ++k) {  // not twice
              if (!std::isfinite(lane[k])) broken(g, columns_.start(b) + at + k);
            }
          }
        }
      }
    }

   private:
    using From = std::array<const T*, Stretches>;
    static constexpr std::size_t width = sizeof(V) / sizeof(T);
    static constexpr auto pitch = static_cast<Index>(Packs * Stretches * width);

    T* middle(const Index b) const { return memory_.middle + b * padded_ * pitch; }
    T* state(const Index b) const {
      return memory_.state + b * pitch * static_cast<Index>(2 * most_in_block);
    }
    Lanes lanes_of(const Index b) const { return {stride_, columns_.count(b)}; }

    static From moved(From from, const Index by) {
      for (auto& at : from) at += by;
      return from;
    }

    /// Frame `i` of the window.
    From row(const Index b, const Index i) const {
      const Index in_main = i - window_.before, in_after = in_main - window_.main;
      if (in_main < 0) return moved(rows_.before, i * stride_ + columns_.start(b));
      if (in_after < 0) return moved(rows_.main, in_main * stride_ + columns_.start(b));
      return moved(rows_.after, in_after * stride_ + columns_.start(b));
    }

    /// Asks for rows to come, a share with each group of channels: no order that a processor would
    /// see through by itself.
    void fetch(const From& from, const Index row, const Index n_rows, const Index b) const {
      constexpr auto line = static_cast<Index>(64 / sizeof(T));
      const Index end = std::min(n_rows, row + tile_rows) * stride_;
      for (const T* const at : from) {
        for (Index i = row * stride_ + b * line; i < end; i += columns_.groups * line) {
          prefetch(at + i);
        }
      }
    }

    void pad(const Index b) const {
      using Run = Sweep<T, V, Packs, Stretches, 1>;
      const Index last = window_.length() - 1;
      for (Index i = 1; i <= front_; ++i) {
        Run::turn(row(b, 0), row(b, i), lanes_of(b), middle(b) + (front_ - i) * pitch);
      }
      for (Index i = 1; i <= back_; ++i) {
        Run::turn(row(b, last), row(b, last - i), lanes_of(b),
                  middle(b) + (front_ + last + i) * pitch);
      }
    }

    template <std::size_t S>
    void turn_back(const SectionBlock<T, S>& block, const Index b, const Index n) const {
      using Run = Sweep<T, V, Packs, Stretches, S>;
      T* const last = middle(b) + (padded_ - 1) * pitch;
      Run::settle(block, Run::read(last), state(b));
      Run::along(block, state(b), last, n, -pitch);
    }

    WindowRows<T, Stretches> rows_;
    Index stride_;
    Window window_;
    Columns columns_;
    SweepMemory<T> memory_;
    Index front_, back_, padded_;
  };

  std::vector<Block> blocks_;
  Index padding_;
};

}  // namespace footfall
