// Smoothers with weights and uncertainty: (values, weights, times, offsets, out, threads, params);
// those that go along: (values, weights, steps, history, state, judged, out, params).
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

template <class A, class T>
void bind_lagged(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<T>& weights, const Array<double>& steps,
         const Array<double>& history, Array<double>& state, Array<double>& judged, Array<T>& out,
         const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const LaggedInput<T> input{
            x.data(),         weights.data(),  steps.size() == 0 ? nullptr : steps.data(),
            history.data(),   x.shape(0),      x.shape(1),
            weights.shape(1), history.shape(0)};
        const LaggedOutput<T> output{out.mutable_data(),   judged.mutable_data(),
                                     state.mutable_data(), out.shape(0),
                                     out.shape(1),         judged.shape(0)};
        const py::gil_scoped_release release;
        algorithm.run(input, output);
      },
      py::arg("values").noconvert(), py::arg("weights").noconvert(), py::arg("steps").noconvert(),
      py::arg("history").noconvert(), py::arg("state").noconvert(), py::arg("judged").noconvert(),
      py::arg("out").noconvert(), py::arg("params").noconvert());
}

}  // namespace

void register_estimates(py::module_& module) {
  for_each(Smoothers{}, [&]<class A> {
    bind<A, float>(module);
    bind<A, double>(module);
  });
  for_each(LaggedSmoothers{}, [&]<class A> {
    bind_lagged<A, float>(module);
    bind_lagged<A, double>(module);
  });
}

}  // namespace footfall::python
