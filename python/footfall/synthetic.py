"""Synthetic walkers and runners whose events, angles and lengths are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _body, _check
from ._body import Foot, Steps, Style, knee_between
from ._errors import ArgumentError
from ._events import Events, make_events
from .kinematics import direction
from .recording import ForceRecording, PoseRecording
from .skeletons import SKELETONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAVITY = 9.80665
USUAL_WALK, USUAL_RUN = (1.25, 108.0), (3.0, 165.0)  # m/s, steps per minute
FORCE_RATE_HZ = 1000.0
SECOND_BUMP = 0.3  # share of the third harmonic in a vertical force with two peaks
PASSING = 0.45  # share of stance at which the hips pass over the foot
FOOT_MIDDLE = 0.06  # ahead of the heel, of stature
BURST_S = 0.25  # usual length of dropouts and swaps
SIDES = ("left", "right")

WALK = Style(
    stance=0.62,
    strike_deg=18.0,
    off_deg=-62.0,
    slap_degps=330.0,
    slap_rise=0.9,
    flat=0.14,
    heel_off=0.65,
    off_degps=400.0,
    launch_mps2=(56.0, 10.0),
    tip=0.034,
    landing_mps=(0.7, -0.115),
    landing_mps2=(-20.0, 0.0),
    bob=0.012,
    bob_phase=0.0,
    sway=0.012,
    lean_deg=3.0,
    arm_deg=22.0,
)
RUN = Style(
    stance=0.34,
    strike_deg=14.0,
    off_deg=-52.0,
    slap_degps=260.0,
    slap_rise=0.5,
    flat=0.2,
    heel_off=0.5,
    off_degps=500.0,
    launch_mps2=(10.0, 0.0),
    tip=0.04,
    landing_mps=(1.0, -0.3),
    landing_mps2=(-40.0, 0.0),
    bob=0.022,
    bob_phase=0.35,
    sway=0.006,
    lean_deg=8.0,
    arm_deg=30.0,
)


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
        Width, mean speed over the ground, speed of the belt (0 overground).
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
        """Give means over both sides, by the names of the report's metrics."""

        def mean(table: dict[str, NDArray[np.float64]]) -> float:
            return float(np.mean(np.concatenate([table[side] for side in SIDES])))

        step, stride = mean(self.step_duration_s), mean(self.stride_duration_s)
        stance = mean(self.stance_duration_s)
        return {
            "cadence_spm": 60.0 / step,
            "step_duration_s": step,
            "stride_duration_s": stride,
            "stance_duration_s": stance,
            "contact_time_s": stance,
            "swing_duration_s": stride - stance,
            "stance_percent": 100.0 * stance / stride,
            "double_support_percent": 100.0 * (2 * stance / stride - 1),
            "single_support_percent": 100.0 * (1 - stance / stride),
            "flight_time_s": 0.5 * stride - stance,
            "duty_factor": stance / stride,
            "step_length_m": mean(self.step_length_m),
            "stride_length_m": mean(self.stride_length_m),
            "step_width_m": self.step_width_m,
            "walking_speed_mps": self.speed_mps,
            "running_speed_mps": self.speed_mps,
        }


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Checked arguments of a walker or runner."""

    style: Style
    sampling_rate_hz: float
    duration_s: float
    seed: int
    height_m: float
    mass_kg: float
    speed_mps: float
    cadence_spm: float
    step_width_m: float
    duration_cv: float
    length_cv: float
    asymmetry: float
    direction: str
    up: str
    treadmill: bool
    dimensions: int
    pixels_per_m: float | None
    skeleton: str
    noise_m: float
    dropout: float
    swap: float
    forces: bool

    @property
    def gait(self) -> Style:
        """The style at this speed and cadence."""
        speed, cadence = USUAL_WALK if self.style is WALK else USUAL_RUN
        return self.style.at(self.speed_mps / speed, self.cadence_spm / cadence)

    def __post_init__(self) -> None:
        for name in ("sampling_rate_hz", "duration_s", "speed_mps", "cadence_spm"):
            _check.positive(name, getattr(self, name))
        _check.between("height_m", self.height_m, 0.5, 2.5)
        _check.between("mass_kg", self.mass_kg, 2.0, 400.0)
        for name in ("step_width_m", "duration_cv", "length_cv", "noise_m"):
            _check.not_negative(name, getattr(self, name))
        for name in ("dropout", "swap"):
            _check.between(name, getattr(self, name), 0.0, 0.9)
        _check.between("asymmetry", self.asymmetry, -0.3, 0.3)
        _check.one_of("dimensions", self.dimensions, (2, 3))
        _check.one_of("skeleton", self.skeleton, SKELETONS)
        ahead, _ = _check.axis_name("direction", self.direction)
        above, _ = _check.axis_name("up", self.up)
        if ahead == above:
            raise ArgumentError("direction", f"an axis other than up ({self.up})", self.direction)
        if self.dimensions == 2 and {ahead, above} != {0, 1}:
            raise ArgumentError(
                "direction",
                "+x or -x, with up +y or -y, in a side view",
                f"{self.direction} and {self.up}",
            )
        if self.pixels_per_m is not None:
            _check.positive("pixels_per_m", self.pixels_per_m)
            _check.one_of("dimensions", self.dimensions, (2,))


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
    foot leaves over a tip ahead of the toe point.

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
    return _record(_Plan(style=style, **arguments))


def _plan_steps(plan: _Plan, rng: np.random.Generator) -> dict[str, Steps]:
    """Contacts of both feet, from before the recording until after it."""
    step_s = 60.0 / plan.cadence_spm
    step_m = plan.speed_mps * step_s
    n = int(np.ceil(plan.duration_s / step_s)) + 12
    turn = np.where(np.arange(n) % 2 == 0, 1.0, -1.0) * plan.asymmetry  # left first
    durations = step_s * (1 + turn + plan.duration_cv * rng.standard_normal(n))
    lengths = step_m * (1 + turn + plan.length_cv * rng.standard_normal(n))
    durations = np.clip(durations, 0.5 * step_s, 2.0 * step_s)
    contacts = np.cumsum(durations) - 5.5 * step_s
    places = np.cumsum(lengths) - 5.5 * step_m
    feet = {}
    for first, side in enumerate(SIDES):
        own, along = contacts[first::2], places[first::2]
        strides = np.diff(own, append=own[-1] + 2 * step_s)
        feet[side] = Steps(own, own + plan.style.stance * strides, along)
    return feet


def _record(plan: _Plan) -> tuple[PoseRecording, Truth]:
    rng = np.random.default_rng(plan.seed)
    feet = _plan_steps(plan, rng)
    n = round(plan.duration_s * plan.sampling_rate_hz)
    times = np.arange(n) / plan.sampling_rate_hz
    body = _Walker(plan, feet).points(times)
    belt = plan.speed_mps if plan.treadmill else 0.0
    for point in body.values():
        point[:, 0] -= belt * times
    names = SKELETONS[plan.skeleton]
    clean = _project(np.stack([body[_attached(name, body)] for name in names], axis=1), plan)
    noisy, swapped, dropped = _disturb(clean, names, plan, rng)
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
        forces=_plates(plan, feet, body, times) if plan.forces else None,
        name=f"synthetic {'walker' if plan.style is WALK else 'runner'}",
    )
    return recording, _truth(plan, feet, body, clean / scale, belt, swapped, dropped)


class _Walker:
    """The body over time, in coordinates ahead, up and to the right."""

    def __init__(self, plan: _Plan, feet: dict[str, Steps]) -> None:
        self._plan, self._height = plan, plan.height_m
        self._feet = {side: Foot(feet[side], plan.gait, plan.height_m) for side in SIDES}
        contacts = np.concatenate([feet[side].contact_s for side in SIDES])
        passes = np.concatenate([_passing(feet[side]) for side in SIDES])
        order = np.argsort(contacts)
        self._contacts, self._passes = contacts[order], passes[order]
        start, end = self._contacts[2], self._contacts[-3]
        grid = np.linspace(start, end, int(200 * (end - start)))
        self._hip_height = self._highest_hips(grid)

    def points(self, times: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Points by name, each (T, 3)."""
        body: dict[str, NDArray[np.float64]] = {}
        pelvis = self._pelvis(times)
        pelvis[:, 1] += self._hip_height
        h = self._height
        for side, sign in (("left", -1.0), ("right", 1.0)):
            hip = pelvis + np.array([0.0, 0.0, sign * 0.5 * _body.HIP_WIDTH * h])
            ankle = self._foot_points(body, side, sign, times)
            body[f"{side}_hip"] = hip
            body[f"{side}_knee"] = knee_between(hip, ankle, _body.THIGH * h, _body.SHANK * h)
        body["mid_hip"] = pelvis
        self._upper_body(body, pelvis, self._phase(times))
        return body

    def _foot_points(
        self,
        body: dict[str, NDArray[np.float64]],
        side: str,
        sign: float,
        times: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        flat = self._feet[side].points(times)
        line = sign * 0.5 * self._plan.step_width_m
        for name in ("heel", "toe", "ankle"):
            body[f"{side}_{name}"] = np.column_stack([flat[name], np.full(len(times), line)])
        spread = sign * 0.012 * self._height
        body[f"{side}_big_toe"] = body[f"{side}_toe"] - [0.0, 0.0, spread]
        body[f"{side}_small_toe"] = body[f"{side}_toe"] + [0.0, 0.0, spread]
        return body[f"{side}_ankle"]

    def _phase(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Steps since the first contact, left contacts even."""
        from scipy.interpolate import PchipInterpolator

        count = np.arange(len(self._contacts))
        return np.asarray(PchipInterpolator(self._contacts, count)(times))

    def _pelvis(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Middle of the hips, without its mean height: passes over each foot in its stance."""
        from scipy.interpolate import CubicSpline

        moments, places = self._passes.T
        along = CubicSpline(moments, places + FOOT_MIDDLE * self._height)(times)
        phase, style = self._phase(times), self._plan.style
        bob = -style.bob * np.cos(2 * np.pi * (phase - style.bob_phase))
        sway = -style.sway * np.sin(np.pi * phase)
        return np.column_stack([along, self._height * bob, self._height * sway])

    def _highest_hips(self, times: NDArray[np.float64]) -> float:
        """Mean height of the hips at which the longest reach of a leg is just below straight."""
        h = self._height
        pelvis = self._pelvis(times)
        room = []
        for side, sign in (("left", -1.0), ("right", 1.0)):
            ankle = self._foot_points({}, side, sign, times)
            hip = pelvis + np.array([0.0, 0.0, sign * 0.5 * _body.HIP_WIDTH * h])
            apart = ankle - hip
            reach = _body.LONGEST_REACH * (_body.THIGH + _body.SHANK) * h
            level = reach**2 - apart[:, 0] ** 2 - apart[:, 2] ** 2
            if level.min() <= 0:
                raise ArgumentError(
                    "speed_mps", "steps that the legs can reach", self._plan.speed_mps
                )
            room.append(float(np.min(apart[:, 1] + np.sqrt(level))))
        return min(room)

    def _upper_body(
        self,
        body: dict[str, NDArray[np.float64]],
        pelvis: NDArray[np.float64],
        phase: NDArray[np.float64],
    ) -> None:
        h, style = self._height, self._plan.style
        lean = np.radians(style.lean_deg + 1.0 * np.sin(2 * np.pi * phase))
        upward = np.column_stack([np.sin(lean), np.cos(lean), np.zeros_like(lean)])
        chest = pelvis + _body.TRUNK * h * upward
        body["neck"] = chest + 0.02 * h * upward
        head = chest + (_body.NECK + 0.5 * _body.HEAD) * h * upward
        body["head_top"] = chest + (_body.NECK + _body.HEAD) * h * upward
        body["nose"] = head + np.array([0.06 * h, 0.0, 0.0])
        swing = np.radians(style.arm_deg) * np.cos(np.pi * phase)
        for side, sign in (("left", -1.0), ("right", 1.0)):
            aside = np.array([0.0, 0.0, sign * h])
            body[f"{side}_eye"] = head + [0.05 * h, 0.015 * h, 0.0] + 0.018 * aside
            body[f"{side}_ear"] = head + 0.042 * aside
            shoulder = chest + 0.5 * _body.SHOULDER_WIDTH * aside
            body[f"{side}_shoulder"] = shoulder
            # Even phases are left contacts: there the left arm is back, the right one ahead.
            arm = sign * swing
            for name, length, bend in (
                ("elbow", _body.UPPER_ARM, 0.0),
                ("wrist", _body.FOREARM, np.radians(25.0)),
            ):
                turn = arm + bend
                shoulder = shoulder + length * h * np.column_stack(
                    [np.sin(turn), -np.cos(turn), np.zeros_like(turn)]
                )
                body[f"{side}_{name}"] = shoulder


def _passing(steps: Steps) -> NDArray[np.float64]:
    """When the hips pass over each placement of a foot, and where its heel is, (n, 2)."""
    moments = steps.contact_s + PASSING * (steps.leave_s - steps.contact_s)
    return np.column_stack([moments, steps.along_m])


def _attached(name: str, body: dict[str, NDArray[np.float64]]) -> str:
    """Body point that a keypoint sits on: fingers on wrists, face on the nose."""
    if name in body:
        return name
    side = name.partition("_")[0]
    if name.endswith(("pinky", "index", "thumb")) or "_hand_" in name:
        return f"{side}_wrist"
    return f"{side}_eye" if "eye" in name else "nose"


def _project(points: NDArray[np.float64], plan: _Plan) -> NDArray[np.float64]:
    """From ahead, up, right to the axes of the recording."""
    ahead = direction("direction", plan.direction, plan.dimensions)
    above = direction("up", plan.up, plan.dimensions)
    aside = np.cross(ahead, above)
    axes = np.stack([ahead, above, aside])[:, : plan.dimensions]
    return np.asarray((plan.pixels_per_m or 1.0) * (points @ axes))


def _disturb(
    clean: NDArray[np.float64], names: tuple[str, ...], plan: _Plan, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Noise, swaps of the sides, and dropouts."""
    noise = plan.noise_m * (plan.pixels_per_m or 1.0)
    positions = clean + noise * rng.standard_normal(clean.shape)
    swapped = _bursts(1, plan.swap, len(clean), plan.sampling_rate_hz, rng)[:, 0]
    mirror = [names.index(_other_side(name, names)) for name in names]
    positions[swapped] = positions[swapped][:, mirror]
    dropped = _bursts(len(names), plan.dropout, len(clean), plan.sampling_rate_hz, rng)
    positions[dropped] = np.nan
    return positions, swapped, dropped


def _other_side(name: str, names: tuple[str, ...]) -> str:
    for one, two in (("left", "right"), ("right", "left")):
        if one in name and name.replace(one, two) in names:
            return name.replace(one, two)
    return name


def _bursts(
    columns: int, share: float, n: int, rate: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Runs of about `BURST_S` that cover a share of the frames of each column."""
    mask = np.zeros((n, columns), dtype=bool)
    usual = max(1, round(BURST_S * rate))
    for column in range(columns if share > 0 else 0):
        while mask[:, column].mean() < share:
            start, length = rng.integers(0, n), rng.integers(1, usual + 1)
            mask[start : start + length, column] = True
    return mask


def _plates(
    plan: _Plan,
    feet: dict[str, Steps],
    body: dict[str, NDArray[np.float64]],
    times: NDArray[np.float64],
) -> ForceRecording:
    """One plate per foot: two-peaked loads whose mean is the body's weight."""
    moments = np.arange(round(plan.duration_s * FORCE_RATE_HZ)) / FORCE_RATE_HZ
    above = direction("up", plan.up, 3)
    force = np.zeros((len(moments), 2, 3))
    center = np.full((len(moments), 2, 3), np.nan)
    area = 2 / np.pi * (1 + SECOND_BUMP / 3)
    axes = np.stack([direction("direction", plan.direction, 3), above])
    axes = np.concatenate([axes, np.cross(axes[0], axes[1])[None]])
    for plate, side in enumerate(SIDES):
        steps = feet[side]
        for contact, leave in zip(steps.contact_s, steps.leave_s, strict=True):
            u = (moments - contact) / (leave - contact)
            down = (u > 0) & (u < 1)
            shape = np.sin(np.pi * u[down]) + SECOND_BUMP * np.sin(3 * np.pi * u[down])
            load = plan.mass_kg * GRAVITY * (60.0 / plan.cadence_spm) / ((leave - contact) * area)
            force[down, plate] = (load * shape)[:, None] * above
        middle = 0.5 * (body[f"{side}_heel"] + body[f"{side}_toe"])
        middle = middle * [1.0, 0.0, 1.0]
        sampled = [np.interp(moments, times, middle[:, d]) for d in range(3)]
        loaded = np.abs(force[:, plate]).sum(axis=1) > 0
        center[loaded, plate] = (np.stack(sampled, axis=1) @ axes)[loaded]
    return ForceRecording(
        force, FORCE_RATE_HZ, up=plan.up, sides=SIDES, centers_of_pressure=center, unit="m"
    )


def _truth(
    plan: _Plan,
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
        speed_mps=plan.speed_mps,
        belt_speed_mps=belt,
        positions=positions * (plan.pixels_per_m or 1.0),
        swapped=swapped,
        dropped=dropped,
    )


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
