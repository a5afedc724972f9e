// Smoothers with weights and uncertainty: (values, weights, times, offsets, out, threads, params).
#include "footfall/core/estimates.hpp"

#include "families.hpp"
#include "footfall/filters/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class T>
void bind(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<T>& weights, const Array<double>& times,
         const Array<Index>& offsets, Array<T>& out, const Index threads,
         const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const EstimateInput<T> input{batch(x, offsets), weights.data(), weights.shape(1),
                                     times.size() == 0 ? nullptr : times.data()};
        const Index planes = out.shape(0);
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        run_estimates(algorithm, input, out_data, planes, threads);
      },
      py::arg("values").noconvert(), py::arg("weights").noconvert(), py::arg("times").noconvert(),
      py::arg("offsets").noconvert(), py::arg("out").noconvert(), py::arg("threads"),
      py::arg("params").noconvert());
}

}  // namespace

void register_estimates(py::module_& module) {
  for_each(Smoothers{}, [&]<class A> {
    bind<A, float>(module);
    bind<A, double>(module);
  });
}

}  // namespace footfall::python
