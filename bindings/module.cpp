// The map: one call per family.
#include <pybind11/pybind11.h>

#include "families.hpp"
#include "footfall/core/error.hpp"
#include "footfall/core/pack.hpp"

PYBIND11_MODULE(FOOTFALL_MODULE, module, pybind11::mod_gil_not_used()) {
  using namespace footfall::python;
  register_causal(module);
  register_live(module);
  register_series_float32(module);
  register_series_float64(module);
  register_resampled(module);
  register_frames(module);
  register_sequences(module);
  register_sensor_sequences(module);
  register_estimates(module);
  register_tracks(module);
  register_orientations(module);
  register_distances(module);
  register_measures(module);
  module.attr("cpu_level") = footfall::cpu_level();
}
