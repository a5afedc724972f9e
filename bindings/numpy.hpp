// Arrays to views and back; knows no algorithm.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "footfall/core/batch.hpp"

namespace footfall::python {

namespace py = pybind11;

/// C order, never a converted copy: every argument is declared `.noconvert()`.
template <class T>
using Array = py::array_t<T, py::array::c_style>;

inline std::span<const double> values(const Array<double>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

/// (frames, channels) and offsets, as the core sees them.
template <class T>
Batch<const T> batch(const Array<T>& values, const Array<Index>& offsets) {
  return {values.data(), offsets.data(), offsets.size() - 1,
          values.ndim() > 1 ? values.shape(1) : 1};
}

/// Gives a vector to NumPy without a copy.
template <class T>
py::array give(std::vector<T>&& vector, std::vector<py::ssize_t> shape) {
  auto owner = std::make_unique<std::vector<T>>(std::move(vector));
  T* const data = owner->data();
  const py::capsule keep(owner.release(),
                         [](void* held) { delete static_cast<std::vector<T>*>(held); });
  return py::array_t<T>(std::move(shape), data, keep);
}

}  // namespace footfall::python
