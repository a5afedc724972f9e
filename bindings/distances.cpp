// Distances of all sequences to all: (values, offsets, other_values, other_offsets, out, threads,
// params); of one movement to parts of sequences: (values, offsets, movement, sums, starts,
// threads).
#include "families.hpp"
#include "footfall/core/fields.hpp"
#include "footfall/distances/dtw.hpp"
#include "footfall/distances/subsequence_dtw.hpp"
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

void define_subsequence(py::module_& module) {
  module.def(
      SubsequenceDtw::name,
      [](const Array<double>& x, const Array<Index>& offsets, const Array<double>& movement,
         Array<double>& sums, Array<Index>& starts, const Index threads) {
        const auto recordings = batch(x, offsets);
        const auto n_frames = static_cast<Index>(movement.shape(0));
        const double* const frames = movement.data();
        double* const sums_data = sums.mutable_data();
        Index* const starts_data = starts.mutable_data();
        const py::gil_scoped_release release;
        SubsequenceDtw::run(recordings, frames, n_frames, sums_data, starts_data, threads);
      },
      py::arg("values").noconvert(), py::arg("offsets").noconvert(),
      py::arg("movement").noconvert(), py::arg("sums").noconvert(), py::arg("starts").noconvert(),
      py::arg("threads"));
}

}  // namespace

void register_distances(py::module_& module) {
  define_subsequence(module);
  define<double>(module);
  define<float>(module);
}

}  // namespace footfall::python
