// The C interface, over the list of causal filters.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "footfall/core/causal.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/fields.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/footfall.h"

// What every filter can do, whatever its type.
struct footfall_filter {
  footfall_filter() = default;
  footfall_filter(const footfall_filter&) = delete;
  footfall_filter& operator=(const footfall_filter&) = delete;
  virtual ~footfall_filter() = default;
  virtual void push(const float* frames, footfall::Index n_frames, float* out) = 0;
  virtual void reset() = 0;
  virtual std::span<float> state() = 0;
  virtual std::span<const float> state() const = 0;
};

namespace {

using footfall::ArgumentError;
using footfall::Index;
using footfall::require;
using Filters = footfall::CausalFilters<float>;

template <class A>
class Filter final : public footfall_filter {
 public:
  Filter(const A& algorithm, const std::size_t channels)
      : algorithm_(algorithm),
        channels_(static_cast<Index>(channels)),
        state_(A::state_size * channels) {
    Filter::reset();
  }

  void push(const float* frames, const Index n_frames, float* out) override {
    footfall::run_causal_frames(algorithm_, frames, state_.data(), out, n_frames, channels_, 0,
                                channels_);
  }

  void reset() override { std::ranges::fill(state_, static_cast<float>(A::fresh)); }
  std::span<float> state() override { return state_; }
  std::span<const float> state() const override { return state_; }

 private:
  A algorithm_;
  Index channels_;
  std::vector<float> state_;
};

template <class Texts>
std::string joined(const Texts& texts) {
  std::string all;
  for (const std::string_view text : texts) {
    if (!all.empty()) all += ", ";
    all += text;
  }
  return all;
}

std::string filter_names() {
  std::vector<std::string_view> names;
  footfall::for_each(Filters{}, [&]<class A> { names.emplace_back(A::name); });
  return joined(names);
}

template <class A>
std::unique_ptr<footfall_filter> make_filter(const std::span<const double> values,
                                             const std::size_t channels) {
  constexpr std::size_t n_parameters = A::parameters.size();
  require(values.size() == n_parameters, A::name,
          std::to_string(n_parameters) + " values (" + joined(A::parameters) + ")", values.size());
  constexpr std::size_t most =
      std::numeric_limits<std::ptrdiff_t>::max() / (sizeof(float) * A::state_size);
  require(channels > 0 && channels <= most, "channels",
          "a number from 1 to " + std::to_string(most), channels);
  return std::make_unique<Filter<A>>(footfall::make<A>(values), channels);
}

// A fixed size: to report that memory is short must not need memory.
thread_local std::array<char, 2048> last_error{};

int fail(const int status, const char* const text) noexcept {
  std::snprintf(last_error.data(), last_error.size(), "%s", text);
  return status;
}

// The one place where exceptions end.
template <class Work>
int guarded(const Work& work) noexcept {
  try {
    work();
    return FOOTFALL_OK;
  } catch (const ArgumentError& error) {
    return fail(FOOTFALL_BAD_ARGUMENT, error.what());
  } catch (const std::bad_alloc&) {
    return fail(FOOTFALL_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return fail(FOOTFALL_FAILED, error.what());
  } catch (...) {
    return fail(FOOTFALL_FAILED, "footfall: unknown failure");
  }
}

template <class T>
void require_pointer(const T* const pointer, const char* const argument) {
  require(pointer != nullptr, argument, "a pointer", "NULL");
}

}  // namespace

const char* footfall_version(void) { return FOOTFALL_VERSION; }

const char* footfall_last_error(void) { return last_error.data(); }

int footfall_filter_create(const char* name, const double* values, size_t n_values, size_t channels,
                           footfall_filter** filter) {
  return guarded([&] {
    require_pointer(filter, "filter");
    *filter = nullptr;
    require_pointer(name, "name");
    if (n_values > 0) require_pointer(values, "values");
    std::unique_ptr<footfall_filter> made;
    footfall::for_each(Filters{}, [&]<class A> {
      if (std::string_view(name) == A::name) made = make_filter<A>({values, n_values}, channels);
    });
    require(made != nullptr, "name", "one of " + filter_names(), name);
    *filter = made.release();
  });
}

int footfall_filter_push(footfall_filter* filter, const float* frames, size_t n_frames,
                         float* out) {
  return guarded([&] {
    require_pointer(filter, "filter");
    if (n_frames == 0) return;
    require_pointer(frames, "frames");
    require_pointer(out, "out");
    filter->push(frames, static_cast<Index>(n_frames), out);
  });
}

int footfall_filter_reset(footfall_filter* filter) {
  return guarded([&] {
    require_pointer(filter, "filter");
    filter->reset();
  });
}

void footfall_filter_destroy(footfall_filter* filter) { delete filter; }

size_t footfall_filter_state_size(const footfall_filter* filter) {
  return filter == nullptr ? 0 : filter->state().size();
}

int footfall_filter_read_state(const footfall_filter* filter, float* state, size_t count) {
  return guarded([&] {
    require_pointer(filter, "filter");
    require_pointer(state, "state");
    const auto held = filter->state();
    require(count == held.size(), "count", std::to_string(held.size()) + ", the state size", count);
    std::ranges::copy(held, state);
  });
}

int footfall_filter_write_state(footfall_filter* filter, const float* state, size_t count) {
  return guarded([&] {
    require_pointer(filter, "filter");
    require_pointer(state, "state");
    const auto held = filter->state();
    require(count == held.size(), "count", std::to_string(held.size()) + ", the state size", count);
    std::copy_n(state, count, held.begin());
  });
}
