"""Choosing a backend and threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import footfall as ff
from footfall import _backend, _config

LAST = ff.available()[-1]


def test_auto_takes_the_first_available() -> None:
    with ff.using(backend="auto"):
        assert _backend.current() == ff.available()[0]


def test_the_fixture_chooses(backend: str) -> None:
    assert _backend.current() == backend
    assert callable(_backend.kernel("one_euro"))


def test_native_levels_follow_the_processor() -> None:
    names = [name for name in ff.available() if name != "numba"]
    assert names == [n for n in ("native-v4", "native-v3", "native") if n in names]


def test_using_nests_and_ends() -> None:
    before = _config.chosen_threads()
    with ff.using(backend=LAST, threads=3):
        with ff.using(threads=5):
            assert _config.chosen_threads() == 5
            assert _backend.current() == LAST
        assert _config.chosen_threads() == 3
    assert _config.chosen_threads() == before


def test_a_new_thread_starts_from_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_THREADS", "7")
    seen = []
    with ff.using(threads=3):
        other = threading.Thread(target=lambda: seen.append(_config.chosen_threads()))
        other.start()
        other.join()
        assert _config.chosen_threads() == 3
    assert seen == [7]


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_BACKEND", LAST)
    monkeypatch.setenv("FOOTFALL_THREADS", "2")
    assert _backend.current() == LAST
    assert _config.chosen_threads() == 2


def test_bad_choices_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    options = ", ".join(("auto", *ff.available()))
    text = f"backend: expected one of {options}, got 'gpu'"
    with pytest.raises(ff.ArgumentError) as error, ff.using(backend="gpu"):
        pass
    assert str(error.value) == text
    for bad in (0, -1, 1.5, "many"):
        with pytest.raises(ff.ArgumentError) as error, ff.using(threads=bad):  # type: ignore[arg-type]
            pass
        assert str(error.value) == f"threads: expected a whole number >= 1, got {bad}"
    monkeypatch.setenv("FOOTFALL_BACKEND", "gpu")
    with pytest.raises(ff.ArgumentError, match=r"^FOOTFALL_BACKEND: expected one of auto, "):
        _backend.current()
    monkeypatch.setenv("FOOTFALL_THREADS", "0")
    with pytest.raises(ff.ArgumentError, match=r"^FOOTFALL_THREADS: expected a whole number >= 1"):
        _config.chosen_threads()


def test_a_failure_leaves_the_choice_as_it_was() -> None:
    before = _backend.current()
    with pytest.raises(ZeroDivisionError), ff.using(backend=LAST):
        raise ZeroDivisionError
    assert _backend.current() == before


def test_calls_from_many_threads_agree(backend: str) -> None:
    smooth = ff.filters.Butterworth(sampling_rate_hz=100.0, cutoff_hz=6.0)
    x = np.random.default_rng(0).normal(size=(400, 9))
    expected = smooth(x)
    results: list[np.ndarray] = []

    def call() -> None:
        with ff.using(backend=backend, threads=2):
            results.append(smooth(x))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, expected)
