"""The live Kalman smoother: what it tells is the batch of what has come, however it is cut."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import footfall as ff
from footfall.filters import RtsSmoother
from footfall.filters.smoothers import Estimate

from .conftest import FLOATS
from .smoothers import LOW_PASS, NAN, motion
from .test_rts import drifting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from footfall.filters.fixed_lag import FixedLagStream

N = 120
KNOWN: dict[str, Any] = {"gate_sigma": None, "noise": 0.5}  # nothing is taken from the signal
every_model = pytest.mark.parametrize("model", ["velocity", "acceleration"])
every_end = pytest.mark.parametrize("ends", ["leave", "extend"])
every_kind = pytest.mark.parametrize("kind", ["plain", "stamped", "weights", "confidence"])


def holed(seed: int = 0) -> NDArray[np.float64]:
    """Motion with gaps of all lengths, outliers, a late start and a channel of few samples."""
    rng = np.random.default_rng(seed)
    x = motion(N, 4, seed)
    x[rng.random(x.shape) < 0.1] = NAN
    x[rng.random(x.shape) < 0.02] += 40
    x[:7] = NAN
    x[50:62, 0] = x[70:95, 0] = NAN
    x[rng.random(N) < 0.85, 1] = NAN
    return x


def beside(kind: str, seed: int = 1) -> dict[str, NDArray[np.float64]]:
    """What goes along with the frames."""
    rng = np.random.default_rng(seed)
    if kind == "stamped":
        steps = rng.uniform(0.004, 0.02, N)
        steps[65] = 0.3
        return {"time_s": np.cumsum(steps)}
    return {} if kind == "plain" else {kind: rng.uniform(0, 1, (N, 4))}


def told(
    live: FixedLagStream, x: NDArray[Any], cuts: Sequence[int], more: dict[str, NDArray[Any]]
) -> Estimate:
    """Push pieces between cuts, flush, join."""
    parts = [live.push(x[a:b], **{k: v[a:b] for k, v in more.items()}) for a, b in pairwise(cuts)]
    assert sum(len(p.position) for p in parts) == max(0, len(x) - live.lag_frames)
    parts.append(live.flush())
    planes = zip(*(vars(part).values() for part in parts), strict=True)
    return Estimate(*map(np.concatenate, planes))


def assert_same(one: Estimate, other: Estimate) -> None:
    for plane, values in vars(one).items():
        assert_array_equal(values, getattr(other, plane), err_msg=plane)


@every_model
@every_end
@every_kind
@pytest.mark.parametrize("extra", [{}, {"gate_sigma": None}, KNOWN, {"noise": 0.0}])
def test_a_lag_beyond_the_end_is_the_batch(
    model: str, ends: str, kind: str, extra: dict[str, Any], backend: str
) -> None:
    smooth = RtsSmoother(
        **LOW_PASS, model=model, ends=ends, max_gap_s=0.1, min_confidence=0.1, **extra
    )
    x, more = holed(), beside(kind)
    whole = smooth.estimate(x, **more)
    for lag_s in (N / 100, np.inf):
        live = smooth.stream((4,), lag_s=lag_s)
        assert_same(told(live, x, (0, 5, 5, 41, N), more), whole)
        assert_same(told(live, x, (0, N), more), whole)  # flushed: another recording


@every_model
@every_end
@pytest.mark.parametrize("kind", ["plain", "stamped", "weights"])
@pytest.mark.parametrize("lag_s", [0.0, 0.01, 0.09])
def test_it_tells_the_batch_of_what_has_come(
    model: str, ends: str, kind: str, lag_s: float, backend: str
) -> None:
    smooth = RtsSmoother(**LOW_PASS, model=model, ends=ends, max_gap_s=0.1, **KNOWN)
    x, more = holed(2), beside(kind)
    live = smooth.stream((4,), lag_s=lag_s)
    found = told(live, x, range(N + 1), more)
    for t in range(N):
        end = min(t + live.lag_frames + 1, N)
        batch = smooth.estimate(x[:end], **{k: v[:end] for k, v in more.items()})
        for plane, values in vars(found).items():
            assert_array_equal(values[t], getattr(batch, plane)[t])


@every_model
@every_kind
@pytest.mark.parametrize("memory_s", [0.0, 0.3, 10.0])
@pytest.mark.parametrize("dtype", FLOATS)
def test_any_cut_gives_the_same(
    model: str, kind: str, memory_s: float, dtype: Any, backend: str
) -> None:
    smooth = RtsSmoother(**LOW_PASS, model=model, ends="extend", max_gap_s=0.1)
    x, more = holed(3).astype(dtype), beside(kind)
    live = smooth.stream((4,), dtype, lag_s=0.09, memory_s=memory_s)
    one = told(live, x, range(N + 1), more)
    assert one.position.dtype == dtype
    for cuts in ((0, N), (0, 0, 3, 50, 51, N, N)):
        assert_same(told(live, x, cuts, more), one)
    for name in ff.available():
        with ff.using(backend=name):
            assert_same(told(live, x, (0, 77, N), more), one)


@pytest.mark.parametrize(("model", "most"), [("velocity", 0.01), ("acceleration", 0.017)])
@pytest.mark.parametrize(
    ("rate", "cutoff_hz"),
    [(r, f) for r in (30.0, 60.0, 120.0, 250.0) for f in (4.0, 6.0, 10.0) if f <= 0.25 * r],
)
def test_the_usual_lag_loses_little(
    model: str, most: float, rate: float, cutoff_hz: float, backend: str
) -> None:
    """Root mean square of what later frames would change, in sigma."""
    power = 4 if model == "velocity" else 6
    drive = (2 * np.pi * cutoff_hz / rate) ** power / (np.sqrt(2) - 1)
    x = drifting(model, 700, 12, drive, 3)
    x = x + np.random.default_rng(5).normal(size=x.shape)
    values = {"sampling_rate_hz": rate, "cutoff_hz": cutoff_hz, "model": model, **KNOWN}
    smooth = RtsSmoother(**{**values, "noise": 1.0})
    live, whole = smooth.stream((12,)), smooth.estimate(x)
    periods = 0.83 if model == "velocity" else 1.27
    assert live.lag_frames == np.ceil(periods * rate / cutoff_hz)
    inner = slice(150, 400)
    lagged = live.push(x)
    change = np.sqrt(np.mean((lagged.position[inner] - whole.position[inner]) ** 2))
    assert change < most * whole.sigma[inner].mean()
    assert abs(lagged.sigma[inner].mean() / whole.sigma[inner].mean() - 1) < 1e-3


def test_a_gap_beyond_the_lag_is_told_as_an_end(backend: str) -> None:
    x = motion(200, 1)
    x[80:95] = NAN
    for ends, missing in (("leave", 15 - 9), ("extend", 0)):
        smooth = RtsSmoother(**LOW_PASS, ends=ends, **KNOWN)
        found = told(smooth.stream((1,), lag_s=0.09), x, (0, 200), {})
        lost = np.isnan(found.position[:, 0])
        assert_array_equal(np.flatnonzero(lost), np.arange(80, 80 + missing))
    assert (np.diff(found.sigma[80:86, 0]) > 0).all()
    apart = RtsSmoother(**LOW_PASS, max_gap_s=0.1, **KNOWN).stream((1,), lag_s=0.09)
    cut = told(apart, x, (0, 200), {})
    assert (found.sigma[95:100] < cut.sigma[95:100]).all()  # it is bridged


def test_the_memory_forgets(backend: str) -> None:
    """Sigma follows the noise of the last seconds."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2000, 6)) * np.where(np.arange(2000) < 1000, 0.2, 2.0)[:, None]
    smooth = RtsSmoother(**LOW_PASS)
    short = told(smooth.stream((6,), memory_s=2.0), x, (0, 2000), {})
    ratio = np.median(short.sigma[1500:]) / np.median(short.sigma[500:1000])
    assert 8 < ratio < 12


