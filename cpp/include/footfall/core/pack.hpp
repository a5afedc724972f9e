// One register of lanes, to and from memory. The same algorithm text runs on a lane (`double`) and
// on a `Pack`.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "footfall/core/registers.hpp"

namespace footfall {

/// Loads all lanes from anywhere.
template <class V, class T>
FOOTFALL_INLINE V load(const T* from) {
  V v;
  std::memcpy(&v, from, sizeof(V));
  return v;
}

/// Stores all lanes to anywhere.
template <class V, class T>
FOOTFALL_INLINE void store(T* to, const V v) {
  std::memcpy(to, &v, sizeof(V));
}

#if defined(__GNUC__)
typedef float HalfPack __attribute__((vector_size(pack_bytes / 2)));

template <class T, std::size_t... k>
FOOTFALL_INLINE Pack<double> load_apart(const T* const from, const std::ptrdiff_t apart,
                                        std::index_sequence<k...> /*lanes*/) {
  if constexpr (std::is_same_v<T, float>) {  // widened together
    const HalfPack numbers{from[static_cast<std::ptrdiff_t>(k) * apart]...};
    return __builtin_convertvector(numbers, Pack<double>);
  } else {
    return Pack<double>{from[static_cast<std::ptrdiff_t>(k) * apart]...};
  }
}
#endif

/// Numbers that lie `apart` from one another, one in each lane.
template <class V, class T>
FOOTFALL_INLINE V load_apart(const T* const from, const std::ptrdiff_t apart) {
  if constexpr (std::is_arithmetic_v<V>) {
    return static_cast<V>(*from);
  } else {
    return load_apart(from, apart, std::make_index_sequence<lanes<double>>{});
  }
}

/// Whether masked loads and stores are as quick as whole ones.
#if defined(__GNUC__) && defined(__AVX512F__)
inline constexpr bool quick_parts = true;
#else
inline constexpr bool quick_parts = false;
#endif

#if defined(__GNUC__) && defined(__AVX512F__)
// Masked loads and stores: a detour over the stack would stall at each row.
FOOTFALL_INLINE __mmask16 first_lanes(const std::size_t count) {
  return static_cast<__mmask16>((1U << count) - 1U);
}
FOOTFALL_INLINE Pack<double> load_part(const double* from, const std::size_t count) {
  return Pack<double>(_mm512_maskz_loadu_pd(static_cast<__mmask8>(first_lanes(count)), from));
}
FOOTFALL_INLINE Pack<float> load_part(const float* from, const std::size_t count) {
  return Pack<float>(_mm512_maskz_loadu_ps(first_lanes(count), from));
}
FOOTFALL_INLINE void store_part(double* to, const Pack<double> v, const std::size_t count) {
  _mm512_mask_storeu_pd(to, static_cast<__mmask8>(first_lanes(count)), __m512d(v));
}
FOOTFALL_INLINE void store_part(float* to, const Pack<float> v, const std::size_t count) {
  _mm512_mask_storeu_ps(to, first_lanes(count), __m512(v));
}
#elif defined(__GNUC__) && defined(__AVX2__)
FOOTFALL_INLINE __m256i first_lanes_pd(const std::size_t count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(count)),
                            _mm256_set_epi64x(3, 2, 1, 0));
}
FOOTFALL_INLINE __m256i first_lanes_ps(const std::size_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)),
                            _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
}
FOOTFALL_INLINE Pack<double> load_part(const double* from, const std::size_t count) {
  return Pack<double>(_mm256_maskload_pd(from, first_lanes_pd(count)));
}
FOOTFALL_INLINE Pack<float> load_part(const float* from, const std::size_t count) {
  return Pack<float>(_mm256_maskload_ps(from, first_lanes_ps(count)));
}
// Halves instead of a masked store, which takes dozens of cycles on some processors.
FOOTFALL_INLINE void store_part(double* to, const Pack<double> v, const std::size_t count) {
  __m128d part = _mm256_castpd256_pd128(__m256d(v));
  if ((count & 2U) != 0) {
    _mm_storeu_pd(to, part);
    part = _mm256_extractf128_pd(__m256d(v), 1);
    to += 2;
  }
  if ((count & 1U) != 0) _mm_store_sd(to, part);
}
FOOTFALL_INLINE void store_part(float* to, const Pack<float> v, const std::size_t count) {
  __m128 part = _mm256_castps256_ps128(__m256(v));
  if ((count & 4U) != 0) {
    _mm_storeu_ps(to, part);
    part = _mm256_extractf128_ps(__m256(v), 1);
    to += 4;
  }
  if ((count & 2U) != 0) {
    _mm_storel_pi(reinterpret_cast<__m64*>(to), part);
    part = _mm_movehl_ps(part, part);
    to += 2;
  }
  if ((count & 1U) != 0) _mm_store_ss(to, part);
}
#else
template <class T>
FOOTFALL_INLINE Pack<T> load_part(const T* from, const std::size_t count) {
  T lane[lanes<T>] = {};
  for (std::size_t k = 0; k < count; ++k) lane[k] = from[k];
  return load<Pack<T>>(lane);
}
template <class T>
FOOTFALL_INLINE void store_part(T* to, const Pack<T> v, const std::size_t count) {
  T lane[lanes<T>];
  store(lane, v);
  for (std::size_t k = 0; k < count; ++k) to[k] = lane[k];
}
#endif

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define FOOTFALL_SHUFFLES 1
#endif
#endif

