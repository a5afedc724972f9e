// The C interface over every filter of the list: the bits of the core, no memory taken by a push,
// an error text for each thread.
#include <string_view>
#include <thread>
#include <vector>

#include "allocations.hpp"
#include "check.hpp"
#include "footfall/core/causal.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/footfall.h"
#include "signals.hpp"

namespace footfall {
namespace {

template <class A>
void check_filter() {
  constexpr Index channels = 51, n = 100;
  const auto x = noisy<float>(n * channels, 1, 0.1);
  std::vector<float> expected(x.size()), out(x.size());
  std::vector<float> state(A::state_size * channels, static_cast<float>(A::fresh));
  run_causal_frames(usual<A>(), x.data(), state.data(), expected.data(), n, channels, 0, channels);

  std::vector<double> values;
  for (const char* const parameter : A::parameters) values.push_back(usual_value(parameter));
  footfall_filter* filter = nullptr;
  CHECK(footfall_filter_create(A::name, values.data(), values.size(), channels, &filter) ==
        FOOTFALL_OK);
  const long before = allocations;
  CHECK(before > 0);
  for (Index i = 0; i < n; ++i) {
    CHECK(footfall_filter_push(filter, x.data() + i * channels, 1, out.data() + i * channels) ==
          FOOTFALL_OK);
  }
  CHECK(allocations == before);
  CHECK(same(out, expected));
  CHECK(footfall_filter_state_size(filter) == state.size());
  CHECK(footfall_filter_read_state(filter, out.data(), state.size()) == FOOTFALL_OK);
  out.resize(state.size());
  CHECK(same(out, state));
  footfall_filter_destroy(filter);
}

void check_error_is_of_its_thread() {
  std::thread([] {
    CHECK(footfall_filter_reset(nullptr) == FOOTFALL_BAD_ARGUMENT);
    CHECK(!std::string_view(footfall_last_error()).empty());
  }).join();
  CHECK(std::string_view(footfall_last_error()).empty());
}

}  // namespace
}  // namespace footfall

int main() {
  footfall::check_error_is_of_its_thread();
  footfall::for_each(footfall::CausalFilters<float>{},
                     []<class A> { footfall::check_filter<A>(); });
}
