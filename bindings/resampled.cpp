// Sequences to ones of another length: (values, offsets, out, out_offsets, threads, params).
#include "footfall/core/resampled.hpp"

#include "families.hpp"
#include "footfall/filters/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class T>
void bind(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<Index>& offsets, Array<T>& out,
         const Array<Index>& out_offsets, const Index threads, const Array<double>& params) {
        const A algorithm(values(params));
        const auto frames = batch(x, offsets);
        T* const out_data = out.mutable_data();
        const Index* const places = out_offsets.data();
        const py::gil_scoped_release release;
        run_resampled(algorithm, frames, out_data, places, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("out").noconvert(),
      py::arg("out_offsets").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

template <class T>
void bind_all(py::module_& module) {
  for_each(ResamplingFilters<T>{}, [&]<class A> { bind<A, T>(module); });
}

}  // namespace

void register_resampled(py::module_& module) {
  bind_all<float>(module);
  bind_all<double>(module);
}

}  // namespace footfall::python
