// Sequences of inertial sensors to rows.
#include "families.hpp"
#include "footfall/sensor_events/all.hpp"
#include "sequences.hpp"

namespace footfall::python {

void register_sensor_sequences(py::module_& module) {
  bind_all_sequences(module, SensorDetectors{});
}

}  // namespace footfall::python
