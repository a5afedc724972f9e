// Filters of orientation: (turn, force, field, offsets, states, quaternions, details, threads,
// params). Where there is no field, or no details are wanted, the array has no rows.
#include "footfall/core/orientations.hpp"

#include <string>

#include "families.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/fields.hpp"
#include "footfall/orientation/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

using Doubles = Array<double>;

// A filter as a kernel: `Run` drives it, `states` are those of a sequence.
template <class A, class Run>
void define(py::module_& module, const Index states, const Run& run) {
  module.def(
      A::name,
      [run, states](const Doubles& turn, const Doubles& force, const Doubles& field,
                    const Array<Index>& offsets, Doubles& state, Doubles& quaternions,
                    Doubles& details, const Index threads, const Doubles& params) {
        const Index n = offsets.size() - 1;
        require(state.size() == n * states, "states",
                std::to_string(states) + " of each of " + std::to_string(n) + " sequences",
                state.size());
        const auto algorithm = make<A>(values(params));
        const Sensors sensors{turn.data(), force.data(), field.size() > 0 ? field.data() : nullptr,
                              offsets.data(), n};
        const Orientations out{quaternions.mutable_data(),
                               details.size() > 0 ? details.mutable_data() : nullptr,
                               state.mutable_data()};
        const py::gil_scoped_release release;
        run(algorithm, sensors, out, threads);
      },
      py::arg("turn").noconvert(), py::arg("force").noconvert(), py::arg("field").noconvert(),
      py::arg("offsets").noconvert(), py::arg("states").noconvert(),
      py::arg("quaternions").noconvert(), py::arg("details").noconvert(), py::arg("threads"),
      py::arg("params").noconvert());
}

}  // namespace

void register_orientations(py::module_& module) {
  for_each(OrientationFilters{},
           [&]<class A> { define<A>(module, A::states, run_orientations<A>); });
  for_each(OfflineOrientationFilters{},
           [&]<class A> { define<A>(module, 0, run_offline_orientations<A>); });
}

}  // namespace footfall::python
