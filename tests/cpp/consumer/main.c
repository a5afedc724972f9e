/* Smooths a live stream of 17 points with the C library. */
#include <stdio.h>

#include "footfall/footfall.h"

int main(void) {
  const double values[] = {60.0, 5.0, 0.0, 0.0, 4.0, 0.0};
  float frame[34] = {0};
  footfall_filter* filter = NULL;
  if (footfall_filter_create("causal_butterworth_4", values, 6, 34, &filter) != FOOTFALL_OK) {
    puts(footfall_last_error());
    return 1;
  }
  int status = FOOTFALL_OK;
  for (int i = 0; i < 100 && status == FOOTFALL_OK; ++i) {
    frame[0] = (float)(i % 10);
    status = footfall_filter_push(filter, frame, 1, frame);
  }
  footfall_filter_destroy(filter);
  printf("footfall %s: %g\n", footfall_version(), (double)frame[0]);
  return status;
}
