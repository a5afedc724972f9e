// Sequences stored back to back: the one form of data that the core knows.
#pragma once

#include <cstdint>

namespace footfall {

using Index = std::int64_t;

/// Sequences of frames of `channels` numbers each; sequence i is frames [offsets[i], offsets[i+1]).
template <class T>
struct Batch {
  T* values;
  const Index* offsets;
  Index n_sequences;
  Index channels;

  Index n_frames(Index sequence) const { return offsets[sequence + 1] - offsets[sequence]; }
  T* at(Index sequence) const { return values + offsets[sequence] * channels; }
  Index n_values() const { return offsets[n_sequences] * channels; }
};

}  // namespace footfall
