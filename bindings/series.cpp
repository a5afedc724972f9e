// Maps of whole sequences to the same shape: (values, offsets, out, threads, params); those that
// take scores beside the values: (values, scores, offsets, out, threads, params).
#include "footfall/core/series.hpp"

#include "families.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/gaps/all.hpp"
#include "footfall/pipelines/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class T>
void bind(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<Index>& offsets, Array<T>& out, const Index threads,
         const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const auto frames = batch(x, offsets);
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        run_series(algorithm, frames, out_data, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("out").noconvert(),
      py::arg("threads"), py::arg("params").noconvert());
}

template <class A, class T, class C>
void bind_scored(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<C>& scores, const Array<Index>& offsets, Array<T>& out,
         const Index threads, const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const auto frames = batch(x, offsets);
        const Scores<C> beside{scores.data(), scores.shape(1)};
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        algorithm.run(frames, beside, out_data, threads);
      },
      py::arg("values").noconvert(), py::arg("scores").noconvert(), py::arg("offsets").noconvert(),
      py::arg("out").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

template <class T>
void bind_all(py::module_& module) {
  for_each(SeriesFilters<T>{}, [&]<class A> { bind<A, T>(module); });
  for_each(SeriesGaps<T>{}, [&]<class A> { bind<A, T>(module); });
  for_each(ScoredMaps<T, float>{}, [&]<class A> { bind_scored<A, T, float>(module); });
  for_each(ScoredMaps<T, double>{}, [&]<class A> { bind_scored<A, T, double>(module); });
}

}  // namespace

void register_series(py::module_& module) {
  bind_all<float>(module);
  bind_all<double>(module);
}

}  // namespace footfall::python
