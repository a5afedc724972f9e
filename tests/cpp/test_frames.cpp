// The driver of per-frame maps, over every map; known angles.
#include "check.hpp"
#include "footfall/core/frames.hpp"
#include "footfall/kinematics/all.hpp"
#include "signals.hpp"

namespace footfall {
namespace {

/// Any frame count gives what each frame gives alone, whatever the threads.
template <class A, class T>
void check_driver(const Index n_frames, const Index dimensions, const bool each) {
  constexpr Index points = 5;
  const Index stride = points * dimensions;
  const A map = usual<A>();
  const auto x = noisy<T>(n_frames * stride, 1, 0.02);
  std::vector<Index> rows;
  for (std::size_t i = 0; i < 3 * A::points; ++i) rows.push_back(static_cast<Index>(i % points));
  std::vector<T> out(static_cast<std::size_t>(n_frames * 3));
  run_frames(map, FrameTable<T>{x.data(), n_frames, points, dimensions, rows.data(), 3}, out.data(),
             1);
  for (const Index threads : {2, 64}) {
    std::vector<T> again(out.size());
    run_frames(map, FrameTable<T>{x.data(), n_frames, points, dimensions, rows.data(), 3},
               again.data(), threads);
    CHECK(same(again, out));
  }
  for (Index i = 0; each && i < n_frames; ++i) {
    std::vector<T> alone(3);
    run_frames(map, FrameTable<T>{x.data() + i * stride, 1, points, dimensions, rows.data(), 3},
               alone.data(), 1);
    CHECK(same(alone, std::vector<T>(out.begin() + i * 3, out.begin() + i * 3 + 3)));
  }
}

/// A missing coordinate makes missing the outputs that read it, and no other.
template <class T>
void check_missing() {
  constexpr Index n = 20;
  auto x = noisy<T>(n * 4 * 3, 2);
  x[7 * 12 + 2 * 3 + 1] = nan<T>;  // frame 7, point 2
  const std::vector<Index> rows{0, 1, 2, 0, 1, 3};
  std::vector<T> out(n * 2);
  run_frames(usual<ThreePointAngle<T>>(), FrameTable<T>{x.data(), n, 4, 3, rows.data(), 2},
             out.data(), 1);
  for (std::size_t i = 0; i < out.size(); ++i) CHECK(std::isnan(out[i]) == (i == 14));
}

template <class A, class T>
T one_angle(const A& map, const std::vector<T>& points, const Index dimensions) {
  const std::vector<Index> rows{0, 1, 2};
  const auto count = static_cast<Index>(points.size()) / dimensions;
  std::vector<T> angle(1);
  run_frames(map, FrameTable<T>{points.data(), 1, count, dimensions, rows.data(), 1}, angle.data(),
             1);
  return angle[0];
}

template <class T>
void check_known_angles() {
  const auto angle = usual<ThreePointAngle<T>>();
  const auto near = [](const T a, const double b) { return std::abs(a - T(b)) < T(1e-4); };
  CHECK(near(one_angle<ThreePointAngle<T>, T>(angle, {1, 0, 0, 0, 0, 2}, 2), 90));
  CHECK(near(one_angle<ThreePointAngle<T>, T>(angle, {-3, 0, 0, 0, 5, 0}, 2), 180));
  CHECK(near(one_angle<ThreePointAngle<T>, T>(angle, {2, 0, 0, 0, 5, 0}, 2), 0));
  CHECK(near(one_angle<ThreePointAngle<T>, T>(angle, {0, 0, 1, 0, 0, 0, 1, 0, 1}, 3), 45));
  const Inclination<T> forward_x_up_z({1, 0, 0, 0, 0, 1});
  CHECK(near(one_angle<Inclination<T>, T>(forward_x_up_z, {0, 0, 0, 0, 0, 1}, 3), 0));
  CHECK(near(one_angle<Inclination<T>, T>(forward_x_up_z, {0, 0, 0, 1, 0, 1}, 3), 45));
  CHECK(near(one_angle<Inclination<T>, T>(forward_x_up_z, {1, 0, 0, 0, 9, 0}, 3), -90));
}

template <class T>
void check_all() {
  for_each(FrameMaps<T>{}, []<class A> {
    for (const Index dimensions : {2, 3}) {
      for (Index n = 0; n <= 40; ++n) check_driver<A, T>(n, dimensions, true);
      for (const Index n : {511, 512, 513, 7000}) check_driver<A, T>(n, dimensions, false);
    }
  });
  check_missing<T>();
  check_known_angles<T>();
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_all<float>();
  footfall::check_all<double>();
}
