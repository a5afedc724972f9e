// Maps of whole sequences to the same shape: (values, offsets, out, threads, params); those that
// take scores beside the values: (values, scores, offsets, out, threads, params).
//
// One file per real type includes this, so that they are compiled side by side. Algorithms are
// bound by pointers to functions of one type: what pybind11 makes of a function is large.
#pragma once

#include <span>

#include "footfall/core/series.hpp"
#include "footfall/filters/all.hpp"
#include "footfall/gaps/all.hpp"
#include "footfall/pipelines/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

using Params = std::span<const double>;

template <class T>
using RunSeries = void (*)(Params, const Batch<const T>&, T* out, Index threads);

template <class T, class C>
using RunScored = void (*)(Params, const Batch<const T>&, const Scores<C>&, T* out, Index threads);

template <class T>
void bind(py::module_& module, const char* const name, const RunSeries<T> run) {
  module.def(
      name,
      [run](const Array<T>& x, const Array<Index>& offsets, Array<T>& out, const Index threads,
            const Array<double>& params) {
        run(values(params), batch(x, offsets), out.mutable_data(), threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("out").noconvert(),
      py::arg("threads"), py::arg("params").noconvert());
}

template <class T, class C>
void bind_scored(py::module_& module, const char* const name, const RunScored<T, C> run) {
  module.def(
      name,
      [run](const Array<T>& x, const Array<C>& scores, const Array<Index>& offsets, Array<T>& out,
            const Index threads, const Array<double>& params) {
        const Scores<C> beside{scores.data(), scores.shape(1)};
        run(values(params), batch(x, offsets), beside, out.mutable_data(), threads);
      },
      py::arg("values").noconvert(), py::arg("scores").noconvert(), py::arg("offsets").noconvert(),
      py::arg("out").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

template <class A, class T>
void run_without_lock(const Params params, const Batch<const T>& frames, T* const out,
                      const Index threads) {
  const auto algorithm = make<A>(params);
  const py::gil_scoped_release release;
  run_series(algorithm, frames, out, threads);
}

template <class A, class T, class C>
void run_scored_without_lock(const Params params, const Batch<const T>& frames,
                             const Scores<C>& scores, T* const out, const Index threads) {
  const auto algorithm = make<A>(params);
  const py::gil_scoped_release release;
  algorithm.run(frames, scores, out, threads);
}

template <class T, class C>
void bind_all_scored(py::module_& module) {
  for_each(ScoredMaps<T, C>{},
           [&]<class A> { bind_scored<T, C>(module, A::name, run_scored_without_lock<A, T, C>); });
}

template <class T>
void bind_all_series(py::module_& module) {
  const auto each = [&]<class A> { bind<T>(module, A::name, run_without_lock<A, T>); };
  for_each(SeriesFilters<T>{}, each);
  for_each(SeriesGaps<T>{}, each);
  bind_all_scored<T, float>(module);
  bind_all_scored<T, double>(module);
}

}  // namespace footfall::python
