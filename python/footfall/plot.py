"""One picture of a report: signals and events over time, joint angles over the cycle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._optional import need
from ._prepare import LEAST_FRAMES, prepare
from ._signal_plot import draw_signals
from ._travel import foot_center
from .recording import PoseRecording

if TYPE_CHECKING:
    from .imu import ImuRecording
    from .recording import ForceRecording
    from .report import Report

COLORS = {"left": "#c0392b", "right": "#2471a3"}
TITLES = {
    "hip_flexion": "Hip flexion",
    "knee_flexion": "Knee flexion",
    "ankle_dorsiflexion": "Ankle dorsiflexion",
}
SHOWN_S = 10.0
SIDES = ("left", "right")


def save(
    report: Report,
    recording: PoseRecording | ImuRecording | ForceRecording,
    path: str | Path,
) -> None:
    """Draw a report as one PNG, SVG or PDF, by the ending of the path.

    Parameters
    ----------
    report : Report
        From `analyze`.
    recording : PoseRecording, ImuRecording or ForceRecording
        What it was made from.
    path : str or Path
        Where to write.

    Raises
    ------
    MissingExtraError
        When matplotlib is not installed.
    """
    check_suffix(path)
    need("matplotlib").use("Agg")
    plt = need("matplotlib.pyplot")
    figure = plt.figure(figsize=(11, 8.5), layout="constrained")
    try:
        if isinstance(recording, PoseRecording):
            _draw_poses(figure, report, recording)
        else:
            draw_signals(figure, report, recording)
        figure.suptitle(_title(report))
        figure.savefig(path, dpi=120)
    finally:
        plt.close(figure)


def _draw_poses(figure: Any, report: Report, recording: PoseRecording) -> None:
    grid = figure.add_gridspec(3, 3, height_ratios=(1, 1, 1.4))
    above = figure.add_subplot(grid[0, :])
    ahead = figure.add_subplot(grid[1, :], sharex=above)
    _draw_feet(above, ahead, report, recording)
    for column, joint in enumerate(TITLES):
        _draw_curve(figure.add_subplot(grid[2, column]), report, joint)


def check_suffix(path: str | Path) -> None:
    """Accept endings of pictures that can be written."""
    _check.one_of("plot", Path(path).suffix.lower(), (".png", ".svg", ".pdf"))


def _title(report: Report) -> str:
    parts = [report.source, {"walk": "walking", "run": "running"}.get(report.mode, "no gait")]
    for name in ("walking_speed_mps", "running_speed_mps", "cadence_spm"):
        for metric in report.metrics:
            if (metric.name, metric.side) == (name, "both") and np.isfinite(metric.value):
                parts.append(f"{metric.value:.3g} {metric.unit}")
    return " · ".join(parts)


def _draw_feet(above: Any, ahead: Any, report: Report, recording: PoseRecording) -> None:
    """Height of the feet, and their way ahead of the pelvis; stance is shaded."""
    above.set_ylabel(f"foot height ({recording.unit})")
    ahead.set_ylabel(f"ahead of pelvis ({recording.unit})")
    ahead.set_xlabel("time (s)")
    if recording.n_frames < LEAST_FRAMES or not np.isfinite(recording.positions).any():
        return
    tracks = prepare(recording, height_m=None, min_confidence=None)
    first = float(report.events.time_s[0]) - 0.5 if len(report.events) else 0.0
    start = max(0.0, min(first, report.duration_s - SHOWN_S))
    times = np.arange(tracks.n_frames) / tracks.sampling_rate_hz
    shown = (times >= start) & (times <= start + SHOWN_S)
    for side in SIDES:
        foot = foot_center(tracks.points, side)
        if foot is None:
            continue
        floor = np.nanmin(foot[:, 1]) if np.isfinite(foot[:, 1]).any() else 0.0
        lines = (foot[:, 1] - floor, foot[:, 0] - tracks.points["pelvis"][:, 0])
        for axes, line in zip((above, ahead), lines, strict=True):
            axes.plot(times[shown], line[shown], color=COLORS[side], lw=1.2, label=side)
        _mark_events(above, ahead, report, side, (start, start + SHOWN_S), times, lines)
    above.set_xlim(start, min(start + SHOWN_S, float(times[-1])))
    above.set_ylim(top=1.35 * above.get_ylim()[1])  # room for the legend
    above.legend(loc="upper right", ncols=4, fontsize=8, framealpha=0.9)
    above.tick_params(labelbottom=False)


def _mark_events(
    above: Any,
    ahead: Any,
    report: Report,
    side: str,
    span: tuple[float, float],
    times: Any,
    lines: tuple[Any, Any],
) -> None:
    for kind, marker, word in (("initial_contact", "v", "contact"), ("final_contact", "^", "off")):
        events = report.events.pick(kind, side)
        events = events.take((events.time_s >= span[0]) & (events.time_s <= span[1]))
        for axes, line in zip((above, ahead), lines, strict=True):
            axes.plot(
                events.time_s,
                np.interp(events.time_s, times, line),
                marker,
                color=COLORS[side],
                ms=6,
                label=f"{side} {word}" if axes is above else None,
            )
    for stride in range(len(report.strides)):
        row = report.strides
        if row.side[stride] == side and np.isfinite(row.final_contact_s[stride]):
            ahead.axvspan(
                row.start_s[stride],
                row.final_contact_s[stride],
                color=COLORS[side],
                alpha=0.08,
                lw=0,
            )


def _draw_curve(axes: Any, report: Report, joint: str) -> None:
    axes.set_title(TITLES[joint], fontsize=10)
    axes.set_xlabel("gait cycle (%)")
    axes.set_xlim(0, 100)
    if joint == "hip_flexion":
        axes.set_ylabel("angle (°)")
    percent = np.arange(101)
    drawn = False
    for curve in report.curves:
        if curve.name != joint:
            continue
        drawn = True
        color = COLORS[curve.side]
        axes.plot(percent, curve.mean, color=color, label=f"{curve.side}, n = {curve.n}")
        if np.isfinite(curve.sd).all():
            axes.fill_between(
                percent, curve.mean - curve.sd, curve.mean + curve.sd, color=color, alpha=0.2, lw=0
            )
    if drawn:
        axes.legend(fontsize=8)
    else:
        axes.text(0.5, 0.5, "not available", ha="center", va="center", transform=axes.transAxes)
