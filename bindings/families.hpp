// What each binding file gives to the module.
#pragma once

#include <pybind11/pybind11.h>

namespace footfall::python {

void register_causal(pybind11::module_& module);
void register_distances(pybind11::module_& module);
void register_measures(pybind11::module_& module);
void register_live(pybind11::module_& module);
void register_resampled(pybind11::module_& module);
void register_series_float32(pybind11::module_& module);
void register_series_float64(pybind11::module_& module);
void register_orientations(pybind11::module_& module);
void register_frames(pybind11::module_& module);
void register_sequences(pybind11::module_& module);
void register_sensor_sequences(pybind11::module_& module);
void register_tracks(pybind11::module_& module);
void register_estimates(pybind11::module_& module);

}  // namespace footfall::python