#if defined(FOOTFALL_SHUFFLES)
template <class V, std::size_t... k>
FOOTFALL_INLINE V moved_on(const V before, const V here, std::index_sequence<k...> /*lanes*/) {
  return __builtin_shufflevector(before, here, (sizeof...(k) - 1 + k)...);
}
#endif

/// The last lane of the register before, then all of this one but its last.
template <class V>
FOOTFALL_INLINE V moved_on(const V before, const V here) {
  if constexpr (std::is_arithmetic_v<V>) {
    return before;
  } else {
    constexpr std::size_t n = sizeof(V) / sizeof(here[0]);
#if defined(FOOTFALL_SHUFFLES)
    return moved_on(before, here, std::make_index_sequence<n>{});
#else
    V result = here;
    result[0] = before[n - 1];
    for (std::size_t k = 1; k < n; ++k) result[k] = here[k - 1];
    return result;
#endif
  }
}

/// Bit k is set where a comparison of numbers holds in lane k.
template <class Mask>
FOOTFALL_INLINE unsigned lanes_where(const Mask test) {
  if constexpr (std::is_arithmetic_v<Mask>) {
    return test ? 1U : 0U;
  } else {
#if defined(__GNUC__) && defined(__AVX512F__)
    if constexpr (sizeof(test[0]) == 8) {
      return _mm512_test_epi64_mask(__m512i(test), __m512i(test));
    }
    return _mm512_test_epi32_mask(__m512i(test), __m512i(test));
#elif defined(__GNUC__) && defined(__AVX__)
    if constexpr (sizeof(test[0]) == 8) return unsigned(_mm256_movemask_pd(__m256d(test)));
    return unsigned(_mm256_movemask_ps(__m256(test)));
#elif defined(__GNUC__) && defined(__SSE2__)
    if constexpr (sizeof(test[0]) == 8) return unsigned(_mm_movemask_pd(__m128d(test)));
    return unsigned(_mm_movemask_ps(__m128(test)));
#else
    unsigned bits = 0;
    for (std::size_t k = 0; k < sizeof(Mask) / sizeof(test[0]); ++k) {
      bits |= unsigned(test[k] != 0) << k;
    }
    return bits;
#endif
  }
}

/// Bit k is set where lane k of two differs by no more than `most`.
template <class V>
FOOTFALL_INLINE unsigned lanes_within(const V a, const V b, const V most) {
#if defined(__GNUC__) && defined(__AVX512F__)
  if constexpr (sizeof(a[0]) == 8) {
    return _mm512_cmp_pd_mask(_mm512_abs_pd(__m512d(a - b)), __m512d(most), _CMP_LE_OQ);
  }
#endif
  const V off = a - b;
  return lanes_where(greatest(off, -off) <= most);
}

/// Bit k is set where lane k is at least `least`.
template <class V>
FOOTFALL_INLINE unsigned lanes_at_least(const V v, const V least) {
#if defined(__GNUC__) && defined(__AVX512F__)
  if constexpr (std::is_same_v<V, Pack<double>>) {
    return _mm512_cmp_pd_mask(__m512d(v), __m512d(least), _CMP_GE_OQ);
  } else if constexpr (std::is_same_v<V, Pack<float>>) {
    return _mm512_cmp_ps_mask(__m512(v), __m512(least), _CMP_GE_OQ);
  }
#endif
  return lanes_where(v >= least);
}

/// Bit k is set where lane k is NaN.
template <class V>
FOOTFALL_INLINE unsigned nan_lanes(const V v) {
#if defined(__GNUC__) && defined(__AVX512F__)
  if constexpr (std::is_same_v<V, Pack<double>>) {
    return _mm512_cmp_pd_mask(__m512d(v), __m512d(v), _CMP_UNORD_Q);
  } else if constexpr (std::is_same_v<V, Pack<float>>) {
    return _mm512_cmp_ps_mask(__m512(v), __m512(v), _CMP_UNORD_Q);
  }
#endif
  return lanes_where(v != v);
}

