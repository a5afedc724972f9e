// The whole test framework.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(holds)                                                         \
  if (!(holds)) {                                                            \
    std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds); \
    std::exit(1);                                                            \
  }
