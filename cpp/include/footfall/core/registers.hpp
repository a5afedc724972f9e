// Registers of lanes, and arithmetic that a lane (`double`) and a `Pack` share.
//
// This file and `pack.hpp` are the two that know the instruction set.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
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
#elif defined(__GNUC__) && defined(__AVX__)
inline constexpr std::size_t pack_bytes = 32;
#else
inline constexpr std::size_t pack_bytes = 16;
#endif

#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t native_registers = 32;
#else
inline constexpr std::size_t native_registers = 16;
#endif

/// Lanes of a recursive filter that hide each other's waits, in registers.
inline constexpr std::size_t packs_in_flight = native_registers > 16 ? 4 : 3;

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

// The lesser and the greater of two numbers; the second where one is NaN, as registers have it.
template <class V>
FOOTFALL_INLINE V least(const V a, const V b) {
  return select(a < b, a, b);
}
template <class V>
FOOTFALL_INLINE V greatest(const V a, const V b) {
  return select(a > b, a, b);
}

#if defined(__GNUC__) && defined(__AVX512F__)
FOOTFALL_INLINE Pack<double> least(const Pack<double> a, const Pack<double> b) {
  return Pack<double>(_mm512_min_pd(__m512d(a), __m512d(b)));
}
FOOTFALL_INLINE Pack<float> least(const Pack<float> a, const Pack<float> b) {
  return Pack<float>(_mm512_min_ps(__m512(a), __m512(b)));
}
FOOTFALL_INLINE Pack<double> greatest(const Pack<double> a, const Pack<double> b) {
  return Pack<double>(_mm512_max_pd(__m512d(a), __m512d(b)));
}
FOOTFALL_INLINE Pack<float> greatest(const Pack<float> a, const Pack<float> b) {
  return Pack<float>(_mm512_max_ps(__m512(a), __m512(b)));
}
#elif defined(__GNUC__) && defined(__AVX2__)
FOOTFALL_INLINE Pack<double> least(const Pack<double> a, const Pack<double> b) {
  return Pack<double>(_mm256_min_pd(__m256d(a), __m256d(b)));
}
FOOTFALL_INLINE Pack<float> least(const Pack<float> a, const Pack<float> b) {
  return Pack<float>(_mm256_min_ps(__m256(a), __m256(b)));
}
FOOTFALL_INLINE Pack<double> greatest(const Pack<double> a, const Pack<double> b) {
  return Pack<double>(_mm256_max_pd(__m256d(a), __m256d(b)));
}
FOOTFALL_INLINE Pack<float> greatest(const Pack<float> a, const Pack<float> b) {
  return Pack<float>(_mm256_max_ps(__m256(a), __m256(b)));
}
#endif

/// a * b + c, rounded once: the same number whether or not the processor has such an instruction.
FOOTFALL_INLINE float multiply_add(const float a, const float b, const float c) {
  return std::fma(a, b, c);
}
FOOTFALL_INLINE double multiply_add(const double a, const double b, const double c) {
  return std::fma(a, b, c);
}

#if defined(__GNUC__)
template <class V>
  requires(!std::is_arithmetic_v<V>)
FOOTFALL_INLINE V multiply_add(const V a, const V b, const V c) {
#if defined(__AVX512F__)
  if constexpr (sizeof(a[0]) == 8) return V(_mm512_fmadd_pd(__m512d(a), __m512d(b), __m512d(c)));
  return V(_mm512_fmadd_ps(__m512(a), __m512(b), __m512(c)));
#elif defined(__FMA__)
  if constexpr (sizeof(a[0]) == 8) return V(_mm256_fmadd_pd(__m256d(a), __m256d(b), __m256d(c)));
  return V(_mm256_fmadd_ps(__m256(a), __m256(b), __m256(c)));
#else
  V sum = c;
  for (std::size_t i = 0; i < sizeof(V) / sizeof(c[0]); ++i) sum[i] = std::fma(a[i], b[i], c[i]);
  return sum;
#endif
}

/// With the same `a` in all lanes.
template <class T, class V>
  requires(std::is_arithmetic_v<T> && !std::is_arithmetic_v<V>)
FOOTFALL_INLINE V multiply_add(const T a, const V b, const V c) {
  return multiply_add(a - V{}, b, c);
}
#endif

/// Whether a comparison holds in every lane.
template <class Mask>
FOOTFALL_INLINE bool all(const Mask test) {
  if constexpr (std::is_arithmetic_v<Mask>) {
    return test;
  } else {
#if defined(__GNUC__) && defined(__AVX512F__)
    return _mm512_test_epi32_mask(__m512i(test), __m512i(test)) == 0xffff;
#elif defined(__GNUC__) && defined(__AVX2__)
    return _mm256_movemask_epi8(__m256i(test)) == -1;
#else
    bool holds = true;
    for (std::size_t k = 0; k < sizeof(Mask) / sizeof(test[0]); ++k) holds = holds && test[k] != 0;
    return holds;
#endif
  }
}

/// 0, 1, 2 … in the lanes.
template <class V>
FOOTFALL_INLINE V lane_numbers() {
  V lane{};
  if constexpr (!std::is_arithmetic_v<V>) {
    for (std::size_t k = 0; k < sizeof(V) / sizeof(lane[0]); ++k) {
      lane[k] = static_cast<std::remove_reference_t<decltype(lane[0])>>(k);
    }
  }
  return lane;
}

// The least and the greatest lane, none of which is NaN.
template <class V>
FOOTFALL_INLINE auto least_lane(const V x) {
  if constexpr (std::is_arithmetic_v<V>) {
    return x;
  } else {
    V low = x;
    for (std::size_t half = sizeof(V) / sizeof(x[0]) / 2; half > 0; half /= 2) {
      for (std::size_t k = 0; k < half; ++k) low[k] = least(low[k], low[k + half]);
    }
    return low[0];
  }
}
template <class V>
FOOTFALL_INLINE auto greatest_lane(const V x) {
  return -least_lane(-x);
}

/// Whether each lane is a number that is not infinite.
template <class V>
FOOTFALL_INLINE bool all_finite(const V x) {
  return all(x - x == V{});
}

FOOTFALL_INLINE float sqrt(const float x) { return std::sqrt(x); }
FOOTFALL_INLINE double sqrt(const double x) { return std::sqrt(x); }

#if defined(__GNUC__)
template <class V>
  requires(!std::is_arithmetic_v<V>)
FOOTFALL_INLINE V sqrt(const V x) {
#if defined(__AVX__) && !defined(__AVX512F__)
  if constexpr (sizeof(x[0]) == 8) return V(_mm256_sqrt_pd(__m256d(x)));
  return V(_mm256_sqrt_ps(__m256(x)));
#elif defined(__SSE2__) && !defined(__AVX512F__)
  if constexpr (sizeof(x[0]) == 8) return V(_mm_sqrt_pd(__m128d(x)));
  return V(_mm_sqrt_ps(__m128(x)));
#else
  // With AVX-512 too: GCC 12 crashes over its intrinsic in long functions.
  V root = x;
  for (std::size_t i = 0; i < sizeof(V) / sizeof(x[0]); ++i) root[i] = std::sqrt(x[i]);
  return root;
#endif
}
#endif

}  // namespace footfall
