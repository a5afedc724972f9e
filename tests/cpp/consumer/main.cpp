// Smooths a batch of two sequences with the header-only library.
#include <cstdio>
#include <vector>

#include "footfall/core/series.hpp"
#include "footfall/filters/all.hpp"

int main() {
  const std::vector<footfall::Index> offsets{0, 60, 100};
  std::vector<double> x(100 * 3, 2.0);
  const auto smooth = footfall::make<footfall::ZeroPhaseButterworth<double>>(
      std::vector{60.0, 6.0, 0.0, 0.0, 4.0, 2.0, 15.0, 5.0});
  footfall::run_series(smooth, footfall::Batch<const double>{x.data(), offsets.data(), 2, 3},
                       x.data(), 4);
  std::printf("%g\n", x.back());
  return x.back() > 1.999 && x.back() < 2.001 ? 0 : 1;
}
