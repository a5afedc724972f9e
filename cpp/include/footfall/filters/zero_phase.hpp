// A Butterworth filter run forward, then backward: no phase shift.
//
// Gustafsson (1996), doi:10.1109/78.492552, describes the method; ends are padded by odd
// reflection and each direction starts settled on its first sample.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "footfall/core/batch.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/core/pieces.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/core/unrolled.hpp"
#include "footfall/filters/both_ways.hpp"
#include "footfall/filters/butterworth.hpp"
#include "footfall/filters/chunks.hpp"

namespace footfall {

/// Zero-phase Butterworth filter over whole sequences, each run of numbers for itself.
///
/// A run shorter than `min_run` frames comes back as it is.
template <class T>
class ZeroPhaseButterworth {
 public:
  static constexpr const char* name = "zero_phase_butterworth";
  static constexpr std::array parameters{
      "sampling_rate_hz", "cutoff_hz",      "upper_cutoff_hz", "kind", "order",
      "passes",           "padding_frames", "min_run_frames"};

  explicit ZeroPhaseButterworth(const std::array<double, 8>& v)
      : ZeroPhaseButterworth(ButterworthDesign({v[0], v[1], v[2], v[3], v[4], v[5]}), v[6], v[7]) {}

  Index pieces(const Index n_frames) const {
    return (chunks_.count(n_frames) + chunks_in_piece - 1) / chunks_in_piece;
  }
  Index piece_start(const Index n_frames, const Index piece) const {
    return chunks_.start(n_frames, piece * chunks_in_piece);
  }
  Index margin() const { return chunks_.warm_up(); }

  /// Numbers of scratch that `run` needs.
  std::size_t scratch_size(const Index longest, const Index channels) const {
    return Memory(*this, longest, channels, nullptr).size;
  }

  /// The first `used` channels of one whole sequence; `out` is not `x`.
  void run_sequence(const T* const x, T* const out, const Index n_frames, const Index channels,
                    const Index used, const Scratch<T>& scratch) const {
    const auto source = Source::of(x, x + n_frames * channels, channels);
    run_sequence(x, out, n_frames, channels, used, scratch, source);
  }

  /// The same, where `x` is a copy of what is at the source.
  void run_sequence(const T* const x, T* const out, const Index n_frames, const Index channels,
                    const Index used, const Scratch<T>& scratch, const Source& source) const {
    const Memory memory(*this, n_frames, channels, scratch.data());
    const PieceTask<T> task{x,        nullptr, nullptr, source, out,   n_frames,
                            channels, 0,       used,    0,      false, false};
    run_chunks(task, 0, chunks_.count(n_frames), memory, all_there);
  }

  void run(const PieceTask<T>& task, const Scratch<T>& scratch) const {
    run(task, scratch, all_there);
  }

  /// The same, where frames may still be made: `need(n)` is told before any but the first n of
  /// them is looked at, and sees to it that those are there.
  template <class Need>
  void run(const PieceTask<T>& task, const Scratch<T>& scratch, Need need) const {
    const Memory memory(*this, task.n_frames, task.channels, scratch.data());
    const Index start = task.piece * chunks_in_piece;
    const Index end = std::min(chunks_.count(task.n_frames), start + chunks_in_piece);
    run_chunks(task, start, end, memory, need);
  }

 private:
  static constexpr Index chunks_in_piece = 8;
  static constexpr auto line = static_cast<Index>(cache_line / sizeof(T));
  static constexpr double longest_padding = 1e9;  // frames

  /// Frames [start, end) of chunks that are run together; first and last of their piece or not.
  struct Span {
    Index start, end;
    bool first, last;
    std::size_t turn;  // which of two memories holds the frames before
  };

  ZeroPhaseButterworth(const ButterworthDesign& design, const double padding, const double min_run)
      : filter_(design, checked_padding(padding)),
        min_run_(checked_min_run(min_run)),
        chunks_(Chunks::of<T>(design.radius(), std::max(filter_.padding(), min_run_) + 1)) {}

