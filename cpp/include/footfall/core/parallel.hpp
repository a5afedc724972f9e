// The one place where threads are made; they live for one call.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "footfall/core/batch.hpp"

namespace footfall {

/// Making a thread costs about as much as this many samples of a filter.
inline constexpr Index samples_worth_a_thread = 60'000;

/// Calls `work(i)` for each i in [0, n), where each thread has its own `work = make_work()`.
///
/// Which thread does what is decided as they go, by runs of neighbours; results must not depend
/// on it. The first exception stops the rest and is thrown again here. `samples` says how much work
/// there is in all, so that little work stays on the caller's thread.
template <class MakeWork>
void parallel_for(const Index n, const Index threads, const Index samples,
                  const MakeWork& make_work) {
  const Index wanted = std::min({threads, n, 1 + samples / samples_worth_a_thread});
  const Index run_length = std::clamp<Index>(n / (8 * std::max<Index>(1, wanted)), 1, 16);
  std::atomic<Index> next{0};
  std::exception_ptr failure;
  std::mutex failure_lock;
  const auto run = [&] {
    try {
      auto work = make_work();  // NOLINT(misc-const-correctness): some are mutable
      for (Index start = next.fetch_add(run_length); start < n;
           start = next.fetch_add(run_length)) {
        for (Index i = start; i < std::min(n, start + run_length); ++i) work(i);
      }
    } catch (...) {
      const std::lock_guard lock(failure_lock);
      if (!failure) failure = std::current_exception();
      next = n;
    }
  };
  std::vector<std::thread> others;
  for (Index k = 1; k < wanted; ++k) {
    try {
      others.emplace_back(run);
    } catch (const std::system_error&) {
      break;  // no more threads to be had: the ones there are do the work
    }
  }
  run();
  for (auto& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace footfall