/// Loads the first `count` lanes, of which there may be all; the rest are zero.
template <class V, class T>
FOOTFALL_INLINE V load(const T* from, const std::size_t count) {
  if constexpr (std::is_arithmetic_v<V>) {
    return *from;
  } else {
    return count == lanes<T> ? load<V>(from) : load_part(from, count);
  }
}

/// Stores the first `count` lanes, of which there may be all.
template <class V, class T>
FOOTFALL_INLINE void store(T* to, const V v, const std::size_t count) {
  if constexpr (std::is_arithmetic_v<V>) {
    *to = v;
  } else if (count == lanes<T>) {
    store(to, v);
  } else {
    store_part(to, v, count);
  }
}

/// Loads half of the lanes from one place, the others from another.
template <class V, class T>
FOOTFALL_INLINE V load_halves(const T* const low, const T* const high) {
#if defined(__GNUC__) && defined(__AVX__) && !defined(__AVX512F__)
  const auto part = _mm_loadu_pd(reinterpret_cast<const double*>(high));
  const auto start = _mm_loadu_pd(reinterpret_cast<const double*>(low));
  return V(_mm256_insertf128_pd(_mm256_castpd128_pd256(start), part, 1));
#else
  V v;
  std::memcpy(&v, low, sizeof(V) / 2);
  std::memcpy(reinterpret_cast<char*>(&v) + sizeof(V) / 2, high, sizeof(V) / 2);
  return v;
#endif
}

/// Stores half of the lanes to one place, the others to another.
template <class V, class T>
FOOTFALL_INLINE void store_halves(T* const low, T* const high, const V v) {
#if defined(__GNUC__) && defined(__AVX__) && !defined(__AVX512F__)
  const auto whole = __m256d(v);
  _mm_storeu_pd(reinterpret_cast<double*>(low), _mm256_castpd256_pd128(whole));
  _mm_storeu_pd(reinterpret_cast<double*>(high), _mm256_extractf128_pd(whole, 1));
#else
  std::memcpy(low, &v, sizeof(V) / 2);
  std::memcpy(high, reinterpret_cast<const char*>(&v) + sizeof(V) / 2, sizeof(V) / 2);
#endif
}

/// Makes the compiler read `x` where it is used instead of giving it registers.
template <class X>
FOOTFALL_INLINE void leave_in_memory([[maybe_unused]] X& x) {
#if defined(__GNUC__)
  asm volatile("" : "+m"(x));
#endif
}

inline constexpr std::size_t cache_line = 64;  // bytes

/// Asks for the cache line at `address` ahead of its use.
FOOTFALL_INLINE void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address, 0, 2);
#endif
}

/// Ends a run of `stream_copy`: what it wrote is seen by other threads from here on.
inline void stream_fence() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

/// Copies a cache line past the cache to where one starts.
template <class T>
FOOTFALL_INLINE void stream_line(T* const to, const T* const from) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), _mm512_loadu_si512(from));
#elif defined(__AVX__)
  for (std::size_t part = 0; part < 2; ++part) {
    const auto* const source = reinterpret_cast<const __m256i*>(from) + part;
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to) + part, _mm256_loadu_si256(source));
  }
#elif defined(__SSE2__)
  for (std::size_t part = 0; part < 4; ++part) {
    const auto* const source = reinterpret_cast<const __m128i*>(from) + part;
    _mm_stream_si128(reinterpret_cast<__m128i*>(to) + part, _mm_loadu_si128(source));
  }
#else
  std::memcpy(to, from, cache_line);
#endif
}

/// How many numbers there are from `to` to the next start of a cache line.
template <class T>
std::size_t before_line(const T* const to) {
  const auto over = reinterpret_cast<std::uintptr_t>(to) % cache_line;
  return over == 0 ? 0 : (cache_line - over) / sizeof(T);
}

/// Copies past the cache: for results larger than it, which would otherwise be read before
/// they are written. Needs a `stream_fence` when all is copied.
template <class T>
void stream_copy(T* to, const T* from, std::size_t count) {
  const std::size_t head = before_line(to) < count ? before_line(to) : count;
  std::memcpy(to, from, head * sizeof(T));
  to += head;
  from += head;
  constexpr std::size_t step = cache_line / sizeof(T);
  for (count -= head; count >= step; count -= step, to += step, from += step) {
    stream_line(to, from);
  }
  if (count > 0) std::memcpy(to, from, count * sizeof(T));
}

}  // namespace footfall
