"""Pictures of what sensors and insoles measured, with the events that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .imu import ImuRecording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .recording import ForceRecording
    from .report import Report

COLORS = {"left": "#c0392b", "right": "#2471a3", "unknown": "#555555"}
SHOWN_S = 10.0
MOST_POINTS = 4000  # of an overview: more than a picture is wide
KINDS = (("initial_contact", "v", "contact"), ("final_contact", "^", "off"))

Signals = list[tuple[str, str, "NDArray[np.float64]"]]  # name, side, values


def draw_signals(figure: Any, report: Report, recording: ImuRecording | ForceRecording) -> None:
    """Draw the whole recording with its bouts, ten seconds with events, and the strides."""
    whole, part, strides = figure.subplots(3, 1, height_ratios=(1, 1.4, 1))
    signals, unit = _signals(recording)
    start = _start(report)
    _draw_whole(whole, report, recording, signals, unit)
    whole.axvspan(start, start + SHOWN_S, color="black", alpha=0.08, lw=0)
    _draw_part(part, report, recording, signals, unit, start)
    _draw_strides(strides, report)
    strides.set_xlim(whole.get_xlim())


def _signals(recording: ImuRecording | ForceRecording) -> tuple[Signals, str]:
    """What is drawn: forces, the turning of feet, or the size of an acceleration."""
    if not isinstance(recording, ImuRecording):
        sides = recording.sides or ()
        loads = zip(sides, recording.vertical_n().T, strict=True)
        return [(side or "plate", side or "unknown", x) for side, x in loads], "vertical force (N)"
    feet = {k: s for k, s in recording.sites.items() if k.endswith("_foot")}
    turning = {k: s.angular_velocity_radps for k, s in feet.items()}
    if feet and all(x is not None for x in turning.values()):
        return [
            (k.replace("_", " "), k.partition("_")[0], np.linalg.norm(x, axis=1))
            for k, x in turning.items()
            if x is not None
        ], "rate of turn (rad/s)"
    site, sensor = next(iter(recording.sites.items()))
    size = np.linalg.norm(sensor.acceleration_mps2, axis=1)
    return [(site.replace("_", " "), "unknown", size)], "acceleration (m/s²)"


def _start(report: Report) -> float:
    """Where the ten seconds begin: in the middle of the longest bout."""
    bouts = report.quality.get("bouts", [])
    if not bouts:
        return 0.0
    longest = max(bouts, key=lambda bout: bout["end_s"] - bout["start_s"])
    middle = 0.5 * (longest["start_s"] + longest["end_s"]) - 0.5 * SHOWN_S
    return float(min(max(middle, 0.0), max(report.duration_s - SHOWN_S, 0.0)))


def _draw_whole(
    axes: Any,
    report: Report,
    recording: ImuRecording | ForceRecording,
    signals: Signals,
    unit: str,
) -> None:
    step = max(1, recording.n_frames // MOST_POINTS)
    for _, side, values in signals:
        whole = values[: len(values) // step * step].reshape(-1, step)
        highest = np.where(np.isfinite(whole), whole, -np.inf).max(axis=1)
        top = np.where(np.isfinite(highest), highest, np.nan)
        times = np.arange(len(top)) * step / recording.sampling_rate_hz
        axes.plot(times, top, color=COLORS[side], lw=0.6)
    for bout in report.quality.get("bouts", []):
        axes.axvspan(bout["start_s"], bout["end_s"], color="#27ae60", alpha=0.15, lw=0)
    axes.set_ylabel(unit)
    axes.set_xlim(0, max(report.duration_s, 1e-3))


def _draw_part(
    axes: Any,
    report: Report,
    recording: ImuRecording | ForceRecording,
    signals: Signals,
    unit: str,
    start: float,
) -> None:
    rate = recording.sampling_rate_hz
    frames = slice(round(start * rate), round((start + SHOWN_S) * rate))
    by_side = {side: values for _, side, values in signals}
    for name, side, values in signals:
        times = np.arange(len(values))[frames] / rate
        axes.plot(times, values[frames], color=COLORS[side], lw=1.0, label=name)
    for side in ("left", "right", "unknown"):
        line = by_side.get(side, next(iter(by_side.values()), np.zeros(0)))
        for kind, marker, word in KINDS:
            own = report.events.pick(kind, side)
            own = own.take((own.time_s >= start) & (own.time_s <= start + SHOWN_S))
            if len(own) == 0 or len(line) == 0:
                continue
            heights = np.interp(own.time_s * rate, np.arange(len(line)), np.nan_to_num(line))
            axes.plot(own.time_s, heights, marker, color=COLORS[side], ms=6, label=f"{side} {word}")
    axes.set_ylabel(unit)
    axes.set_xlim(start, start + SHOWN_S)
    axes.set_ylim(top=1.3 * axes.get_ylim()[1])  # room for the legend
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper right", ncols=6, fontsize=8, framealpha=0.9)


def _draw_strides(axes: Any, report: Report) -> None:
    """Durations over time; what is left out of the metrics is hollow."""
    table = report.strides
    for side in ("left", "right"):
        own = table.side == side
        for kept, fill in ((True, COLORS[side]), (False, "none")):
            rows = own & (table.accepted == kept)
            axes.plot(
                table.start_s[rows],
                table.stride_duration_s[rows],
                "o",
                ms=3,
                mfc=fill,
                mec=COLORS[side],
                label=f"{side} strides" if kept and rows.any() else None,
            )
    axes.set_xlabel("time (s)")
    axes.set_ylabel("stride (s)")
    if table.accepted.any():
        top = float(np.max(table.stride_duration_s[table.accepted]))
        axes.set_ylim(0, 1.3 * top)
        axes.legend(loc="upper right", ncols=2, fontsize=8, framealpha=0.9)
    else:
        axes.text(0.5, 0.5, "no strides", ha="center", va="center", transform=axes.transAxes)
