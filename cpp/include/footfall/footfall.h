// The C interface: causal filters by name, fed frame by frame.
//
// It grows by names and by values, not by functions. Works in C99 and later, and in C++.
#pragma once

#include <stddef.h>

#if defined(_WIN32) && defined(FOOTFALL_BUILDING)
#define FOOTFALL_EXPORT __declspec(dllexport)
#elif defined(_WIN32)
#define FOOTFALL_EXPORT __declspec(dllimport)
#else
#define FOOTFALL_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// What a call gives back. The numbers are fixed; later versions may add to them.
enum footfall_status {
  FOOTFALL_OK = 0,
  FOOTFALL_BAD_ARGUMENT = 1,
  FOOTFALL_OUT_OF_MEMORY = 2,
  FOOTFALL_FAILED = 3
};

/// A filter with the state of its channels. One thread at a time may use a handle.
typedef struct footfall_filter footfall_filter;

/// Version of the library that runs, such as "1.2.3".
FOOTFALL_EXPORT const char* footfall_version(void);

/// What the last failed call in this thread found wrong; "" before the first one. The text stays
/// as it is until the next failed call in this thread.
FOOTFALL_EXPORT const char* footfall_last_error(void);

/// Makes a filter of that name for frames of `channels` numbers. `values` are its `n_values`
/// parameters in their order; they are float64 so that every language gets the same bits. An
/// unknown name and a wrong count fail, and the error lists what there is. `*filter` is NULL
/// after a failure.
FOOTFALL_EXPORT int footfall_filter_create(const char* name, const double* values, size_t n_values,
                                           size_t channels, footfall_filter** filter);

/// Filters `n_frames` frames of `channels` numbers into `out`, which may be `frames`. NaN is a
/// missing sample: it stays missing. Allocates nothing; any cut of a stream gives the same bits.
FOOTFALL_EXPORT int footfall_filter_push(footfall_filter* filter, const float* frames,
                                         size_t n_frames, float* out);

/// Forgets every sample so far.
FOOTFALL_EXPORT int footfall_filter_reset(footfall_filter* filter);

/// Frees a filter; NULL is allowed.
FOOTFALL_EXPORT void footfall_filter_destroy(footfall_filter* filter);

/// How many numbers the state has, in rows of `channels`; 0 for NULL.
FOOTFALL_EXPORT size_t footfall_filter_state_size(const footfall_filter* filter);

/// Copies the state into `state`, which has room for `count` numbers: the state size.
FOOTFALL_EXPORT int footfall_filter_read_state(const footfall_filter* filter, float* state,
                                               size_t count);

/// Goes on from a state that was read from a filter of the same name and channels.
FOOTFALL_EXPORT int footfall_filter_write_state(footfall_filter* filter, const float* state,
                                                size_t count);

#ifdef __cplusplus
}
#endif
