// Per-frame maps of points: (values, table, out, threads, params).
#include "footfall/core/frames.hpp"

#include "families.hpp"
#include "footfall/kinematics/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

template <class A, class T>
void bind(py::module_& module) {
  module.def(
      A::name,
      [](const Array<T>& x, const Array<Index>& table, Array<T>& out, const Index threads,
         const Array<double>& params) {
        const auto algorithm = make<A>(values(params));
        const FrameTable<T> frames{x.data(),   x.shape(0),   x.shape(1),
                                   x.shape(2), table.data(), table.shape(0)};
        T* const out_data = out.mutable_data();
        const py::gil_scoped_release release;
        run_frames(algorithm, frames, out_data, threads);
      },
      py::arg("values").noconvert(), py::arg("table").noconvert(), py::arg("out").noconvert(),
      py::arg("threads"), py::arg("params").noconvert());
}

template <class T>
void bind_all(py::module_& module) {
  for_each(FrameMaps<T>{}, [&]<class A> { bind<A, T>(module); });
  for_each(WholeFrameMaps<T>{}, [&]<class A> { bind<A, T>(module); });
}

}  // namespace

void register_frames(py::module_& module) {
  bind_all<float>(module);
  bind_all<double>(module);
}

}  // namespace footfall::python