  static Index checked_padding(const double frames) {
    require_not_negative("padding_frames", frames);
    return static_cast<Index>(std::min(frames, longest_padding));
  }

  static Index checked_min_run(const double frames) {
    require(frames >= 1, "min_run_frames", "a value >= 1", frames);
    return static_cast<Index>(std::min(frames, longest_padding));
  }

  /// The parts of the scratch, each on cache lines of its own.
  struct Memory {
    SweepMemory<T> sweep{}, lane_sweep{};
    T *tile{}, *lane{}, *patch{}, *before[2]{};
    Index tile_size;
    Index* patched{};  // which lanes are in `patch`
    std::size_t size = 0;

    Memory(const ZeroPhaseButterworth& filter, const Index n_frames, const Index channels,
           T* const data) {
      const Chunks& chunks = filter.chunks_;
      const Index length = chunks.length(), warm_up = chunks.warm_up();
      const bool cut = chunks.count(n_frames) > 1;
      const auto most = static_cast<Index>(packs_in_flight);
      const Index whole = cut ? std::min(n_frames, 4 * length) : n_frames;
      const Index side = cut ? most * (length + 2 * warm_up) : 0;
      const Index rows = whole + 2 * std::min(whole, filter.filter_.padding());
      const Index registers = std::max(Columns<T>(0, channels).packs(), most);
      const auto take = [&](const Index count) {
        T* const part = data == nullptr ? nullptr : data + size;
        size += (static_cast<std::size_t>(count) * sizeof(T) + 63) / 64 * 64 / sizeof(T);
        return part;
      };
      const auto& both = filter.filter_;
      sweep = {take(both.middle_size(std::max(rows, side / most), registers)),
               take(both.state_size(registers))};
      lane_sweep = {take(both.middle_size(rows, 1)), take(both.state_size(1))};
      tile_size = BothWays<T>::tile_rows * channels + line;
      tile = take(most * tile_size);
      lane = take(rows);
      patched = reinterpret_cast<Index*>(take(2 * most * channels * (8 / sizeof(T))));
      for (T*& margin : before) margin = take(cut ? warm_up * channels : 0);
      patch = take(std::max(whole, cut ? most * length : 0) * channels);
    }
  };

  static void all_there(const Index /*frames*/) {}

  /// Chunks [start, end) of a sequence.
  template <class Need>
  void run_chunks(const PieceTask<T>& task, const Index start, const Index end,
                  const Memory& memory, Need& need) const {
    const Index n = task.n_frames;
    if (n < min_run_ || chunks_.count(n) > 1) need(n);
    if (n < min_run_ || task.first == task.last) return copy_all(task);
    const Index inner_end = std::min(end, chunks_.count(n) - 1);  // the last is of another length
    const Index side_by_side = together(Columns<T>(task.first, task.last));
    std::size_t turn = 0;
    for (Index k = start; k < end; turn = 1 - turn) {
      const bool many = k > 0 && inner_end - k >= side_by_side;
      const Index next = k + (many ? side_by_side : 1);
      const Span span{chunks_.start(n, k), chunks_.start(n, next), k == start, next == end, turn};
      unrolled<packs_in_flight>([&](auto g) {
        if (next - k == static_cast<Index>(g + 1)) run_span<g + 1>(task, span, memory, need);
      });
      k = next;
    }
  }

  /// How many chunks go side by side, so that few channels fill the registers too.
  static Index together(const Columns<T>& columns) {
    if (shared(columns)) return 2;
    return columns.groups() > 1 ? 1 : static_cast<Index>(packs_in_flight) / columns.packs();
  }

