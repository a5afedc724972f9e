// Distances of all sequences to all: (values, offsets, other_values, other_offsets, out, threads,
// params).
#include "families.hpp"
#include "footfall/core/fields.hpp"
#include "footfall/distances/dtw.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class T>
void define(py::module_& module) {
  module.def(
      Dtw<T>::name,
      [](const Array<T>& a, const Array<Index>& a_offsets, const Array<T>& b,
         const Array<Index>& b_offsets, Array<T>& out, const Index threads,
         const Array<double>& params) {
        const auto algorithm = make<Dtw<T>>(values(params));
        const auto first = batch(a, a_offsets), second = batch(b, b_offsets);
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        algorithm.run(first, second, out_data, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(),
      py::arg("other_values").noconvert(), py::arg("other_offsets").noconvert(),
      py::arg("out").noconvert(), py::arg("threads"), py::arg("params").noconvert());
}

}  // namespace

void register_distances(py::module_& module) {
  define<double>(module);
  define<float>(module);
}

}  // namespace footfall::python
