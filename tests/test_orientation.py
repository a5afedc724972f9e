"""Filters of orientation: the truth, the reference implementation, and each other."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall._errors import ArgumentError
from footfall.orientation import Madgwick, Mahony, OfflineVqf, Vqf

from .orientation_samples import BIAS_RADPS, RATE_HZ, Sample, product, tumbling

LIVE = (
    Vqf(sampling_rate_hz=RATE_HZ),
    Madgwick(sampling_rate_hz=RATE_HZ, rejection_deg=10.0, settling_s=3.0),
    Mahony(sampling_rate_hz=RATE_HZ),
)
ALL = (*LIVE, OfflineVqf(sampling_rate_hz=RATE_HZ))

# What the vqf package, version 2.1.2, gives for `tumbling()` in some frames.
REFERENCE = {
    (Vqf, False): {
        0: [0.998598124426973, 0.05275593907361623, 0.004304736814978323, 0.0002569520311308038],
        700: [0.8004600479840059, 0.15167194813636656, 0.5797675854755976, -0.011352469412322201],
        5999: [0.8305822977092889, 0.2521731419867733, 0.47230343313867285, 0.15320319917645486],
    },
    (Vqf, True): {
        0: [0.9985981335128835, 0.0527561034552265, 0.004302721790538681, 0.00021881042023923377],
        700: [0.800540526218961, 0.143303247674935, 0.5818926122795349, 0.0001812770911529711],
        2500: [0.9115352433441479, 0.16867820515876264, 0.33523954976265047, 0.16812378630306607],
        5999: [0.8327102312679868, 0.2589744713940978, 0.4686086316535428, 0.14118018362205825],
    },
    (OfflineVqf, False): {
        0: [0.9999967884419836, 0.002533924699049506, -4.688348974e-05, 1.1544563931332636e-05],
        5999: [0.8327576300852333, 0.2594752036814149, 0.46841267555886307, 0.1406304148649981],
    },
    (OfflineVqf, True): {
        0: [0.9999911016280403, 0.002534067960747782, -3.836681346e-05, 0.0033724905183849254],
        2500: [0.9124253881941263, 0.16970075349252456, 0.3353500367736201, 0.16193183157983315],
        5999: [0.8327320788760785, 0.2593901390076989, 0.46845978667895405, 0.14078163538260388],
    },
}
REFERENCE_BIAS = {
    Vqf: [0.00980617136257233, -0.005498148893829471, 0.00777940766983505],
    OfflineVqf: [0.009978829753887456, -0.005852357694907495, 0.00792788231127414],
}


@cache
def sample() -> Sample:
    return tumbling()


def error_deg(found: Any, truth: Any) -> Any:
    """Angle of the rotation between two."""
    off = product(found, np.asarray(truth) * [1, -1, -1, -1])
    return np.degrees(2 * np.arctan2(np.linalg.norm(off[..., 1:], axis=-1), np.abs(off[..., 0])))


@pytest.mark.parametrize("field", [False, True])
@pytest.mark.parametrize("kind", [Vqf, OfflineVqf])
def test_it_is_the_published_filter(backend: str, kind: Any, field: bool) -> None:
    signals = sample().signals[: 2 + field]
    found = kind(sampling_rate_hz=RATE_HZ).estimate(*signals)
    for frame, expected in REFERENCE[kind, field].items():
        assert_allclose(found.quaternion[frame], expected, rtol=0, atol=1e-10)
    assert_allclose(found.bias_radps[2500], REFERENCE_BIAS[kind], rtol=0, atol=1e-12)


@pytest.mark.parametrize("field", [False, True])
def test_every_frame_equals_the_package_where_that_is_installed(field: bool) -> None:
    package = pytest.importorskip("vqf", reason="compares with the vqf package where installed")
    rng = np.random.default_rng(0)
    signals = [np.ascontiguousarray(x + 0.02 * rng.normal(size=x.shape)) for x in sample().signals]
    signals[1][1000:1010] = 0
    given = signals[: 2 + field]
    name = "quat9D" if field else "quat6D"
    live = package.VQF(1 / RATE_HZ).updateBatchFullState(*given)
    late = package.offlineVQF(*signals[:2], signals[2] if field else None, 1 / RATE_HZ)
    for algorithm, expected in (
        (Vqf(sampling_rate_hz=RATE_HZ), live),
        (OfflineVqf(sampling_rate_hz=RATE_HZ), late),
    ):
        found = algorithm.estimate(*given)
        assert_allclose(found.quaternion, expected[name], rtol=0, atol=1e-10)
        assert_allclose(found.bias_radps, expected["bias"], rtol=0, atol=1e-12)
        assert_allclose(found.bias_sigma_radps, expected["biasSigma"], rtol=0, atol=1e-12)
        assert_array_equal(found.rest, expected["restDetected"])
        if field:
            assert_array_equal(found.disturbed, expected["magDistDetected"])


@pytest.mark.parametrize("algorithm", ALL, ids=lambda a: type(a).__name__)
def test_with_a_magnetometer_it_tells_the_orientation(backend: str, algorithm: Any) -> None:
    """Less so beside a magnet, where only some reject the field; Mahony needs a while."""
    found = algorithm(*sample().signals)
    settled = slice(2000, 3300)
    limit = 4.0 if isinstance(algorithm, (Madgwick, Mahony)) else 1.5
    assert error_deg(found[settled], sample().quaternion[settled]).max() < limit


def test_the_bias_is_found(backend: str) -> None:
    found = Vqf(sampling_rate_hz=RATE_HZ).estimate(*sample().signals)
    off = np.abs(found.bias_radps[-1] - BIAS_RADPS).max()
    assert off < 4 * found.bias_sigma_radps[-1] < 0.004
    assert found.rest[1400]
    assert not found.rest[500]
    assert found.disturbed[3600]
    assert not found.disturbed[2500]


@pytest.mark.parametrize("algorithm", ALL, ids=lambda a: type(a).__name__)
def test_backends_lanes_and_threads_give_the_same_bits(algorithm: Any) -> None:
    rng = np.random.default_rng(1)
    lengths = [0, 3, 1, 700, 41, 350, 0, 352, 90, 16, 8, 320, 64]
    offsets = np.cumsum([0, *lengths])
    batch = []
    for signal in sample().signals:
        x = signal[900 : 900 + offsets[-1]] + 0.1 * rng.normal(size=(offsets[-1], 3))
        x[rng.random(len(x)) < 0.03] = np.nan
        x[offsets[3] + 200 : offsets[3] + 220] = np.nan
        batch.append(ff.Batch(x, offsets, RATE_HZ))
    batch[2].values[10:200] = 0
    batch[1].values[700:702] = 0
    for given in (batch[:2], batch):
        expected = algorithm(*given).values
        lost = np.isnan(given[0].values).any(axis=1) | np.isnan(given[1].values).any(axis=1)
        assert_array_equal(np.isnan(expected).any(axis=1), lost)
        for name in ff.available():
            for threads in (1, 3):
                with ff.using(backend=name, threads=threads):
                    assert_array_equal(algorithm(*given).values, expected)
        alone = [algorithm(*(b[i] for b in given)) for i in range(len(lengths))]
        assert_array_equal(np.concatenate(alone), expected)
        if hasattr(algorithm, "estimate"):
            told = algorithm.estimate(*given)
            with ff.using(backend="numba" if "numba" in ff.available() else ff.available()[-1]):
                again = algorithm.estimate(*given)
            for part in ("bias_radps", "bias_sigma_radps", "rest", "disturbed", "heading_rad"):
                assert_array_equal(getattr(told, part), getattr(again, part))


@pytest.mark.parametrize("algorithm", LIVE, ids=lambda a: type(a).__name__)
def test_a_stream_gives_what_a_call_gives(backend: str, algorithm: Any) -> None:
    signals = [x[:700] for x in sample().signals]
    signals[0][100] = np.nan
    expected = algorithm(*signals)
    stream, found = algorithm.stream(), []
    for first, last in ((0, 1), (1, 1), (1, 50), (50, 333), (333, 650)):
        found.append(stream.push(*(x[first:last] for x in signals)))
    other = copy.deepcopy(stream)
    for one in (stream, other):
        rest = [one.push(*(x[k] for x in signals))[None] for k in range(650, 700)]
        assert_array_equal(np.concatenate([*found, *rest]), expected)
    stream.reset()
    assert_array_equal(stream.push(*(x[:50] for x in signals)), expected[:50])


@pytest.mark.parametrize("algorithm", ALL, ids=lambda a: type(a).__name__)
def test_what_is_missing_does_not_stay_missing(backend: str, algorithm: Any) -> None:
    turn, force, field = (x[2000:3300].copy() for x in sample().signals)
    turn[400:405] = np.nan  # bridged
    force[700:850] = np.nan  # too long
    field[100:300] = np.nan
    found = algorithm(turn, force, field)
    lost = np.r_[400:405, 700:850]
    assert np.isnan(found[lost]).all()
    assert np.isfinite(np.delete(found, lost, axis=0)).all()
    truth = sample().quaternion[2000:3300]
    whole = error_deg(algorithm(*(x[2000:3300] for x in sample().signals)), truth)
    assert error_deg(found[405:700], truth[405:700]).max() < whole[405:700].max() + 2


@pytest.mark.parametrize("algorithm", ALL, ids=lambda a: type(a).__name__)
@pytest.mark.parametrize(
    "make",
    [
        lambda n: np.zeros((n, 3)),
        lambda n: np.full((n, 3), np.nan),
        lambda n: np.full((n, 3), np.inf),
        lambda n: np.full((n, 3), 1e4),
        lambda n: np.tile([0.0, 0.0, -9.81], (n, 1)),
    ],
)
def test_odd_signals_end_well(backend: str, algorithm: Any, make: Any) -> None:
    for n in (0, 1, 2, 30):
        x = make(n)
        found = algorithm(np.zeros((n, 3)), x, x)
        assert found.shape == (n, 4)
        seen = np.isfinite(x).all(axis=1)
        assert_allclose(np.linalg.norm(found[seen], axis=1), 1, atol=1e-9)
        assert np.isnan(found[~seen]).all()


def test_a_sensor_upside_down_is_told_so(backend: str) -> None:
    down = np.tile([0.0, 0.0, -9.81], (100, 1))
    for algorithm in ALL:
        found = algorithm(np.zeros((100, 3)), down)[-1]
        assert_allclose(np.abs(found), [0, 1, 0, 0], atol=1e-6)


def test_madgwick_is_the_published_step(backend: str) -> None:
    """One step from the identity, by hand: the slope is along the axis that levels."""
    tilt, gain = 0.3, 0.1
    force = np.array([[0.0, np.sin(tilt), np.cos(tilt)]])
    turn = np.array([[0.2, 0.0, 0.5]])
    found = Madgwick(sampling_rate_hz=RATE_HZ, gain=gain, initial="identity")(turn, force)
    expected = np.array([1, (0.1 + gain) / RATE_HZ, 0, 0.25 / RATE_HZ])
    assert_allclose(found[0], expected / np.linalg.norm(expected), atol=1e-15)


def test_mahony_is_the_published_step(backend: str) -> None:
    tilt, gain = 0.3, 0.5
    force = np.array([[0.0, np.sin(tilt), np.cos(tilt)]])
    found = Mahony(sampling_rate_hz=RATE_HZ, gain=gain, integral_gain=0.2, initial="identity")(
        np.zeros((1, 3)), force
    )
    half = np.sin(tilt) * (gain + 0.2 / RATE_HZ) / RATE_HZ / 2
    assert_allclose(found[0], [np.cos(half), np.sin(half), 0, 0], atol=1e-15)


@pytest.mark.parametrize("axis", [[0.0, 0.0, 1.0], [0.6, 0.0, 0.8]])
def test_a_quick_turn_is_exact(backend: str, axis: Any) -> None:
    """10 rad/s about an axis; feedback of gravity, where that turns, comes a sample late."""
    half = 5 * np.arange(1, 501)[:, None] / RATE_HZ
    expected = np.concatenate([np.cos(half), np.sin(half) * axis], axis=1)
    up = product(product(expected * [1, -1, -1, -1], [0, 0, 0, 9.81]), expected)[:, 1:]
    algorithms: list[Any] = [Vqf(sampling_rate_hz=RATE_HZ, learns_bias=False)]
    if axis[2] == 1:
        algorithms.append(Mahony(sampling_rate_hz=RATE_HZ, initial="identity"))
    for algorithm in algorithms:
        found = algorithm(np.tile(10 * np.array(axis), (500, 1)), up)
        assert error_deg(found, expected).max() < 1e-5


def test_wrong_arguments_are_named() -> None:
    filter_ = Vqf(sampling_rate_hz=RATE_HZ)
    x = np.zeros((10, 3))
    with pytest.raises(ArgumentError, match=r"^acceleration_mps2: expected frames"):
        filter_(x, x[:5])
    with pytest.raises(ArgumentError, match=r"^angular_velocity_radps: expected three numbers"):
        filter_(x[:, :2], x)
    with pytest.raises(ArgumentError, match=r"^magnetic_field_ut: expected 2 dimensions"):
        filter_(x, x, x[:, 0])
    with pytest.raises(ArgumentError, match=r"^out: expected float64 of shape \(10, 4\)"):
        filter_(x, x, out=np.empty((10, 3)))
    for kind, name in ((Vqf, "rest_min_s"), (Madgwick, "gain"), (Mahony, "max_gap_s")):
        with pytest.raises(ArgumentError, match=f"^{name}: expected a value"):
            kind(sampling_rate_hz=RATE_HZ, **{name: -1.0})
    with pytest.raises(ArgumentError, match=r"^initial: expected one of gravity, identity"):
        Madgwick(sampling_rate_hz=RATE_HZ, initial="north")
    with pytest.raises(ArgumentError, match=r"^state: expected shape"):
        filter_.stream().state = np.zeros(3)


def test_float32_and_outputs(backend: str) -> None:
    filter_ = Vqf(sampling_rate_hz=RATE_HZ)
    turn, force, field = (x[:600] for x in sample().signals)
    exact = filter_(turn, force, field)
    out = np.empty((2, 300, 4))
    halves = [x.reshape(2, 300, 3) for x in (turn, force, field)]
    assert filter_(*halves, out=out) is out
    assert_array_equal(out[0], exact[:300])
    single = filter_(*(x.astype(np.float32) for x in (turn, force, field)))
    assert_allclose(single, exact, atol=1e-4)
