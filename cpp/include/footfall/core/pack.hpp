// One register of lanes. The same algorithm text runs on a lane (`double`) and on a `Pack`.
//
// This is the one file that knows the instruction set.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(__GNUC__)
#define FOOTFALL_INLINE [[gnu::always_inline]] inline
#else
#define FOOTFALL_INLINE inline
#endif

namespace footfall {

template <class T>
inline constexpr T nan = std::numeric_limits<T>::quiet_NaN();

#if defined(__GNUC__) && defined(__AVX512F__)
inline constexpr std::size_t pack_bytes = 64;
inline constexpr std::size_t packs_in_flight = 4;  // of 32 registers
#elif defined(__GNUC__) && defined(__AVX__)
inline constexpr std::size_t pack_bytes = 32;
inline constexpr std::size_t packs_in_flight = 2;  // of 16 registers
#else
inline constexpr std::size_t pack_bytes = 16;
inline constexpr std::size_t packs_in_flight = 2;
#endif

#if defined(__GNUC__)
template <class T>
struct NativePack;
template <>
struct NativePack<double> {
  typedef double type __attribute__((vector_size(pack_bytes)));
};
template <>
struct NativePack<float> {
  typedef float type __attribute__((vector_size(pack_bytes)));
};
template <class T>
using Pack = typename NativePack<T>::type;
template <class T>
inline constexpr std::size_t lanes = pack_bytes / sizeof(T);
#else
template <class T>
using Pack = T;
template <class T>
inline constexpr std::size_t lanes = 1;
#endif

/// Highest x86-64 level (3, 4) whose builds this processor and system run; 1 elsewhere.
inline int cpu_level() {
#if defined(__GNUC__) && defined(__x86_64__)
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  if (v3) return v4 ? 4 : 3;
#endif
  return 1;
}

/// The lane-wise choice `test ? a : b`.
template <class Mask, class V>
FOOTFALL_INLINE V select(const Mask test, const V a, const V b) {
  return test ? a : b;
}

/// `a` where `test` is a number, `b` where it is NaN.
template <class V>
FOOTFALL_INLINE V if_number(const V test, const V a, const V b) {
  return select(test == test, a, b);
}

template <class V>
FOOTFALL_INLINE V abs(const V x) {
  return select(x < V{}, -x, x);
}

FOOTFALL_INLINE float sqrt(const float x) { return std::sqrt(x); }
FOOTFALL_INLINE double sqrt(const double x) { return std::sqrt(x); }

#if defined(__GNUC__)
template <class V>
  requires(!std::is_arithmetic_v<V>)
FOOTFALL_INLINE V sqrt(const V x) {
  V root;
  for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i) root[i] = std::sqrt(x[i]);
  return root;
}
#endif

/// Loads `count` lanes; the rest are zero.
template <class V, class T>
FOOTFALL_INLINE V load(const T* from, const std::size_t count = sizeof(V) / sizeof(T)) {
  V v{};
  if (count == sizeof(V) / sizeof(T)) {
    std::memcpy(&v, from, sizeof(V));
  } else {
    std::memcpy(&v, from, count * sizeof(T));
  }
  return v;
}

/// Stores the first `count` lanes.
template <class V, class T>
FOOTFALL_INLINE void store(T* to, const V v, const std::size_t count = sizeof(V) / sizeof(T)) {
  if (count == sizeof(V) / sizeof(T)) {
    std::memcpy(to, &v, sizeof(V));
  } else {
    std::memcpy(to, &v, count * sizeof(T));
  }
}

/// Asks for the cache line at `address` ahead of its use.
FOOTFALL_INLINE void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address, 0, 2);
#endif
}

/// Copies past the cache: for results larger than it, which would otherwise be read before
/// they are written.
template <class T>
void stream_copy(T* to, const T* from, std::size_t count) {
#if defined(__SSE2__)
  while (count > 0 && reinterpret_cast<std::uintptr_t>(to) % 64 != 0) {
    *to++ = *from++;
    --count;
  }
  constexpr std::size_t step = 64 / sizeof(T);
  for (; count >= step; count -= step, to += step, from += step) {
    for (std::size_t part = 0; part < 4; ++part) {
      const auto* source = reinterpret_cast<const __m128i*>(from) + part;
      _mm_stream_si128(reinterpret_cast<__m128i*>(to) + part, _mm_loadu_si128(source));
    }
  }
  _mm_sfence();
#endif
  if (count > 0) std::memcpy(to, from, count * sizeof(T));
}

}  // namespace footfall
