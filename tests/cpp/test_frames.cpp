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

/// Two segments, the second by the hinge of a knee, and the joint between them.
const std::vector<Index> whole_rows{0, 2, 1, 0, 0, 1, 1, 0,  4,  4, 2, 2,   // a pelvis
                                    0, 1, 2, 3, 3, 4, 4, 2,  0,  2, 2, 2,   // a thigh
                                    1, 0, 1, 2, 0, 1, 1, -1, -1, 0, 0, 0};  // a hip

/// Any frame count gives what each frame gives alone, whatever the threads.
template <class A, class T>
void check_whole_frames(const Index n_frames, const Index n_rows) {
  constexpr Index points = 5, stride = 3 * points;
  const A map = usual<A>();
  const auto x = noisy<T>(n_frames * stride, 3, 0.02);
  const auto table = [&](const Index first, const Index frames) {
    return FrameTable<T>{x.data() + first * stride, frames, points, 3, whole_rows.data(), n_rows};
  };
  const Index outputs = A::outputs(table(0, 0));
  std::vector<T> out(static_cast<std::size_t>(n_frames * outputs));
  run_frames(map, table(0, n_frames), out.data(), 1);
  for (const Index threads : {2, 64}) {
    std::vector<T> again(out.size());
    run_frames(map, table(0, n_frames), again.data(), threads);
    CHECK(same(again, out));
  }
  for (Index i = 0; i < std::min<Index>(n_frames, 70); ++i) {
    std::vector<T> alone(static_cast<std::size_t>(outputs));
    run_frames(map, table(i, 1), alone.data(), 1);
    CHECK(same(alone, std::vector<T>(out.begin() + i * outputs, out.begin() + (i + 1) * outputs)));
  }
}

/// A thigh 30° ahead of a straight pelvis, its knee bent.
template <class T>
void check_known_turns() {
  const T s = T(0.5), c = std::sqrt(T(0.75));
  const std::vector<T> x{0, 0,  -1, 0, 0, 1, 0, 1,  0,   // hips to the left and right, chest
                         s, -c, 0,  0, 0, 0, s, -2, 0};  // knee, hip, ankle
  std::vector<Index> rows = whole_rows;
  rows[frame_columns + 10] = rows[frame_columns + 11] = 5;
  const auto table = [&](const Index n_rows) {
    return FrameTable<T>{x.data(), 1, 6, 3, rows.data(), n_rows};
  };
  const auto near = [](const T a, const T b) { return std::abs(a - b) < T(1e-4); };
  std::vector<T> angles(3);
  run_frames(CardanAngles<T>({10, 25, 80, 1, 0, 0, 0, 1, 0, 0, 0, 1}), table(3), angles.data(), 1);
  CHECK(near(angles[0], 30) && near(angles[1], 0) && near(angles[2], 0));
  std::vector<T> frames(18);
  run_frames(SegmentFrames<T>({10, 25}), table(2), frames.data(), 1);
  const std::vector<T> expected{1, 0, 0, 0, 1, 0, 0, 0, 1, c, -s, 0, s, c, 0, 0, 0, 1};
  for (std::size_t i = 0; i < 18; ++i) CHECK(near(frames[i], expected[i]));
}

template <class T>
void check_all() {
  for (Index n = 0; n <= 40; ++n) {
    check_whole_frames<SegmentFrames<T>, T>(n, 2);
    check_whole_frames<CardanAngles<T>, T>(n, 3);
  }
  for (const Index n : {511, 512, 513, 7000}) {
    check_whole_frames<SegmentFrames<T>, T>(n, 2);
    check_whole_frames<CardanAngles<T>, T>(n, 3);
  }
  check_known_turns<T>();
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
