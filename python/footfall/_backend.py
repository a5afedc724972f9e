"""Finds the kernels: the native builds, by instruction-set level, and the Numba twins."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ._config import backend_choice, chosen_backend, thread_count, threads_choice
from ._errors import ArgumentError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

LEVELS = {"native-v4": 4, "native-v3": 3}


@cache
def _extension(name: str) -> ModuleType | None:
    """Import a build of the extension; None where it was not built."""
    module = "_" + name.replace("-", "_")
    if find_spec(f"{__package__}.{module}") is None:
        return None
    return import_module(f".{module}", __package__)


@cache
def available() -> tuple[str, ...]:
    """List the backends that run here, fastest first.

    Returns
    -------
    tuple of str
        Of `native-v4`, `native-v3`, `native` and `numba`; the first is what `auto` takes.
    """
    names = []
    native = _extension("native")
    if native is not None:
        names += [
            name
            for name, level in LEVELS.items()
            if level <= native.cpu_level and find_spec(f"{__package__}._{name.replace('-', '_')}")
        ]
        names.append("native")
    if find_spec("numba") is not None:
        names.append("numba")
    return tuple(names)


def explain(name: str) -> str:
    """Say whether a backend runs here, and why not."""
    if name in available():
        return "available"
    if name == "numba":
        return "not installed: pip install 'footfall[numba]'"
    if find_spec(f"{__package__}._{name.replace('-', '_')}") is None:
        return "not built"
    return "this processor lacks its instructions"


def check_backend(argument: str, name: str) -> None:
    """Accept `auto` and what is available."""
    if name != "auto" and name not in available():
        raise ArgumentError(argument, "one of " + ", ".join(("auto", *available())), repr(name))


@contextmanager
def using(*, backend: str | None = None, threads: int | None = None) -> Iterator[None]:
    """Choose backend and threads for the calls inside a `with` block.

    The choice holds in the current context; a new thread starts from the process default,
    which FOOTFALL_BACKEND and FOOTFALL_THREADS set.

    Parameters
    ----------
    backend : str, optional
        One of `available()`, or `auto`.
    threads : int, optional
        How many threads a call may use, >= 1.

    Raises
    ------
    ArgumentError
        When the backend is not available here or threads is below 1.
    """
    if backend is not None:
        check_backend("backend", backend)
    if threads is not None:
        thread_count("threads", threads)
    tokens = (
        backend_choice.set(backend or backend_choice.get()),
        threads_choice.set(threads or threads_choice.get()),
    )
    try:
        yield
    finally:
        backend_choice.reset(tokens[0])
        threads_choice.reset(tokens[1])


def current() -> str:
    """Name of the backend that calls use now."""
    name = chosen_backend()
    check_backend("FOOTFALL_BACKEND", name)
    if name != "auto":
        return name
    if not available():
        raise MissingExtraError("Numba", "numba", "footfall without its native extension")
    return available()[0]


@cache
def _module(backend: str) -> Any:
    return import_module("._numba", __package__) if backend == "numba" else _extension(backend)


def kernel(name: str) -> Callable[..., Any]:
    """Give the kernel of that name in the backend in use."""
    found: Callable[..., Any] = getattr(_module(current()), name)
    return found
