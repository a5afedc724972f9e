// Motion of one foot in the plane of walking: positions with filled gaps, and smooth speeds.
//
// The foot's centre, the mean of heel and toe: O'Connor, Thorpe, O'Malley, Vaughan (2007),
// doi:10.1016/j.gaitpost.2006.05.016.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/scratch.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/foot_contact_swings.hpp"
#include "footfall/filters/zero_phase.hpp"

namespace footfall::foot_contact {

/// Signals of a foot: `forward` is relative to the pelvis, without a name in front: the centre.
using Part = std::size_t;
inline constexpr Part forward = 0, up = 1, toe_forward = 2, toe_up = 3, heel_up = 4, n_parts = 5;

using Speeds = std::array<Signal, n_parts>;

/// One foot over a sequence.
struct Foot {
  Signal positions;       // rows of `n_parts`
  Part n_used = 0;        // leading parts that are there; 0: the foot was not seen
  bool has_toe = false;   // a toe, and with it all parts
  bool has_sole = false;  // toe and heel, or ankle for heel
  double noise = 0;       // standard deviation of the centre's white noise
  Signal swing_speed;
  Swings swings;
};

/// Copies points of a foot out of frames, fills their gaps and forms the centre.
class FootReader {
 public:
  /// Reads 6 channels from `first` on: heel, toe, ankle, each forward and up. Appends how far
  /// the toe is ahead of the heel to `leads`.
  template <class T>
  void read(const T* x, const Index n, const Index channels, const Index first,
            const Signal& pelvis, const Index longest_gap, Foot& foot, Signal& leads) {
    std::array<bool, 3> seen;
    for (std::size_t p = 0; p < 3; ++p) {
      const T* const from = x + first + 2 * static_cast<Index>(p);
      seen[p] = copy_point(from, n, channels, longest_gap, along_[p], height_[p]);
    }
    const auto [has_heel, has_toe, has_ankle] = seen;
    const std::size_t rear = has_heel || !(has_toe && has_ankle) ? heel : ankle;
    foot.has_toe = has_toe;
    foot.has_sole = has_toe && seen[rear];
    foot.n_used = has_heel || has_toe || has_ankle ? (has_toe ? n_parts : up + 1) : 0;
    foot.positions.clear();
    if (foot.n_used == 0) return;
    const std::size_t front = foot.has_sole ? toe : has_ankle ? ankle : has_heel ? heel : toe;
    form(n, pelvis, foot.has_sole ? rear : front, front, foot);
    if (seen[rear]) copy_height(n, rear, foot);
    if (foot.has_sole) {
      for (std::size_t i = 0; i < along_[toe].size(); ++i) {
        const double lead = along_[toe][i] - along_[rear][i];
        if (std::isfinite(lead)) leads.push_back(lead);
      }
    }
  }

 private:
  static constexpr std::size_t heel = 0, toe = 1, ankle = 2;
  static constexpr Index min_frames = 8;  // a point seen in fewer frames counts as missing

  template <class T>
  static bool copy_point(const T* from, const Index n, const Index channels,
                         const Index longest_gap, Signal& along, Signal& height) {
    along.resize(static_cast<std::size_t>(n));
    height.resize(static_cast<std::size_t>(n));
    Index seen = 0;
    for (std::size_t i = 0; i < along.size(); ++i) {
      const T* const point = from + static_cast<Index>(i) * channels;
      along[i] = static_cast<double>(point[0]);
      height[i] = static_cast<double>(point[1]);
      seen += std::isfinite(along[i]) && std::isfinite(height[i]) ? 1 : 0;
    }
    fill_gaps(along.data(), n, longest_gap);
    fill_gaps(height.data(), n, longest_gap);
    return seen >= min_frames;
  }

  /// Positions of the centre, halfway from `rear` to `front`, and of the toe; no heel yet.
  void form(const Index n, const Signal& pelvis, const std::size_t rear, const std::size_t front,
            Foot& foot) {
    const auto size = static_cast<std::size_t>(n);
    foot.positions.resize(size * n_parts);
    center_along_.resize(size);
    center_height_.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      center_along_[i] = 0.5 * (along_[rear][i] + along_[front][i]);
      center_height_[i] = 0.5 * (height_[rear][i] + height_[front][i]);
      double* const row = foot.positions.data() + i * n_parts;
      row[forward] = center_along_[i] - pelvis[i];
      row[up] = center_height_[i];
      row[toe_forward] = along_[toe][i] - pelvis[i];
      row[toe_up] = height_[toe][i];
      row[heel_up] = nan<double>;
    }
    foot.noise = std::max(white_noise(center_along_.data(), n, scratch_),
                          white_noise(center_height_.data(), n, scratch_));
  }

  void copy_height(const Index n, const std::size_t rear, Foot& foot) const {
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      foot.positions[i * n_parts + heel_up] = height_[rear][i];
    }
  }

  std::array<Signal, 3> along_, height_;
  Signal center_along_, center_height_, scratch_;
};

/// Speeds of positions after a zero-phase low-pass, each run of numbers for itself.
class Speedometer {
 public:
  explicit Speedometer(const double sampling_rate_hz) : rate_(sampling_rate_hz) {}

  /// Speeds of the first `count` parts of rows of `n_parts`.
  void measure(const Signal& positions, const Part count, const double cutoff_hz,
               Signal* const speeds) {
    const auto n = static_cast<Index>(positions.size() / n_parts);
    const bool filters = cutoff_hz < highest_cutoff * rate_;
    if (filters) smooth(positions, n, static_cast<Index>(count), cutoff_hz);
    const Signal& from = filters ? smooth_ : positions;
    for (Part part = 0; part < count; ++part) {
      Signal& speed = speeds[part];
      speed.resize(static_cast<std::size_t>(n));
      for (std::size_t i = 0; i < speed.size(); ++i) {
        speed[i] = from[i * n_parts + part];
      }
      differentiate(speed.data(), n, rate_);
    }
  }

 private:
  static constexpr double highest_cutoff = 0.45;  // of the rate; above it nothing is left to cut
  static constexpr double min_padding = 9, min_run = 7;

  void smooth(const Signal& positions, const Index n, const Index count, const double cutoff_hz) {
    const double padding = std::max(min_padding, std::ceil(rate_ / cutoff_hz));
    const ZeroPhaseButterworth<double> filter({rate_, cutoff_hz, 0, ButterworthDesign::low, 2, 2,
                                               std::min(padding, static_cast<double>(n)), min_run});
    smooth_.resize(positions.size());
    constexpr auto channels = static_cast<Index>(n_parts);
    const Scratch<double> scratch(filter.scratch_size(n, channels));
    filter.run_sequence(positions.data(), smooth_.data(), n, channels, count, scratch);
  }

  double rate_;
  Signal smooth_;
};

}  // namespace footfall::foot_contact
