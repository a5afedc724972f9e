// Maps of whole sequences of floats.
#include "families.hpp"
#include "series.hpp"

namespace footfall::python {

void register_series_float32(py::module_& module) { bind_all_series<float>(module); }

}  // namespace footfall::python
