"""What cameras and plates record of a body: keypoints, noise, swaps, dropouts, loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..kinematics import direction
from ..recording import ForceRecording
from .plan import SIDES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .body import Steps
    from .plan import Plan

GRAVITY = 9.80665
FORCE_RATE_HZ = 1000.0
SECOND_BUMP = 0.3  # share of the third harmonic in a vertical force with two peaks
BURST_S = 0.25  # usual length of dropouts and swaps


def attached(name: str, body: dict[str, NDArray[np.float64]]) -> str:
    """Body point that a keypoint sits on: fingers on wrists, face on the nose."""
    if name in body:
        return name
    side = name.partition("_")[0]
    if name.endswith(("pinky", "index", "thumb")) or "_hand_" in name:
        return f"{side}_wrist"
    return f"{side}_eye" if "eye" in name else "nose"


def project(points: NDArray[np.float64], plan: Plan) -> NDArray[np.float64]:
    """From ahead, up, right to the axes of the recording."""
    ahead = direction("direction", plan.direction, plan.dimensions)
    above = direction("up", plan.up, plan.dimensions)
    aside = np.cross(ahead, above)
    axes = np.stack([ahead, above, aside])[:, : plan.dimensions]
    return np.asarray((plan.pixels_per_m or 1.0) * (points @ axes))


def disturb(
    clean: NDArray[np.float64], names: tuple[str, ...], plan: Plan, rng: np.random.Generator
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


def plates(
    plan: Plan,
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
