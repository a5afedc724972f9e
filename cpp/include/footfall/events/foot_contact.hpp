// Foot contacts in walking, from the motion of heel, toe and ankle in the plane of progression.
//
// Windows: Zeni, Richards, Higginson (2008), doi:10.1016/j.gaitpost.2007.07.007. Clues inside
// them are mechanical: the ground arrests the foot and holds it still. No clue needs a unit of
// length, the height of the floor or the speed of a treadmill.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "footfall/core/batch.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/foot_contact_motion.hpp"
#include "footfall/events/foot_contact_rules.hpp"
#include "footfall/events/foot_contact_search.hpp"
#include "footfall/events/foot_contact_signals.hpp"
#include "footfall/events/foot_contact_swings.hpp"

namespace footfall {

namespace foot_contact {

/// Initial and final contacts of both feet.
///
/// Channels: pelvis forward; then left heel forward, heel up, toe forward, toe up, ankle
/// forward, ankle up; then the same of the right foot. Forward may be backward: the sign is
/// found. A point that is not there is NaN throughout. The table is not read.
///
/// Rows, sorted by time: frame, code (kind + 2 side), quality (0 complete, 1 at the start of a
/// recording, 2 inferred from part of the clues), standard deviation in s, strength (0 to 3, 1
/// is typical: speed of the swing over this person's, halved where inferred; at a start, depth
/// of the fall).
class FootContact {
 public:
  static constexpr const char* name = "foot_contact";
  static constexpr std::array parameters{"sampling_rate_hz", "cutoff_hz",       "min_cutoff_hz",
                                         "noise_share",      "swing_cutoff_hz", "swing_share",
                                         "ground_share",     "toe_speed_share", "max_gap_s"};
  using Row = std::array<double, 5>;

  /// `cutoff_hz`: of speeds, lowered down to `min_cutoff_hz` until their noise is below
  /// `noise_share` of the swing speed. `swing_cutoff_hz`: for finding swings, which reach
  /// `swing_share` of the usual swing speed. `ground_share`: of the walking speed, below
  /// which a foot rests. `toe_speed_share`: of the swing speed, which a toe has when it leaves.
  explicit FootContact(const std::array<double, 9>& values)
      : rate_(values[0]),
        cutoff_(values[1]),
        min_cutoff_(values[2]),
        noise_share_(values[3]),
        swing_cutoff_(values[4]),
        swing_speed_share_(values[5]),
        ground_share_(values[6]),
        toe_speed_share_(values[7]),
        speedometer_(values[0]) {
    for (const std::size_t i : {0, 1, 2, 3, 4}) {
      require(values[i] > 0 && std::isfinite(values[i]), parameters[i], "a value > 0", values[i]);
    }
    require(min_cutoff_ <= cutoff_, "min_cutoff_hz", "a value <= cutoff_hz", min_cutoff_);
    for (const std::size_t i : {5, 6, 7}) {
      require(values[i] > 0 && values[i] < 1, parameters[i], "a value > 0 and < 1", values[i]);
    }
    require(values[8] >= 0 && std::isfinite(values[8]), "max_gap_s", "a value >= 0", values[8]);
    longest_gap_ = nearest_frame(values[8] * rate_);
  }

  template <class T, class Emit>
  void run(const T* x, const Index n, const Index channels, const Table& /*table*/,
           const Emit& emit) {
    read(x, n, channels);
    face_forward();
    for (Foot& foot : feet_) settle_swings(foot);
    rows_.clear();
    if (measure_gait()) {
      for (std::size_t side = 0; side < feet_.size(); ++side) detect(side);
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return a[0] != b[0] ? a[0] < b[0] : a[1] < b[1];
    });
    for (const Row& row : rows_) emit(row);
  }

 private:
  static constexpr double complete = 0, at_start = 1, inferred = 2;  // qualities

  template <class T>
  void read(const T* x, const Index n, const Index channels) {
    pelvis_.resize(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i) {
      pelvis_[static_cast<std::size_t>(i)] = static_cast<double>(x[i * channels]);
    }
    fill_gaps(pelvis_.data(), n, longest_gap_);
    leads_.clear();
    reader_.read(x, n, channels, 1, pelvis_, longest_gap_, feet_[0], leads_);
    reader_.read(x, n, channels, 7, pelvis_, longest_gap_, feet_[1], leads_);
  }

  /// Turns the forward axis so that toes lead heels; without soles, so that feet, which in
  /// stance move backward against the pelvis, do so more than half of the time.
  void face_forward() {
    for (Foot& foot : feet_) {
      foot.swing_speed.clear();
      foot.swings.clear();
      if (foot.n_used == 0) continue;
      speedometer_.measure(foot.positions, 1, swing_cutoff_, &foot.swing_speed);
    }
    if (!leads_.empty() ? median(leads_) >= 0 : median_swing_speed() <= 0) return;
    for (Foot& foot : feet_) {
      for (double& speed : foot.swing_speed) speed = -speed;
      for (std::size_t i = 0; i < foot.positions.size(); i += n_parts) {
        double* const row = foot.positions.data() + i;
        row[forward] = -row[forward];
        row[toe_forward] = -row[toe_forward];
      }
    }
  }

