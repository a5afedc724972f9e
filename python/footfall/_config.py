"""Choices of the process and of the current context: backend and threads."""

from __future__ import annotations

import os
from contextvars import ContextVar

from ._errors import ArgumentError

backend_choice: ContextVar[str | None] = ContextVar("footfall_backend", default=None)
threads_choice: ContextVar[int | None] = ContextVar("footfall_threads", default=None)


def chosen_backend() -> str:
    """Name asked for by the context, else by FOOTFALL_BACKEND, else `auto`."""
    return backend_choice.get() or os.environ.get("FOOTFALL_BACKEND") or "auto"


def chosen_threads() -> int:
    """Threads asked for by the context, else by FOOTFALL_THREADS, else the CPUs we may use."""
    chosen = threads_choice.get()
    if chosen is not None:
        return chosen
    text = os.environ.get("FOOTFALL_THREADS")
    if text:
        return thread_count("FOOTFALL_THREADS", text)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_count(argument: str, value: object) -> int:
    """Read a number of threads."""
    try:
        count = int(str(value))
    except ValueError:
        count = 0
    if count < 1:
        raise ArgumentError(argument, "a whole number >= 1", value)
    return count
