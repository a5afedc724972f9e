"""Ground reactions of the force plates of a C3D file, from its analog channels.

Plates are computed here, not by a library: files declare plates without channels, state
corners in other orders of axes, and turn the sign of the load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_LOAD_N = 20.0  # below it a centre of pressure is noise
SURE_LOAD_N = 100.0  # a plate stepped on; others take their sign from the most loaded one
LEAST_EDGE_M = 0.05
MOST_LOAD_N = 1e5
CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
FORCE_UNITS = {"kn": 1e3, "lb": 4.4482216, "lbf": 4.4482216}
MOMENT_UNITS_M = {"nmm": 1e-3, "ntmm": 1e-3, "nm": 1.0, "ntm": 1.0, "knm": 1e3, "knmm": 1.0}


@dataclass(frozen=True, kw_only=True)
class Plates:
    """Loads of P plates in the axes of the lab, action or reaction as the file has it."""

    forces_n: NDArray[np.float64]
    centers_of_pressure: NDArray[np.float64]
    corners: NDArray[np.float64]
    normals: NDArray[np.float64]


def read_plates(
    group: dict[str, Any], analog: dict[str, Any], values: NDArray[np.float64], unit_m: float
) -> Plates | None:
    """Compute the plates of the group FORCE_PLATFORM; None when none is usable.

    Parameters
    ----------
    group, analog : dict
        The groups FORCE_PLATFORM and ANALOG.
    values : array, shape (channels, T)
        Scaled analog samples.
    unit_m : float
        Metres per unit of points and corners.

    Returns
    -------
    Plates or None
        Forces in newton, lengths in the unit of the points.
    """
    if values.size == 0 or not {"TYPE", "CORNERS", "CHANNEL"} <= group.keys():
        return None
    units = [str(unit) for unit in _value(analog, "UNITS", [])]
    plates = [
        plate
        for index in range(_count(group))
        if (plate := _plate(group, index, values, units, unit_m)) is not None
    ]
    if not plates:
        return None
    forces, centers, corners, normals = zip(*plates, strict=True)
    return Plates(
        forces_n=np.stack(forces, axis=1),
        centers_of_pressure=np.stack(centers, axis=1),
        corners=np.stack(corners),
        normals=np.stack(normals),
    )


def toward(plates: Plates, up: str) -> Plates:
    """Turn each plate's force into the ground reaction: where it carries load, it points up."""
    index, sign = "xyz".index(up[1]), 1.0 if up[0] == "+" else -1.0
    vertical = sign * np.nan_to_num(plates.forces_n[..., index])
    # The cube lets the steps outweigh an offset between them.
    strength = np.sum(vertical**3, axis=0)
    strongest = strength[np.argmax(np.abs(strength))]
    stepped_on = np.abs(vertical).max(axis=0) > SURE_LOAD_N
    turn = np.where(np.where(stepped_on, strength, strongest) < 0, -1.0, 1.0)
    return Plates(
        forces_n=plates.forces_n * turn[:, None],
        centers_of_pressure=plates.centers_of_pressure,
        corners=plates.corners,
        normals=plates.normals,
    )


def _value(group: dict[str, Any], name: str, default: Any) -> Any:
    return group[name]["value"] if name in group else default


def _count(group: dict[str, Any]) -> int:
    types = np.asarray(_value(group, "TYPE", []), dtype=np.float64).reshape(-1)
    used = np.asarray(_value(group, "USED", [len(types)]), dtype=np.float64).reshape(-1)
    return int(min(len(types), used[0] if len(used) else len(types)))


def _column(group: dict[str, Any], name: str, index: int, shape: tuple[int, ...]) -> Any:
    """Give one plate's part of a parameter, the last axis counting plates; None when absent."""
    array = np.asarray(_value(group, name, []), dtype=np.float64)
    if array.ndim != len(shape) + 1:
        if array.size == 0 or array.size % int(np.prod(shape)):
            return None
        array = array.reshape(*shape, -1, order="F")
    if array.shape[-1] <= index:
        return None
    return array[..., index]


_Plate = tuple[
    "NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"
]


