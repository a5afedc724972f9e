// Sequences of keypoints and forces to rows.
#include "sequences.hpp"

#include "families.hpp"
#include "footfall/events/all.hpp"
#include "footfall/pipelines/all.hpp"
#include "footfall/swaps/all.hpp"

namespace footfall::python {

void register_sequences(py::module_& module) {
  bind_all_sequences(module, Detectors{});
  bind_all_sequences(module, StridePipelines{});
  bind_all_sequences(module, SwapFinders{});
}

}  // namespace footfall::python
