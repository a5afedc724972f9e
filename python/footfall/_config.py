"""Choices of the process and of the current context: backend and threads."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_backend: ContextVar[str | None] = ContextVar("footfall_backend", default=None)
_threads: ContextVar[int | None] = ContextVar("footfall_threads", default=None)


def chosen_backend() -> str:
    """Name asked for by the context, else by FOOTFALL_BACKEND, else `auto`."""
    return _backend.get() or os.environ.get("FOOTFALL_BACKEND") or "auto"


def chosen_threads() -> int:
    """Threads asked for by the context, else by FOOTFALL_THREADS, else the CPUs we may use."""
    chosen = _threads.get()
    if chosen is not None:
        return chosen
    text = os.environ.get("FOOTFALL_THREADS")
    if text:
        return _count("FOOTFALL_THREADS", text)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    from ._backend import check_backend

    if backend is not None:
        check_backend("backend", backend)
    if threads is not None:
        _count("threads", threads)
    tokens = (_backend.set(backend or _backend.get()), _threads.set(threads or _threads.get()))
    try:
        yield
    finally:
        _backend.reset(tokens[0])
        _threads.reset(tokens[1])


def _count(argument: str, value: object) -> int:
    try:
        count = int(str(value))
    except ValueError:
        count = 0
    if count < 1:
        raise ArgumentError(argument, "a whole number >= 1", value)
    return count
