// Sequences to as many frames of other columns: (values, offsets, out, threads, params).
#include "footfall/core/tracks.hpp"

#include "families.hpp"
#include "footfall/trajectory/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

void register_tracks(py::module_& module) {
  for_each(Trajectories{}, [&]<class A> {
    module.def(
        A::name,
        [](const Array<double>& x, const Array<Index>& offsets, Array<double>& out,
           const Index threads, const Array<double>& params) {
          const auto algorithm = make<A>(values(params));
          const auto frames = batch(x, offsets);
          double* const out_data = out.mutable_data();
          const py::gil_scoped_release release;
          run_tracks(algorithm, frames, out_data, threads);
        },
        py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("out").noconvert(),
        py::arg("threads"), py::arg("params").noconvert());
  });
}

}  // namespace footfall::python
