"""Pictures of sensors and insoles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import footfall as ff
from footfall import _signal_plot, plot

from .test_feet_running import feet
from .test_force_gait import loads, recording
from .test_step_rhythm import worn

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("matplotlib")

RECORDINGS = {
    "feet": lambda: feet()[0],
    "pocket": lambda: ff.ImuRecording({"pocket": ff.Imu(worn(1.8))}, 50.0),
    "insoles": lambda: recording(loads()[0]),
    "plates without sides": lambda: recording(loads()[0], sides=None),
    "still": lambda: ff.ImuRecording({"hand": ff.Imu(worn(1.8, step=0.0))}, 50.0),
    "missing": lambda: ff.ImuRecording({"hand": ff.Imu(np.full((300, 3), np.nan))}, 50.0),
    "empty": lambda: ff.ImuRecording({"hand": ff.Imu(np.zeros((0, 3)))}, 50.0),
    "a day of frames": lambda: ff.ImuRecording({"hand": ff.Imu(worn(1.8, duration=900.0))}, 50.0),
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_whatever_was_found_is_drawn(tmp_path: Path, name: str) -> None:
    measured = RECORDINGS[name]()
    path = tmp_path / "picture.png"
    plot.save(ff.analyze(measured), measured, path)
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert path.stat().st_size > 10_000


def drawn(measured: Any) -> Any:
    from matplotlib.figure import Figure

    figure = Figure()
    _signal_plot.draw_signals(figure, ff.analyze(measured), measured)
    return figure.axes


def test_events_stand_on_the_signal_of_their_side() -> None:
    whole, part, strides = drawn(recording(loads()[0]))
    labels = part.get_legend_handles_labels()[1]
    assert labels[:2] == ["left", "right"]
    assert {"left contact", "right contact", "left off", "right off"} < set(labels)
    heights = [x.get_ydata() for x in part.lines if str(x.get_label()).endswith(("contact", "off"))]
    # 5 % of the load
    np.testing.assert_allclose(np.concatenate(heights), 35.0, atol=8.0)
    assert strides.get_xlim() == whole.get_xlim()
    low, high = part.get_xlim()
    assert high - low == pytest.approx(_signal_plot.SHOWN_S)
