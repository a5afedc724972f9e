// Maps of whole sequences of doubles.
#include "families.hpp"
#include "series.hpp"

namespace footfall::python {

void register_series_float64(py::module_& module) { bind_all_series<double>(module); }

}  // namespace footfall::python
