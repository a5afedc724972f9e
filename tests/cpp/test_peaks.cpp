// Peaks, their prominence and their places between frames.
#include <cmath>
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
  footfall::check_gaps();
  footfall::check_vertex();
}