  double median_swing_speed() {
    scratch_.clear();
    for (const Foot& foot : feet_) append_numbers(foot.swing_speed, scratch_);
    return median(scratch_);
  }

  /// Finds swings, of noisy motion with a lower cut-off.
  void settle_swings(Foot& foot) {
    if (foot.n_used == 0) return;
    const auto n = static_cast<Index>(foot.swing_speed.size());
    scratch_.clear();
    append_numbers(foot.swing_speed, scratch_);
    const double fast = quantile(scratch_, 0.95);
    along_.resize(foot.swing_speed.size());
    for (std::size_t i = 0; i < along_.size(); ++i) {
      along_[i] = foot.positions[i * n_parts + forward];
    }
    const double noise = white_noise(along_.data(), n, scratch_);
    const double cutoff = cutoff_for(noise, fast);
    if (cutoff < swing_cutoff_) {
      speedometer_.measure(foot.positions, 1, cutoff, &foot.swing_speed);
    }
    find_swings(foot.swing_speed, foot.swings);
  }

  double cutoff_for(const double noise, const double swing_speed) const {
    return quiet_cutoff(noise, noise_share_ * swing_speed, rate_, min_cutoff_, cutoff_);
  }

  /// Cleans the swings by the gait that they show; false when there are none.
  bool measure_gait() {
    auto& [left, right] = feet_;
    Gait& gait = motion_.gait;
    gait.peak_speed = meter_.peak_speed(left.swings, right.swings);
    if (std::isnan(gait.peak_speed)) return false;
    const double least = swing_speed_share_ * gait.peak_speed;
    gait.stride = meter_.stride(left.swings, right.swings, least, rate_);
    for (Foot& foot : feet_) clean_swings(foot.swings, gait, swing_speed_share_);
    gait.stride = meter_.stride(left.swings, right.swings, least, rate_);
    gait.swing = meter_.swing(left.swings, right.swings, gait.stride);
    return true;
  }

  void detect(const std::size_t side) {
    const Foot& foot = feet_[side];
    if (foot.swings.empty()) return;
    motion_.rate_hz = rate_;
    motion_.noise = foot.noise;
    motion_.cutoff_hz = cutoff_for(foot.noise, motion_.gait.peak_speed);
    speedometer_.measure(foot.positions, foot.n_used, motion_.cutoff_hz, motion_.speed.data());
    const double code = 2 * static_cast<double>(side);
    measure_stances(foot.swings, forward);
    add_initial_contacts(foot, code);
    add_starts(foot, code);
    if (foot.has_toe) measure_stances(foot.swings, toe_forward);
    add_final_contacts(foot, code + 1);
  }

  /// The error of a clue on clean motion, and what a lowered cut-off adds: it moves features by
  /// about this share of the filter's time constant.
  double blurred(const double error_s) const {
    constexpr double share = 0.6;
    const double blur_s = share / two_pi * (1 / motion_.cutoff_hz - 1 / cutoff_);
    return std::sqrt(error_s * error_s + blur_s * blur_s);
  }

  /// Speeds against the pelvis in the stances before, between and after the swings.
  void measure_stances(const Swings& swings, const Part part) {
    const double usual = (1 - usual_swing_share) * motion_.gait.stride;
    double from = swings.front().start - usual;
    stances_.clear();
    for (const Swing& swing : swings) {
      stances_.push_back(stance_speed(motion_.speed[part], from, swing.start));
      from = swing.end;
    }
    stances_.push_back(stance_speed(motion_.speed[part], from, from + usual));
    fill_with_median(stances_, scratch_);
  }

  /// Median backward speed while the foot is flat; NaN when too little of it was seen.
  double stance_speed(const Signal& speed, const double from, const double to) {
    constexpr double flat_from = 0.2, flat_to = 0.6, longest = 1.5;
    constexpr std::size_t min_frames = 3;
    const double duration = to - from;
    if (!(duration < longest * motion_.gait.stride)) return nan<double>;
    const auto n = static_cast<Index>(speed.size());
    const auto frame = [&](const double share) {
      return std::clamp<Index>(nearest_frame(from + share * duration), 0, n);
    };
    const Index first = frame(flat_from), last = frame(flat_to);
    scratch_.clear();
    if (first < last) append_numbers({speed.data() + first, speed.data() + last}, scratch_);
    return scratch_.size() < min_frames ? nan<double> : -median(scratch_);
  }

