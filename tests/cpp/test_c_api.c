/* The C interface from C. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "footfall/footfall.h"

#define CHECK(holds)                                                    \
  if (!(holds)) {                                                       \
    fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds); \
    exit(1);                                                            \
  }

static const double one_euro[] = {60.0, 1.0, 0.5, 1.0, 0.1};

static footfall_filter* make(const char* name, const double* values, size_t n_values,
                             size_t channels) {
  footfall_filter* filter = NULL;
  CHECK(footfall_filter_create(name, values, n_values, channels, &filter) == FOOTFALL_OK);
  CHECK(filter != NULL);
  return filter;
}

static void fill(float* x, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    x[i] = i % 11 == 5 ? NAN : sinf(0.1F * (float)i) + 0.2F * sinf(3.0F * (float)i);
  }
}

static int same(const float* a, const float* b, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (a[i] != b[i] && !(isnan(a[i]) && isnan(b[i]))) return 0;
  }
  return 1;
}

/* Frame by frame, in place, and from a saved state: always the same numbers. */
static void check_streams(size_t channels) {
  enum { frames = 40, most = 40 };
  float x[frames * most], whole[frames * most], part[frames * most], state[8 * most];
  const size_t count = frames * channels, half = count / 2;
  fill(x, count);
  footfall_filter* filter = make("one_euro", one_euro, 5, channels);
  CHECK(footfall_filter_push(filter, x, frames, whole) == FOOTFALL_OK);

  CHECK(footfall_filter_reset(filter) == FOOTFALL_OK);
  for (size_t i = 0; i < frames; ++i) {
    CHECK(footfall_filter_push(filter, x + i * channels, 1, part + i * channels) == FOOTFALL_OK);
  }
  CHECK(same(whole, part, count));

  CHECK(footfall_filter_reset(filter) == FOOTFALL_OK);
  memcpy(part, x, sizeof part);
  CHECK(footfall_filter_push(filter, part, frames / 2, part) == FOOTFALL_OK);
  const size_t size = footfall_filter_state_size(filter);
  CHECK(size == 3 * channels);
  CHECK(footfall_filter_read_state(filter, state, size) == FOOTFALL_OK);
  footfall_filter_destroy(filter);
  filter = make("one_euro", one_euro, 5, channels);
  CHECK(footfall_filter_write_state(filter, state, size) == FOOTFALL_OK);
  CHECK(footfall_filter_push(filter, part + half, frames / 2, part + half) == FOOTFALL_OK);
  CHECK(same(whole, part, count));
  CHECK(footfall_filter_push(filter, NULL, 0, NULL) == FOOTFALL_OK);
  footfall_filter_destroy(filter);
}

static void check_failure(int status, const char* text) {
  CHECK(status == FOOTFALL_BAD_ARGUMENT);
  if (strstr(footfall_last_error(), text) != NULL) return;
  fprintf(stderr, "expected \"%s\" in \"%s\"\n", text, footfall_last_error());
  exit(1);
}

static void check_failures_of_create(void) {
  footfall_filter* filter = NULL;
  check_failure(footfall_filter_create("two_euro", one_euro, 5, 1, &filter),
                "name: expected one of one_euro, causal_butterworth_2");
  CHECK(filter == NULL);
  check_failure(footfall_filter_create("one_euro", one_euro, 4, 1, &filter),
                "one_euro: expected 5 values (sampling_rate_hz, min_cutoff_hz, ");
  check_failure(footfall_filter_create("one_euro", one_euro, 4, 1, &filter), "), got 4");
  const double bad[] = {60.0, -1.0, 0.5, 1.0, 0.1};
  check_failure(footfall_filter_create("one_euro", bad, 5, 1, &filter),
                "min_cutoff_hz: expected a value > 0, got -1");
  check_failure(footfall_filter_create("one_euro", one_euro, 5, 0, &filter),
                "channels: expected a number from 1 to ");
  check_failure(footfall_filter_create("one_euro", one_euro, 5, (size_t)-1, &filter),
                "channels: expected ");
  check_failure(footfall_filter_create("one_euro", NULL, 5, 1, &filter),
                "values: expected a pointer, got NULL");
  check_failure(footfall_filter_create("one_euro", NULL, 0, 1, &filter), "got 0");
  check_failure(footfall_filter_create(NULL, one_euro, 5, 1, &filter), "name: expected a pointer");
  check_failure(footfall_filter_create("one_euro", one_euro, 5, 1, NULL), "filter: expected ");
  CHECK(filter == NULL);
}

static void check_failures_of_use(void) {
  float x[6] = {0};
  footfall_filter* filter = make("one_euro", one_euro, 5, 2);
  check_failure(footfall_filter_push(NULL, x, 1, x), "filter: expected a pointer, got NULL");
  check_failure(footfall_filter_push(filter, NULL, 1, x), "frames: expected a pointer");
  check_failure(footfall_filter_push(filter, x, 1, NULL), "out: expected a pointer");
  check_failure(footfall_filter_reset(NULL), "filter: ");
  check_failure(footfall_filter_read_state(filter, x, 5),
                "count: expected 6, the state size, got 5");
  check_failure(footfall_filter_write_state(filter, x, 7),
                "count: expected 6, the state size, got 7");
  check_failure(footfall_filter_read_state(NULL, x, 6), "filter: ");
  check_failure(footfall_filter_write_state(filter, NULL, 6), "state: ");
  CHECK(footfall_filter_state_size(NULL) == 0);
  footfall_filter_destroy(filter);
  footfall_filter_destroy(NULL);
}

int main(void) {
  CHECK(footfall_last_error()[0] == '\0');
  CHECK(strcmp(footfall_version(), FOOTFALL_EXPECTED_VERSION) == 0);
  for (size_t channels = 1; channels <= 40; ++channels) check_streams(channels);
  check_failures_of_create();
  check_failures_of_use();
  return 0;
}
