// Threads: each index once, the first exception once, nothing left over.
#include <atomic>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "footfall/core/parallel.hpp"

namespace footfall {
namespace {

constexpr Index much = Index{1'000'000'000'000};  // samples: always worth all the threads

void check_each_index_once(const Index n, const Index threads, const Index samples) {
  std::vector<std::atomic<int>> visits(static_cast<std::size_t>(n));
  parallel_for(n, threads, samples,
               [&] { return [&](const Index i) { ++visits[static_cast<std::size_t>(i)]; }; });
  for (const auto& count : visits) CHECK(count == 1);
}

void check_exception(const Index n, const Index threads, const Index bad) {
  int caught = 0;
  try {
    parallel_for(n, threads, much, [&] {
      return [&](const Index i) {
        if (i >= bad) throw std::runtime_error("as planned");
      };
    });
  } catch (const std::runtime_error& error) {
    caught += std::string_view(error.what()) == "as planned" ? 1 : 100;
  }
  CHECK(caught == 1);
}

/// Making the work can fail as well: out of memory for its scratch.
void check_exception_of_the_maker() {
  std::atomic<int> made{0};
  bool caught = false;
  try {
    parallel_for(8, 4, much, [&] {
      ++made;
      throw std::bad_alloc();
      return [](Index) {};
    });
  } catch (const std::bad_alloc&) {
    caught = true;
  }
  CHECK(caught);
  CHECK(made >= 1);
  CHECK(made <= 4);
}

void check_work_of_its_own() {
  std::atomic<int> made{0};
  std::atomic<Index> sum{0};
  parallel_for(1000, 4, much, [&] {
    ++made;
    return [&sum, own = Index{0}](const Index i) mutable {
      own = i;  // a race, if two threads shared it
      sum += own;
    };
  });
  CHECK(made >= 1);
  CHECK(made <= 4);
  CHECK(sum == 999 * 1000 / 2);
}

void check_little_work_stays_here() {
  const auto here = std::this_thread::get_id();
  parallel_for(100, 8, samples_worth_a_thread - 1,
               [&] { return [&](Index) { CHECK(std::this_thread::get_id() == here); }; });
}

}  // namespace
}  // namespace footfall

int main() {
  using namespace footfall;
  for (const Index threads : {0, 1, 2, 3, 16}) {
    for (const Index n : {0, 1, 2, 7, 1000}) {
      check_each_index_once(n, threads, much);
      check_each_index_once(n, threads, 0);
      if (n > 0) check_exception(n, threads, 0);
      if (n > 0) check_exception(n, threads, n - 1);
    }
  }
  check_exception_of_the_maker();
  check_work_of_its_own();
  check_little_work_stays_here();
}