def _plate(
    group: dict[str, Any],
    index: int,
    values: NDArray[np.float64],
    units: list[str],
    unit_m: float,
) -> _Plate | None:
    kind = int(np.asarray(group["TYPE"]["value"]).reshape(-1)[index])
    corners = _column(group, "CORNERS", index, (3, 4))
    if kind not in CHANNELS or corners is None or corners.shape != (3, 4):
        return None
    axes = _axes(corners.T, unit_m)
    samples, channel_units = _samples(group, index, kind, values, units)
    if axes is None or samples is None:
        return None
    stated = _column(group, "ORIGIN", index, (3,))
    origin = np.zeros(3) if stated is None or stated.shape != (3,) else stated
    if kind == 4:
        matrix = _column(group, "CAL_MATRIX", index, (6, 6))
        if matrix is None or matrix.shape != (6, 6):
            return None
        samples = matrix @ samples
    force, local = _load(kind, samples, channel_units, origin, unit_m)
    peak = np.abs(force[:, 2]).max()
    if not 0 < peak < MOST_LOAD_N:
        return None
    local[~(np.abs(force[:, 2]) >= LEAST_LOAD_N)] = np.nan
    center = corners.T.mean(axis=0) + local @ axes
    return force @ axes, center, corners.T, -axes[2]


def _axes(corners: NDArray[np.float64], unit_m: float) -> NDArray[np.float64] | None:
    """Axes of the plate as rows, from its corners; z points into the ground."""
    x = corners[[0, 3]].mean(axis=0) - corners[[1, 2]].mean(axis=0)
    y = corners[[0, 1]].mean(axis=0) - corners[[2, 3]].mean(axis=0)
    lengths = np.linalg.norm([x, y], axis=1)
    if not np.all(lengths * unit_m > LEAST_EDGE_M):
        return None
    x, y = x / lengths[0], y / lengths[1]
    z = np.cross(x, y)
    if not np.linalg.norm(z) > 0.5:
        return None
    z /= np.linalg.norm(z)
    return np.stack([x, np.cross(z, x), z])


def _samples(
    group: dict[str, Any],
    index: int,
    kind: int,
    values: NDArray[np.float64],
    units: list[str],
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Channels of one plate with their units; None when one is missing or the plate is dead."""
    channels = np.asarray(group["CHANNEL"]["value"], dtype=np.float64)
    if channels.ndim == 1:  # one plate, its axis lost
        channels = channels[:, None]
    if channels.ndim != 2 or channels.shape[0] < CHANNELS[kind] or channels.shape[1] <= index:
        return None, []
    # Slots beyond the plate's own channels hold anything.
    wanted = channels[: CHANNELS[kind], index]
    if not np.all((wanted >= 1) & (wanted <= len(values))):
        return None, []
    places = wanted.astype(np.int64) - 1
    samples = values[places]
    if not np.isfinite(samples).any() or not np.any(np.ptp(samples, axis=1) > 0):
        return None, []
    folded = [re.sub(r"[^a-z]", "", unit.lower()) for unit in units]
    return samples, [folded[p] if p < len(folded) else "" for p in places]


def _load(
    kind: int,
    samples: NDArray[np.float64],
    units: list[str],
    origin: NDArray[np.float64],
    unit_m: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Force (T, 3) and centre of pressure (T, 3), in the plate's axes from its surface centre."""
    newton = np.array([FORCE_UNITS.get(unit, 1.0) for unit in units])[:, None]
    if kind == 3:
        x12, x34, y14, y23, *z = samples * newton
        force = np.stack([x12 + x34, y14 + y23, sum(z)], axis=1)
        moment = np.zeros_like(force)
        moment[:, 0] = abs(origin[1]) * (z[0] + z[1] - z[2] - z[3])
        moment[:, 1] = abs(origin[0]) * (z[1] + z[2] - z[0] - z[3])
        offset = np.array([0.0, 0.0, -abs(origin[2])])
    else:
        force = (samples[:3] * newton[:3]).T
        # Without a stated unit, moments are newton times the unit of the points.
        lengths = np.array([MOMENT_UNITS_M.get(unit, unit_m) for unit in units[3:]]) / unit_m
        moment = (samples[3:] * lengths[:, None]).T
        # The origin leads from the sensor up to the surface; z points down, so some have it
        # the wrong way round.
        offset = -origin if origin[2] > 0 else origin
    if kind == 1:
        return force, _given_center(samples, units, unit_m)
    moment = moment + np.cross(force, offset)
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = -moment[:, 1] / force[:, 2], moment[:, 0] / force[:, 2]
    return force, np.stack([x, y, np.zeros_like(x)], axis=1)


def _given_center(
    samples: NDArray[np.float64], units: list[str], unit_m: float
) -> NDArray[np.float64]:
    """Type 1 stores the centre of pressure itself."""
    scale = {"mm": 1e-3 / unit_m, "m": 1.0 / unit_m, "cm": 1e-2 / unit_m}
    x, y = (samples[i] * scale.get(units[i], 1.0) for i in (3, 4))
    return np.stack([x, y, np.zeros_like(x)], axis=1)