  void add_initial_contacts(const Foot& foot, const double code) {
    const double error_s = blurred(foot.has_sole ? 0.010 : 0.013);
    const double inferred_error_s = blurred(base_inferred_error_s);
    const Swings& swings = foot.swings;
    contacts_.clear();
    depths_.clear();
    scratch_.clear();
    for (std::size_t k = 0; k < swings.size(); ++k) {
      contacts_.push_back(initial_contact(motion_, swings[k], stances_[k + 1], ground_share_));
      const Contact& contact = contacts_.back();
      if (swings[k].cut_end || !contact.time.found()) continue;
      depths_.push_back(contact.depth);
      scratch_.push_back(contact.time.frame - swings[k].end);
    }
    const double delay = scratch_.empty() ? 0 : median(scratch_);
    for (std::size_t k = 0; k < swings.size(); ++k) {
      if (swings[k].cut_end) continue;
      const double strength = swings[k].peak / motion_.gait.peak_speed;
      if (contacts_[k].time.found()) {
        add(contacts_[k].time, code, complete, error_s, strength);
      } else {  // nothing arrests the foot: as long after its swing as in other steps
        const double last = static_cast<double>(motion_.n() - 1);
        add({std::clamp(swings[k].end + delay, 0.0, last), 0}, code, inferred, inferred_error_s,
            0.5 * strength);
      }
    }
  }

  /// Contacts at the start of a run of numbers, whose swing was not seen.
  void add_starts(const Foot& foot, const double code) {
    constexpr double within = 0.30;      // swings
    constexpr double least_depth = 0.7;  // of this foot's usual fall
    if (depths_.empty()) return;
    const double error_s = blurred(base_inferred_error_s);
    const double usual = median(depths_);
    const Signal& fall = motion_.speed[up];
    const double* const y = fall.data();
    const Index n = motion_.n();
    const auto window = static_cast<Index>(std::ceil(within * motion_.gait.swing));
    for (auto run = next_run(y, n, 0); run.start < n; run = next_run(y, n, run.end)) {
      if (!(foot.swing_speed[static_cast<std::size_t>(run.start)] <= 0)) continue;
      const Index last = std::min(run.start + window, run.end - 2);
      const auto dip = deepest(y, n, run.start + 1, last, 1.0);
      Estimate time = motion_.estimate(dip, motion_.noise);
      double depth = dip.value;
      if (!time.found() && run.end - run.start > 3 && y[run.start] < y[run.start + 1]) {
        time = {static_cast<double>(run.start), 0};  // already being arrested
        depth = y[run.start];
      }
      if (!time.found() || !(depth <= least_depth * usual)) continue;
      add(time, code, at_start, error_s, depth / usual);
    }
  }

  void add_final_contacts(const Foot& foot, const double code) {
    const double error_s = blurred(foot.has_sole ? 0.012 : 0.017);
    const double inferred_error_s = blurred(base_inferred_error_s);
    const auto part = foot.has_toe ? toe_forward : forward;
    const double swing_speed = usual_peak(foot.swings, motion_.speed[part]);
    for (std::size_t k = 0; k < foot.swings.size(); ++k) {
      const Swing& swing = foot.swings[k];
      if (swing.cut_start) continue;
      const Contact contact = foot.has_toe ? toe_leaves(motion_, swing, stances_[k], swing_speed,
                                                        toe_speed_share_, scratch_)
                                           : ankle_leaves(motion_, swing, stances_[k], swing_speed);
      if (!contact.time.found()) continue;
      const double strength = swing.peak / motion_.gait.peak_speed;
      if (contact.complete) {
        add(contact.time, code, complete, error_s, strength);
      } else {
        add(contact.time, code, inferred, inferred_error_s, 0.5 * strength);
      }
    }
  }

  /// Median over whole swings of the highest speed in each.
  double usual_peak(const Swings& swings, const Signal& speed) {
    scratch_.clear();
    for (const Swing& swing : swings) {
      if (!swing.whole()) continue;
      double peak = -std::numeric_limits<double>::infinity();
      for (auto i = static_cast<std::size_t>(swing.start); i <= static_cast<std::size_t>(swing.end);
           ++i) {
        if (speed[i] > peak) peak = speed[i];
      }
      if (std::isfinite(peak)) scratch_.push_back(peak);
    }
    return scratch_.empty() ? motion_.gait.peak_speed : median(scratch_);
  }

  void add(const Estimate& time, const double code, const double quality, const double error_s,
           const double strength) {
    constexpr double strongest = 3;
    rows_.push_back({time.frame, code, quality,
                     std::sqrt(error_s * error_s + time.noise_s * time.noise_s),
                     std::clamp(strength, 0.0, strongest)});
  }

  static constexpr double base_inferred_error_s = 0.027;

  double rate_, cutoff_, min_cutoff_, noise_share_, swing_cutoff_, swing_speed_share_,
      ground_share_, toe_speed_share_;
  Index longest_gap_ = 0;
  FootReader reader_;
  Speedometer speedometer_;
  GaitMeter meter_;
  Motion motion_{};
  std::array<Foot, 2> feet_;
  Signal pelvis_, leads_, along_, scratch_, stances_, depths_;
  std::vector<Contact> contacts_;
  std::vector<Row> rows_;
};

}  // namespace foot_contact

using foot_contact::FootContact;

}  // namespace footfall
