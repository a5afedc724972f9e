// The driver of sequences to rows; forces and the repaired order, by hand-made cases.
#include <array>
#include <cmath>
#include <stdexcept>

#include "check.hpp"
#include "footfall/core/sequences.hpp"
#include "footfall/events/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

/// As many rows as the first number of the sequence says.
struct Repeat {
  using Row = std::array<double, 2>;

  template <class T, class Emit>
  void run(const T* x, const Index n_frames, const Index /*channels*/, const Table& /*table*/,
           const Emit& emit) {
    ++calls;
    if (n_frames > 0 && x[0] < 0) throw std::runtime_error("negative");
    for (Index i = 0; n_frames > 0 && i < static_cast<Index>(x[0]); ++i) {
      emit(Row{static_cast<double>(i), static_cast<double>(x[n_frames - 1])});
    }
  }

  int calls = 0;
};

constexpr Table no_table{nullptr, 0, 0};

void check_order(const Index sequences) {
  std::vector<Index> lengths;
  for (Index i = 0; i < sequences; ++i) lengths.push_back(i % 5 == 0 ? 0 : 20 + i % 7);
  const auto offsets = offsets_of(lengths);
  std::vector<double> x(static_cast<std::size_t>(offsets.back()) * 3);
  Rows expected;
  for (Index i = 0; i < sequences; ++i) {
    const auto start = static_cast<std::size_t>(offsets[static_cast<std::size_t>(i)]) * 3;
    if (lengths[static_cast<std::size_t>(i)] == 0) continue;
    x[start] = static_cast<double>(i % 4);
    const double last =
        x[start + static_cast<std::size_t>(lengths[static_cast<std::size_t>(i)]) - 1];
    for (Index row = 0; row < i % 4; ++row) {
      expected.sequence.push_back(i);
      expected.values.insert(expected.values.end(), {static_cast<double>(row), last});
    }
  }
  for (const Index threads : {1, 2, 7, 64}) {
    const auto rows = run_sequences(
        Repeat{}, Batch<const double>{x.data(), offsets.data(), sequences, 3}, no_table, threads);
    CHECK(rows.sequence == expected.sequence);
    CHECK(rows.values == expected.values);
  }
}

void check_exception() {
  const std::vector<Index> offsets{0, 1, 2};
  const std::vector<double> x{1, -1};
  bool caught = false;
  try {
    run_sequences(Repeat{}, Batch<const double>{x.data(), offsets.data(), 2, 1}, no_table, 2);
  } catch (const std::runtime_error&) {
    caught = true;
  }
  CHECK(caught);
}

template <class A>
std::vector<double> rows_of(const A& algorithm, const std::vector<double>& x,
                            const Index channels = 1) {
  const std::vector<Index> offsets{0, static_cast<Index>(x.size()) / channels};
  return run_sequences(algorithm, Batch<const double>{x.data(), offsets.data(), 1, channels},
                       no_table, 1)
      .values;
}

void check_force_threshold() {
  const ForceThreshold plate({10, 20, 5, 0.2});  // 20 N, 5 N of hysteresis, 2 frames
  // Crossings lie on the line between samples.
  CHECK(
      (rows_of(plate, {0, 0, 40, 100, 40, 0, 0}) == std::vector<double>{1.5, 0, 100, 4.5, 1, 100}));
  // A dip to 16 N does not end the contact, one to 10 N does.
  CHECK((rows_of(plate, {0, 40, 16, 40, 40, 0}) == std::vector<double>{0.5, 0, 40, 4.5, 1, 40}));
  CHECK(rows_of(plate, {0, 40, 40, 40, 10, 40, 40, 40, 0}).size() == 12);
  // Too short; cut at both ends by the recording; cut by a gap.
  CHECK(rows_of(plate, {0, 0, 21, 0, 0}).empty());
  CHECK(rows_of(plate, {50, 50, 50, 50}).empty());
  CHECK((rows_of(plate, {0, 40, 40, 40, nan<double>, 40, 40, 40, 0}) ==
         std::vector<double>{0.5, 0, 40, 7.5, 1, 40}));
  // The second channel is the second plate.
  CHECK((rows_of(plate, {0, 0, 0, 40, 0, 40, 0, 40, 0, 0}, 2) ==
         std::vector<double>{0.5, 2, 40, 3.5, 3, 40}));
  CHECK(rows_of(plate, {}).empty());
}

/// Candidates every quarter stride; one is absent, and one too many stands between two others.
void check_repair_order() {
  const RepairOrder repair({1.0, 0.25, 0.25, 0.25, 0.25, 0.05, 0.015});
  std::vector<double> candidates;
  for (int i = 0; i < 40; ++i) {
    if (i == 18) continue;
    candidates.insert(candidates.end(), {0.25 * i, static_cast<double>(i % 4), 2});
    if (i == 9) candidates.insert(candidates.end(), {0.25 * i + 0.1, 3, 0});
  }
  const auto rows = rows_of(repair, candidates, 3);
  CHECK(rows.size() == 160);
  for (std::size_t i = 0; i < 40; ++i) {
    const double* row = rows.data() + 4 * i;
    CHECK(std::abs(row[0] - 0.25 * static_cast<double>(i)) < 1e-9);
    CHECK(row[1] == static_cast<double>(i % 4));
    CHECK((row[2] == -1) == (i == 18));
    CHECK(std::isnan(row[3]) == (i != 18));
  }
  CHECK(rows_of(repair, {}, 3).empty());
  const auto one = rows_of(repair, {7.0, 2, 1}, 3);
  CHECK(one.size() == 4);
  CHECK(one[0] == 7.0);
  CHECK(one[2] == 0);
}

}  // namespace
}  // namespace footfall

int main() {
  using namespace footfall;
  for (const Index sequences : {0, 1, 2, 63, 64, 65, 1000, 40'000}) check_order(sequences);
  check_exception();
  check_force_threshold();
  check_repair_order();
}