  /// Whether two chunks share a register, each of which would fill half of it.
  static bool shared(const Columns<T>& columns) {
    constexpr auto width = static_cast<Index>(lanes<T>);
    const bool fits = packs_in_flight >= 3 && columns.packs() == 2 && columns.groups() == 1;
    return fits && 2 * columns.count(0) == 3 * width;
  }

  /// Where rows go: to their place, or past the cache by way of a tile. They come from the last to
  /// the first.
  template <std::size_t Stretches>
  class TileSink {
   public:
    Index stride;

    TileSink(const PieceTask<T>& task, const Memory& memory, const Span& span, const Index length,
             const Index& n_patched)
        : stride(task.channels),
          memory_(memory),
          out_(task.out + span.start * task.channels),
          length_(length),
          n_patched_(n_patched),
          stream_(task.stream) {
      // Memory is read at an even pace: half of what a span needs while the one before it goes
      // backward, the rest while the span itself goes forward, ahead of it. Where the span was
      // read before, the next one is asked for in both directions.
      const Source& source = task.source;
      const Index frame = source.frame_bytes, half = (span.end - span.start) / 2 * frame;
      const char* const start = source.frame_0 + span.start * frame;
      const char* const end = source.frame_0 + span.end * frame;
      const char* const own = source.read_before ? end : start + half;
      const char* const own_end = source.read_before ? end + half : end;
      const Index turns = Columns<T>(task.first, task.last).groups();
      const auto row = static_cast<Index>(Stretches) * frame / turns + 1;
      own_ = {std::min(own, source.end), std::min(own_end, source.end), row * 5 / 8};
      next_ = {own_.end, std::min(own_end + half, source.end), row / 2};
    }

    T* at(const std::size_t g, const Index row) const { return stream_ ? tile(g) : place(g, row); }
    Ahead& own() { return own_; }
    Ahead& next() { return next_; }

    void finish(const Index row, const Index count) {
      for (Index p = 0; p < n_patched_; ++p) {
        const auto g = static_cast<std::size_t>(memory_.patched[2 * p]);
        T* const to = at(g, row) + memory_.patched[2 * p + 1];
        const T* const from = memory_.patch + p * length_ + row;
        for (Index i = 0; i < count; ++i) to[i * stride] = from[i];
      }
      if (!stream_) return;
      for (std::size_t g = 0; g < Stretches; ++g) send(g, row, count * stride);
    }

   private:
    T* place(const std::size_t g, const Index row) const {
      return out_ + (static_cast<Index>(g) * length_ + row) * stride;
    }
    T* tile(const std::size_t g) const {
      return memory_.tile + static_cast<Index>(g) * memory_.tile_size;
    }

    /// Sends whole cache lines; what comes before the first one waits for the next tile.
    void send(const std::size_t g, const Index row, const Index count) {
      T *const to = place(g, row), *const from = tile(g);
      const Index all = count + carried_[g];
      const Index head = row == 0 ? 0 : std::min(all, static_cast<Index>(before_line(to)));
      stream_copy(to + head, from + head, static_cast<std::size_t>(all - head));
      std::copy_n(from, head, from + BothWays<T>::tile_rows * stride);
      carried_[g] = head;
    }

    const Memory& memory_;
    T* out_;
    Index length_;
    const Index& n_patched_;
    bool stream_;
    std::array<Index, Stretches> carried_{};
    Ahead own_{}, next_{};
  };

  /// Where samples of a lane go that is run for itself.
  struct LaneSink {
    T* to;
    Index stride = 1;
    Ahead nothing{};
    T* at(const std::size_t /*g*/, const Index row) const { return to + row; }
    Ahead& own() { return nothing; }
    Ahead& next() { return nothing; }
    void finish(const Index /*row*/, const Index /*count*/) const {}
  };

  static void copy_all(const PieceTask<T>& task) {
    for (Index at = task.first; at < task.n_frames * task.channels; at += task.channels) {
      std::copy_n(task.x + at, task.last - task.first, task.out + at);
    }
  }

