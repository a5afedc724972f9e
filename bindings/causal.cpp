// Causal algorithms: (values, offsets, state, out, threads, params).
#include "footfall/core/causal.hpp"

#include "families.hpp"
#include "footfall/filters/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class T>
void bind(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<Index>& offsets, Array<T>& state, Array<T>& out,
         const Index threads, const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const auto frames = batch(x, offsets);
        T* const state_data = state.mutable_data();
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        run_causal(algorithm, frames, state_data, out_data, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("state").noconvert(),
      py::arg("out").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

template <class T>
void bind_all(py::module_& module) {
  for_each(CausalFilters<T>{}, [&]<class A> { bind<A, T>(module); });
}

}  // namespace

void register_causal(py::module_& module) {
  bind_all<float>(module);
  bind_all<double>(module);
}

}  // namespace footfall::python