@pytest.mark.parametrize("shape", [(), (1,), (3, 2), (0,)])
def test_shapes(shape: tuple[int, ...], backend: str) -> None:
    x = np.ones((60, *shape)) * np.arange(60.0).reshape(-1, *(1 for _ in shape))
    smooth = RtsSmoother(**LOW_PASS)
    found = told(smooth.stream(shape), x, (0, 1, 30, 60), {})
    for values in vars(found).values():
        assert values.shape == x.shape
    # The first frames see a lag's worth of samples, against which the start counts a little.
    assert np.abs(found.position - x).max(initial=0) < 1e-7
    assert smooth.stream(shape).flush().position.shape == (0, *shape)


BAD_PUSHES: list[tuple[dict[str, Any], str]] = [
    ({"frames": np.ones(2)}, "frames: expected float64 of shape (n, 2), got float64 of shape (2,)"),
    (
        {"weights": np.ones((3, 2)), "confidence": np.ones((3, 2))},
        "weights: expected none beside confidence, got both",
    ),
    ({"weights": np.ones((2, 2))}, "weights: expected shape (3,) or (3, 2), got (2, 2)"),
    ({"time_s": np.arange(2.0)}, "time_s: expected 3 time stamps, got (2,)"),
    ({"time_s": np.zeros(3)}, "time_s: expected finite, rising time stamps, got others"),
]


@pytest.mark.parametrize(("push", "text"), BAD_PUSHES)
def test_bad_pushes_are_named(push: dict[str, Any], text: str) -> None:
    live = RtsSmoother(**LOW_PASS).stream((2,))
    with pytest.raises(ff.ArgumentError) as error:
        live.push(**{"frames": np.ones((3, 2)), **push})
    assert str(error.value) == text
    live.push(np.ones((3, 2)), time_s=np.arange(3.0))  # nothing of it has stayed
    with pytest.raises(ff.ArgumentError, match=r"^time_s: expected with every push or none, got"):
        live.push(np.ones((3, 2)))
    with pytest.raises(ff.ArgumentError, match=r"^time_s: expected finite, rising time stamps"):
        live.push(np.ones((1, 2)), time_s=[2.0])


def test_bad_streams_are_named() -> None:
    smooth = RtsSmoother(**LOW_PASS)
    for arguments, text in (
        ({"lag_s": -1.0}, "lag_s: expected a value >= 0, got -1.0"),
        ({"memory_s": NAN}, "memory_s: expected a value >= 0, got nan"),
        ({"dtype": np.int64}, "dtype: expected float32 or float64, got int64"),
    ):
        with pytest.raises(ff.ArgumentError) as error:
            smooth.stream((2,), **arguments)
        assert str(error.value) == text
