// Peaks, their prominence and their places between frames.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "check.hpp"
#include "footfall/core/pack.hpp"
#include "footfall/events/peaks.hpp"

namespace footfall {
namespace {

std::vector<Index> frames(const std::vector<double>& x, const double distance,
                          const double prominence) {
  PeakFinder finder;
  std::vector<Index> found;
  for (const Peak& peak :
       finder.find(x.data(), static_cast<Index>(x.size()), distance, prominence)) {
    found.push_back(peak.frame);
  }
  return found;
}

using Frames = std::vector<Index>;

// Expected values are those of scipy.signal.find_peaks.
void check_frames() {
  const std::vector<double> x{0, 2, 1, 3, 0, 1, 1, 1, 0, 5, 4, 6};
  CHECK((frames(x, 1, 0) == Frames{1, 3, 6, 9}));
  CHECK((frames(x, 3, 0) == Frames{3, 6, 9}));
  CHECK((frames(x, 4, 0) == Frames{3, 9}));
  CHECK((frames(x, 1, 1.5) == Frames{3}));
  CHECK(frames({}, 1, 0).empty());
  CHECK(frames({1}, 1, 0).empty());
  CHECK(frames({1, 2}, 1, 0).empty());
  CHECK(frames({1, 1, 1}, 1, 0).empty());
  CHECK(frames({0, 1, 1}, 1, 0).empty());
  CHECK((frames({0, 1, 1, 0}, 1, 0) == Frames{1}));
}

// A plateau whose middle is some registers after its start.
void check_long_plateaus() {
  for (std::size_t length = 1; length < 60; ++length) {
    std::vector<double> x(length + 9, 1.0);
    for (const std::size_t low : {std::size_t{0}, std::size_t{1}, length + 7, length + 8}) {
      x[low] = 0.1 * static_cast<double>(low % 2);
    }
    const auto first = Index{2}, last = static_cast<Index>(length) + 6;
    CHECK((frames(x, 1, 0.5) == Frames{(first + last) / 2}));
  }
}

// What sorting gives: from the highest down, each drops what is nearer than the distance.
void check_distance() {
  std::vector<double> x;
  unsigned state = 1;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1664525U + 1013904223U;
    const double noise = static_cast<double>(state >> 27);  // of few values: many are equal
    x.push_back(i < 1000 ? noise : i < 2000 ? noise + i : noise - i);
  }
  const Frames all = frames(x, 1, 0);
  for (const Index distance : {Index{2}, Index{3}, Index{7}, Index{30}, Index{400}, Index{9000}}) {
    Frames order = all, kept;
    const auto height = [&](const Index i) { return x[static_cast<std::size_t>(i)]; };
    std::stable_sort(order.begin(), order.end(), [&](const Index a, const Index b) {
      return height(a) != height(b) ? height(a) > height(b) : a > b;
    });
    for (const Index frame : order) {
      const auto near = [&](const Index other) { return std::abs(other - frame) < distance; };
      if (std::none_of(kept.begin(), kept.end(), near)) kept.push_back(frame);
    }
    std::sort(kept.begin(), kept.end());
    CHECK((frames(x, static_cast<double>(distance), 0) == kept));
  }
}

void check_gaps() {
  const double gap = nan<double>;
  CHECK((frames({0, 1, 0, gap, 0, 2, 0}, 1, 0) == Frames{1, 5}));
  CHECK(frames({0, 1, gap, 1, 0}, 1, 0).empty());
  CHECK(frames({gap, gap, gap}, 1, 0).empty());
  // Beyond the gap there may be a higher peak: it does not count.
  CHECK((frames({3, 0, 1, 0, gap, 9, 0}, 1, 0.5) == Frames{2}));
}

void check_vertex() {
  std::vector<double> parabola;
  for (int i = 0; i < 9; ++i) parabola.push_back(7 - std::pow(i - 4.3, 2));
  CHECK(std::abs(parabola_vertex(parabola.data(), 9, 4) - 4.3) < 1e-12);
  CHECK(parabola_vertex(parabola.data(), 9, 0) == 0);
  CHECK(parabola_vertex(parabola.data(), 9, 8) == 8);
  const std::vector<double> flat{1, 1, 1};
  CHECK(parabola_vertex(flat.data(), 3, 1) == 1);
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_frames();
  footfall::check_long_plateaus();
  footfall::check_distance();
  footfall::check_gaps();
  footfall::check_vertex();
}
