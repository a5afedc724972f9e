// Live runs of causal algorithms: live(name, shape, state, params, prepare) -> push(frames, out).
//
// A frame is less work than an ordinary call from Python, so `push` reads its arrays where NumPy
// keeps them. It is a plain function that owns its algorithm and shares the state array. What it
// cannot take as it lies goes through `prepare(frames, out)`, which says what is wrong, or copies.
#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "families.hpp"
#include "footfall/core/causal.hpp"
#include "footfall/filters/all.hpp"
#include "numpy.hpp"

namespace footfall::python {

namespace {

using Proxy = py::detail::PyArray_Proxy;
using NumPy = py::detail::npy_api;

/// More numbers than this are worth letting other threads run meanwhile.
constexpr Index numbers_worth_a_release = 10'000;

// One live run, whatever its algorithm.
class Live {
 public:
  Live(const std::vector<py::ssize_t>& shape, const py::array& state, const py::object& prepare)
      : shape_(shape), state_(state), type_(state.dtype()), prepare_(prepare) {}
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;
  virtual ~Live() = default;

  PyObject* push(PyObject* const* arguments, Py_ssize_t count, PyObject* names) const;

 protected:
  virtual void advance(const void* frames, Index n_frames, void* out) const = 0;

  Index channels() const { return static_cast<Index>(state_.shape(1)); }

 private:
  const Proxy* readable(PyObject* object) const;
  py::object new_array(const Proxy& like) const;
  void run(const Proxy& frames, const Proxy& out) const;

  std::vector<py::ssize_t> shape_;
  py::array state_;
  py::dtype type_;
  py::object prepare_;
};

/// The array of one or more frames that `object` is; null where it cannot be used as it lies.
const Proxy* Live::readable(PyObject* const object) const {
  if (!NumPy::get().PyArray_Check_(object)) return nullptr;
  const Proxy* const array = py::detail::array_proxy(object);
  constexpr int layout = NumPy::NPY_ARRAY_C_CONTIGUOUS_ | NumPy::NPY_ARRAY_ALIGNED_;
  if (array->descr != type_.ptr() || (array->flags & layout) != layout) return nullptr;
  const auto more = array->nd - static_cast<int>(shape_.size());
  if (more != 0 && more != 1) return nullptr;
  return std::equal(shape_.begin(), shape_.end(), array->dimensions + more) ? array : nullptr;
}

bool same_shape(const Proxy& a, const Proxy& b) {
  return a.nd == b.nd && std::equal(a.dimensions, a.dimensions + a.nd, b.dimensions);
}

py::object Live::new_array(const Proxy& like) const {
  auto& numpy = NumPy::get();
  PyObject* const type = py::dtype(type_).release().ptr();  // the array takes it
  return py::reinterpret_steal<py::object>(numpy.PyArray_NewFromDescr_(
      numpy.PyArray_Type_, type, like.nd, like.dimensions, nullptr, nullptr, 0, nullptr));
}

void Live::run(const Proxy& frames, const Proxy& out) const {
  const bool one = frames.nd == static_cast<int>(shape_.size());
  const Index n_frames = one ? 1 : static_cast<Index>(frames.dimensions[0]);
  if (n_frames * channels() > numbers_worth_a_release) {
    const py::gil_scoped_release release;
    advance(frames.data, n_frames, out.data);
  } else {
    advance(frames.data, n_frames, out.data);
  }
}

PyObject* Live::push(PyObject* const* const arguments, const Py_ssize_t count,
                     PyObject* const names) const {
  const Py_ssize_t n_names = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  const bool out_by_name = count == 1 && n_names == 1 &&
                           PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "out") == 0;
  const bool usual = out_by_name || (n_names == 0 && (count == 1 || count == 2));
  const Proxy* const frames = usual ? readable(arguments[0]) : nullptr;
  if (frames != nullptr) {
    const bool fresh = count + n_names == 1 || arguments[1] == Py_None;
    const auto result =
        fresh ? new_array(*frames) : py::reinterpret_borrow<py::object>(py::handle(arguments[1]));
    if (!result) return nullptr;
    const Proxy* const out = readable(result.ptr());
    if (out != nullptr && (out->flags & NumPy::NPY_ARRAY_WRITEABLE_) != 0 &&
        same_shape(*frames, *out)) {
      run(*frames, *out);
      return result.inc_ref().ptr();
    }
  }
  const auto pair = py::reinterpret_steal<py::object>(
      PyObject_Vectorcall(prepare_.ptr(), arguments, static_cast<std::size_t>(count), names));
  if (!pair) return nullptr;
  PyObject* const prepared = PyTuple_GetItem(pair.ptr(), 0);
  PyObject* const result = PyTuple_GetItem(pair.ptr(), 1);
  if (prepared == nullptr || result == nullptr) return nullptr;
  run(*py::detail::array_proxy(prepared), *py::detail::array_proxy(result));
  return Py_NewRef(result);
}

template <class A, class T>
class LiveOf final : public Live {
 public:
  LiveOf(const A& algorithm, const std::vector<py::ssize_t>& shape, const py::array& state,
         const py::object& prepare)
      : Live(shape, state, prepare),
        algorithm_(algorithm),
        state_data_(static_cast<T*>(py::array(state).mutable_data())) {}

 protected:
  void advance(const void* const frames, const Index n_frames, void* const out) const override {
    run_causal_frames(algorithm_, static_cast<const T*>(frames), state_data_, static_cast<T*>(out),
                      n_frames, channels(), 0, channels());
  }

 private:
  A algorithm_;
  T* state_data_;
};

PyObject* push(PyObject* const self, PyObject* const* const arguments, const Py_ssize_t count,
               PyObject* const names) {
  const auto* const live = static_cast<const Live*>(PyCapsule_GetPointer(self, nullptr));
  return live->push(arguments, count, names);
}

PyMethodDef push_method = {
    "push", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(push)),
    METH_FASTCALL | METH_KEYWORDS,
    "push($self, /, frames, out=None)\n--\n\nAdvance the run by one or more frames."};

py::object as_function(std::unique_ptr<Live> live) {
  const py::capsule self(live.get(), [](void* held) { delete static_cast<Live*>(held); });
  static_cast<void>(live.release());
  return py::reinterpret_steal<py::object>(PyCFunction_NewEx(&push_method, self.ptr(), nullptr));
}

template <class T>
std::unique_ptr<Live> find(const std::string_view name, const std::vector<py::ssize_t>& shape,
                           const py::array& state, const Array<double>& params,
                           const py::object& prepare) {
  std::unique_ptr<Live> live;
  for_each(CausalFilters<T>{}, [&]<class A> {
    if (name == A::name) {
      live = std::make_unique<LiveOf<A, T>>(make<A>(values(params)), shape, state, prepare);
    }
  });
  return live;
}

py::object open(const std::string_view name, const py::tuple& shape_of_frame,
                const py::array& state, const Array<double>& params, const py::object& prepare) {
  std::vector<py::ssize_t> shape;
  for (const auto size : shape_of_frame) shape.push_back(size.cast<py::ssize_t>());
  // By size: types of one kind need not be one object, and kernels trust what they are told.
  auto live = state.itemsize() == sizeof(float) ? find<float>(name, shape, state, params, prepare)
                                                : find<double>(name, shape, state, params, prepare);
  require(live != nullptr, "name", "a causal algorithm", name);
  return as_function(std::move(live));
}

}  // namespace

void register_live(py::module_& module) {
  module.def("live", &open, py::arg("name"), py::arg("shape"), py::arg("state").noconvert(),
             py::arg("params").noconvert(), py::arg("prepare"));
}

}  // namespace footfall::python
