// Sequences to rows: (values, offsets, table, threads, params) -> (sequence, rows).
#pragma once

#include "footfall/core/fields.hpp"
#include "footfall/core/sequences.hpp"
#include "numpy.hpp"

namespace footfall::python {

template <class A, class T>
void bind_sequences(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<Index>& offsets, const Array<Index>& table,
         const Index threads, const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const auto frames = batch(x, offsets);
        const Table points{table.data(), table.shape(0), table.shape(1)};
        Rows rows;
        {
          const py::gil_scoped_release release;
          rows = run_sequences(algorithm, frames, points, threads);
        }
        const auto n = static_cast<py::ssize_t>(rows.sequence.size());
        const auto columns = static_cast<py::ssize_t>(std::tuple_size_v<typename A::Row>);
        return py::make_tuple(give(std::move(rows.sequence), {n}),
                              give(std::move(rows.values), {n, columns}));
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(), py::arg("table").noconvert(),
      py::arg("threads"), py::arg("params").noconvert());
}

template <class Members>
void bind_all_sequences(py::module_& module, const Members& members) {
  for_each(members, [&]<class A> {
    bind_sequences<A, float>(module);
    bind_sequences<A, double>(module);
  });
}

}  // namespace footfall::python
