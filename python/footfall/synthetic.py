"""Synthetic walkers and runners whose events, angles and lengths are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._events import Events, make_events
from ._synthetic.capture import attached, disturb, plates, project
from ._synthetic.figure import Figure
from ._synthetic.plan import RUN, SIDES, USUAL_RUN, USUAL_WALK, WALK, Plan, plan_steps
from .recording import PoseRecording
from .skeletons import SKELETONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._synthetic.body import Steps, Style


@dataclass(frozen=True, eq=False)
class Truth:
    """What is known of a synthetic recording.

    Parameters
    ----------
    events : Events
        Contacts within the recording, to the limit of floating point.
    angles_deg : dict of str to array, shape (T,)
        Segment and joint angles by the definitions of `kinematics.sagittal_angles`.
    step_length_m, step_duration_s : dict of str to array
        Of each side's steps within the recording.
    stride_length_m, stride_duration_s, stance_duration_s : dict of str to array
        Of each side's strides within the recording.
    step_width_m, speed_mps, belt_speed_mps : float
        Width, mean speed of the hips over the ground from the first frame to the last (not
        quite what was asked for when steps vary), speed of the belt (0 overground).
    positions : array, shape (T, K, D)
        Keypoints without noise, dropouts and swaps.
    swapped : array of bool, shape (T,)
        Frames with left and right exchanged.
    dropped : array of bool, shape (T, K)
        Samples that were taken out.
    """

    events: Events
    angles_deg: dict[str, NDArray[np.float64]]
    step_length_m: dict[str, NDArray[np.float64]]
    step_duration_s: dict[str, NDArray[np.float64]]
    stride_length_m: dict[str, NDArray[np.float64]]
    stride_duration_s: dict[str, NDArray[np.float64]]
    stance_duration_s: dict[str, NDArray[np.float64]]
    step_width_m: float
    speed_mps: float
    belt_speed_mps: float
    positions: NDArray[np.float64]
    swapped: NDArray[np.bool_]
    dropped: NDArray[np.bool_]

    def metrics(self) -> dict[str, float]:
        """Give means over both sides, by the names of the report's metrics.

        A quantity that the gait does not have (flight in walking, double support in running)
        and means over no step or stride are left out.
        """
        lengths = {
            name: np.concatenate([getattr(self, name)[side] for side in SIDES])
            for name in ("step_length_m", "step_duration_s", *_OF_STRIDES)
        }
        values = {name: float(np.mean(column)) for name, column in lengths.items() if len(column)}
        if "step_duration_s" in values:
            values["cadence_spm"] = 60.0 / values["step_duration_s"]
        if "stride_duration_s" in values:
            values |= _phases(values["stride_duration_s"], values["stance_duration_s"])
            speed = values["stride_length_m"] / values["stride_duration_s"]
            values |= {"walking_speed_mps": speed, "running_speed_mps": speed}
        return {**values, "step_width_m": self.step_width_m}


_OF_STRIDES = ("stride_length_m", "stride_duration_s", "stance_duration_s")


def _phases(stride: float, stance: float) -> dict[str, float]:
    """Parts of a mean stride, of those the gait has."""
    duty = stance / stride
    common = {
        "contact_time_s": stance,
        "swing_duration_s": stride - stance,
        "stance_percent": 100.0 * duty,
        "duty_factor": duty,
    }
    if duty < 0.5:
        return {**common, "flight_time_s": 0.5 * stride - stance}
    return {
        **common,
        "double_support_percent": 100.0 * (2 * duty - 1),
        "single_support_percent": 100.0 * (1 - duty),
    }


def walker(
    *,
    sampling_rate_hz: float = 100.0,
    duration_s: float = 20.0,
    seed: int = 0,
    height_m: float = 1.75,
    mass_kg: float = 70.0,
    speed_mps: float = USUAL_WALK[0],
    cadence_spm: float = USUAL_WALK[1],
    step_width_m: float = 0.1,
    duration_cv: float = 0.0,
    length_cv: float = 0.0,
    asymmetry: float = 0.0,
    direction: str = "+x",
    up: str | None = None,
    treadmill: bool = False,
    dimensions: int = 3,
    pixels_per_m: float | None = None,
    skeleton: str = "halpe26",
    noise_m: float = 0.0,
    dropout: float = 0.0,
    swap: float = 0.0,
    forces: bool = False,
) -> tuple[PoseRecording, Truth]:
    """Make a walking person.

    Parameters
    ----------
    sampling_rate_hz, duration_s : float
        Frames per second and length of the recording.
    seed : int
        Of all that is random; the same seed gives the same recording.
    height_m, mass_kg : float
        Of the person.
    speed_mps, cadence_spm : float
        Mean speed over the ground and steps per minute.
    step_width_m : float
        Distance between the lines of the feet.
    duration_cv, length_cv : float
        Coefficients of variation of step times and lengths.
    asymmetry : float
        Left steps are longer and slower by this share, right ones shorter and quicker.
    direction, up : str
        Axes of travel and of up; up is `+z`, and `+y` (`-y` in pixels) in a side view.
    treadmill : bool
        The ground moves back at the mean speed.
    dimensions : {3, 2}
        2 is the orthographic side view.
    pixels_per_m : float, optional
        Gives a side view in pixels.
    skeleton : str
        Which keypoints.
    noise_m : float
        Standard deviation of white noise on each coordinate, metres.
    dropout, swap : float
        Shares of samples missing and of frames with left and right exchanged, in bursts.
    forces : bool
        Adds one ideal plate per foot.

    Returns
    -------
    recording : PoseRecording
        What a camera or motion capture would see.
    truth : Truth
        What is known of it.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Segments are rigid and the sampled motion is a function of continuous time: any sampling
    rate sees the same person. At initial contact the heel stops and the forefoot falls; the
    foot leaves over a tip ahead of the toe point. How fast it falls and rises there was chosen
    so that rules which agree with force plates on people agree with the truth here: the walker
    tests their code, not their validity.

    Examples
    --------
    >>> import footfall as ff
    >>> recording, truth = ff.synthetic.walker(duration_s=5.0)
    >>> recording.positions.shape, round(truth.speed_mps, 2)
    ((500, 26, 3), 1.25)
    """
    return _make(WALK, locals())


def runner(
    *,
    sampling_rate_hz: float = 200.0,
    duration_s: float = 10.0,
    seed: int = 0,
    height_m: float = 1.75,
    mass_kg: float = 70.0,
    speed_mps: float = USUAL_RUN[0],
    cadence_spm: float = USUAL_RUN[1],
    step_width_m: float = 0.04,
    duration_cv: float = 0.0,
    length_cv: float = 0.0,
    asymmetry: float = 0.0,
    direction: str = "+x",
    up: str | None = None,
    treadmill: bool = True,
    dimensions: int = 3,
    pixels_per_m: float | None = None,
    skeleton: str = "halpe26",
    noise_m: float = 0.0,
    dropout: float = 0.0,
    swap: float = 0.0,
    forces: bool = False,
) -> tuple[PoseRecording, Truth]:
    """Make a running person, by default on a treadmill; parameters as for `walker`."""
    return _make(RUN, locals())


def _make(style: Style, arguments: dict[str, Any]) -> tuple[PoseRecording, Truth]:
    if arguments["up"] is None:
        view = arguments["dimensions"] == 2
        arguments["up"] = ("-y" if arguments["pixels_per_m"] else "+y") if view else "+z"
    return _record(Plan(style=style, **arguments))


def _record(plan: Plan) -> tuple[PoseRecording, Truth]:
    rng = np.random.default_rng(plan.seed)
    feet = plan_steps(plan, rng)
    n = round(plan.duration_s * plan.sampling_rate_hz)
    times = np.arange(n) / plan.sampling_rate_hz
    body = Figure(plan, feet).points(times)
    belt = plan.speed_mps if plan.treadmill else 0.0
    for point in body.values():
        point[:, 0] -= belt * times
    names = SKELETONS[plan.skeleton]
    clean = project(np.stack([body[attached(name, body)] for name in names], axis=1), plan)
    noisy, swapped, dropped = disturb(clean, names, plan, rng)
    scale = plan.pixels_per_m or 1.0
    confidence = np.where(dropped, 0.0, rng.uniform(0.85, 0.95, dropped.shape))
    disturbed = plan.noise_m or plan.dropout or plan.swap
    recording = PoseRecording(
        noisy,
        names,
        plan.sampling_rate_hz,
        unit="px" if plan.pixels_per_m else "m",
        up=plan.up,
        confidence=confidence if disturbed else None,
        forces=plates(plan, feet, body, times) if plan.forces else None,
        name=f"synthetic {'walker' if plan.style is WALK else 'runner'}",
    )
    return recording, _truth(plan, feet, body, clean / scale, belt, swapped, dropped)


def _truth(
    plan: Plan,
    feet: dict[str, Steps],
    body: dict[str, NDArray[np.float64]],
    positions: NDArray[np.float64],
    belt: float,
    swapped: NDArray[np.bool_],
    dropped: NDArray[np.bool_],
) -> Truth:
    end = (len(positions) - 1) / plan.sampling_rate_hz
    rows = [
        (time, kind, side)
        for side in SIDES
        for kind, events in (
            ("initial_contact", feet[side].contact_s),
            ("final_contact", feet[side].leave_s),
        )
        for time in events
        if 0 <= time <= end
    ]
    times, kinds, sides = zip(*rows, strict=True) if rows else ((), (), ())
    tables: dict[str, dict[str, NDArray[np.float64]]] = {}
    for side in SIDES:
        own, other = feet[side], feet[SIDES[1 - SIDES.index(side)]]
        before = np.searchsorted(other.contact_s, own.contact_s) - 1
        step = (before >= 0) & (own.contact_s <= end)
        step &= np.where(before >= 0, other.contact_s[before], -1.0) >= 0
        stride = (own.contact_s[:-1] >= 0) & (own.contact_s[1:] <= end)
        columns = {
            "step_length_m": (own.along_m - other.along_m[before])[step],
            "step_duration_s": (own.contact_s - other.contact_s[before])[step],
            "stride_length_m": np.diff(own.along_m)[stride],
            "stride_duration_s": np.diff(own.contact_s)[stride],
            "stance_duration_s": (own.leave_s - own.contact_s)[:-1][stride],
        }
        for name, values in columns.items():
            tables.setdefault(name, {})[side] = values
    return Truth(
        events=make_events(times, kinds, sides, plan.sampling_rate_hz),
        angles_deg=_angles(body),
        **tables,
        step_width_m=plan.step_width_m,
        speed_mps=_mean_speed(body["mid_hip"], belt, end),
        belt_speed_mps=belt,
        positions=positions * (plan.pixels_per_m or 1.0),
        swapped=swapped,
        dropped=dropped,
    )


def _mean_speed(hips: NDArray[np.float64], belt: float, duration: float) -> float:
    """Over the ground, along the way, of hips that a belt may have carried back."""
    return float((hips[-1, 0] - hips[0, 0]) / duration + belt) if duration > 0 else float("nan")


def _angles(body: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Sagittal angles, written out from their definitions."""

    def line(start: str, end: str) -> NDArray[np.float64]:
        return np.asarray((body[end] - body[start]).T)

    shoulders = 0.5 * (body["left_shoulder"] + body["right_shoulder"])
    x, y = (shoulders - body["mid_hip"]).T[:2]
    angles = {"trunk": np.degrees(np.arctan2(x, y))}
    for side in SIDES:
        x, y, _ = line(f"{side}_hip", f"{side}_knee")
        thigh = np.degrees(np.arctan2(x, -y))
        x, y, _ = line(f"{side}_knee", f"{side}_ankle")
        shank = np.degrees(np.arctan2(x, -y))
        x, y, _ = line(f"{side}_heel", f"{side}_toe")
        foot = np.degrees(np.arctan2(y, x))
        angles |= {
            f"{side}_thigh": thigh,
            f"{side}_shank": shank,
            f"{side}_foot": foot,
            f"{side}_hip_flexion": thigh + angles["trunk"],
            f"{side}_knee_flexion": thigh - shank,
            f"{side}_ankle_dorsiflexion": foot - shank,
        }
    return angles
