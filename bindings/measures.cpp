// A few numbers of each series: (values, offsets, table, out, threads, params).
#include "footfall/core/measures.hpp"

#include "families.hpp"
#include "footfall/measures/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class Run>
void define(py::module_& module, const Run& run) {
  module.def(
      A::name,
      [run](const Array<double>& x, const Array<Index>& offsets, const Array<Index>& table,
            Array<double>& out, const Index threads, const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const auto series = batch(x, offsets);
        const Table told{table.data(), table.size()};
        double* const out_data = out.mutable_data();
        const Index columns = out.shape(1);
        const py::gil_scoped_release release;
        run(algorithm, series, told, out_data, columns, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("table").noconvert(),
      py::arg("out").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

}  // namespace

void register_measures(py::module_& module) {
  for_each(Measures{}, [&]<class A> { define<A>(module, run_measures<A>); });
  for_each(MeasuresInLanes{}, [&]<class A> { define<A>(module, run_measures_in_lanes<A>); });
}

}  // namespace footfall::python
