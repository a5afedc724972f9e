// Replaces what takes memory, in the program that includes it and in what that calls.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace footfall {
inline std::atomic<long> allocations{0};
}  // namespace footfall

namespace {

void* taken(const std::size_t size, const std::size_t alignment) {
  ++footfall::allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
#if defined(_MSC_VER)
  void* const memory = _aligned_malloc(whole, alignment);
#else
  void* const memory = std::aligned_alloc(alignment, whole > 0 ? whole : alignment);
#endif
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void given_back(void* const memory) noexcept {
#if defined(_MSC_VER)
  _aligned_free(memory);
#else
  std::free(memory);
#endif
}

}  // namespace

void* operator new(const std::size_t size) { return taken(size, alignof(std::max_align_t)); }
void* operator new(const std::size_t size, const std::align_val_t alignment) {
  return taken(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* const memory) noexcept { given_back(memory); }
void operator delete(void* const memory, std::size_t /*size*/) noexcept { given_back(memory); }
void operator delete(void* const memory, std::align_val_t /*alignment*/) noexcept {
  given_back(memory);
}
void operator delete(void* const memory, std::size_t /*size*/,
                     std::align_val_t /*alignment*/) noexcept {
  given_back(memory);
}