  template <std::size_t Stretches, class Need>
  void run_span(const PieceTask<T>& task, const Span& span, const Memory& memory,
                Need& need) const {
    const Index n = task.n_frames, channels = task.channels, warm_up = chunks_.warm_up();
    const Index length = (span.end - span.start) / static_cast<Index>(Stretches);
    const bool starts = span.start == 0, ends = span.end == n;
    const Window window{starts ? 0 : warm_up, length, ends ? 0 : warm_up, starts, ends};
    WindowRows<T, Stretches> rows;
    for (std::size_t g = 0; g < Stretches; ++g) {
      rows.main[g] = task.x + (span.start + static_cast<Index>(g) * length) * channels;
      rows.before[g] = rows.main[g] - (starts ? 0 : warm_up * channels);
      rows.after[g] = rows.main[g] + length * channels;
    }
    if (!starts && span.first) rows.before[0] = task.left;
    if (!starts && !span.first && task.in_place) rows.before[0] = memory.before[span.turn];
    if (!ends && span.last) rows.after[Stretches - 1] = task.right;
    if (!ends && task.in_place) {  // the next span looks at what this one overwrites
      std::copy_n(task.x + (span.end - warm_up) * channels, warm_up * channels,
                  memory.before[1 - span.turn]);
    }
    Index n_patched = 0;
    const auto broken = [&](const std::size_t g, const Index c) {
      memory.patched[2 * n_patched] = static_cast<Index>(g);
      memory.patched[2 * n_patched + 1] = c;
      const std::array parts{rows.before[g] + c, rows.main[g] + c, rows.after[g] + c};
      run_gappy(parts, channels, window, memory, memory.patch + n_patched * length);
      ++n_patched;
    };
    TileSink<Stretches> sink(task, memory, span, length, n_patched);
    const Columns<T> columns(task.first, task.last);
    const auto run = [&](const auto as_shared) {
      filter_.template run<Pack<T>, Stretches, as_shared>(rows, channels, window, columns,
                                                          memory.sweep, need, broken, sink);
    };
    if constexpr (Stretches == 2) {
      if (shared(columns)) return run(std::true_type{});
    }
    run(std::false_type{});
  }

  /// Each run of finite samples of one lane for itself; other samples stay as they are.
  void run_gappy(const std::array<const T*, 3>& parts, const Index stride, const Window& window,
                 const Memory& memory, T* const to) const {
    const std::array lengths{window.before, window.main, window.after};
    T* lane = memory.lane;
    for (std::size_t part = 0; part < 3; ++part) {
      for (Index i = 0; i < lengths[part]; ++i) *lane++ = parts[part][i * stride];
    }
    lane = memory.lane;
    const Index n = window.length();
    for (Index i = 0; i < n;) {
      const Index start = i;
      const bool number = std::isfinite(lane[i]);
      while (i < n && std::isfinite(lane[i]) == number) ++i;
      const Index first = std::max(start, window.before);
      const Index last = std::min(i, window.before + window.main);
      if (first >= last) continue;
      if (number && i - start >= min_run_) {
        const Window run{first - start, last - first, i - last, start > 0 || window.starts,
                         i < n || window.ends};
        run_lane(lane + start, run, memory, to + first - window.before);
      } else {
        std::copy_n(lane + first, last - first, to + first - window.before);
      }
    }
  }

  void run_lane(const T* const x, const Window& window, const Memory& memory, T* const to) const {
    const WindowRows<T, 1> rows{{x}, {x + window.before}, {x + window.before + window.main}};
    const auto whole = [](std::size_t /*g*/, Index /*c*/) {};
    LaneSink sink{to};
    filter_.template run<T, 1, false>(rows, 1, window, Columns<T>(0, 1), memory.lane_sweep,
                                      all_there, whole, sink);
  }

  BothWays<T> filter_;
  Index min_run_;
  Chunks chunks_;
};

}  // namespace footfall
