"""Versatile quaternion-based filter."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from .. import _check
from ._family import EstimatingFilter, LiveOrientationFilter

MAY_BE_ZERO = ("max_gap_s", "bias_vertical_forgetting", "field_time_constant_s")


@dataclass(frozen=True, kw_only=True)
class _Parameters(EstimatingFilter):
    """What both forms have to be told."""

    acceleration_time_constant_s: float = 3.0
    magnetic_time_constant_s: float = 9.0
    learns_bias: bool = True
    rejects_disturbances: bool = True
    bias_initial_sigma_degps: float = 0.5
    bias_forgetting_s: float = 100.0
    bias_limit_degps: float = 2.0
    bias_motion_sigma_degps: float = 0.1
    bias_vertical_forgetting: float = 1e-4
    bias_rest_sigma_degps: float = 0.03
    rest_min_s: float = 1.5
    rest_time_constant_s: float = 0.5
    rest_turn_degps: float = 2.0
    rest_acceleration_mps2: float = 0.5
    field_time_constant_s: float = 0.05
    reference_time_constant_s: float = 20.0
    field_norm_tolerance: float = 0.1
    field_dip_tolerance_deg: float = 10.0
    new_field_s: float = 20.0
    first_field_s: float = 5.0
    new_field_turn_degps: float = 20.0
    undisturbed_min_s: float = 0.5
    rejection_max_s: float = 60.0
    rejection_factor: float = 2.0
    max_gap_s: float = 0.1

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in MAY_BE_ZERO:
                _check.not_negative(field.name, value)
            elif not isinstance(value, bool):
                _check.positive(field.name, value)


@dataclass(frozen=True, kw_only=True)
class Vqf(_Parameters, LiveOrientationFilter):
    """Orientation with bias of the gyroscope, rest detection and rejection of odd fields.

    Turns are integrated; what the acceleration asks for is filtered in a frame that hardly
    moves, so that fast motion does not tilt the result.

    Parameters
    ----------
    sampling_rate_hz : float
        Frames per second.
    acceleration_time_constant_s, magnetic_time_constant_s : float
        How long to trust the gyroscope against the other sensors.
    learns_bias : bool
        Whether to find the bias of the gyroscope, at rest and in motion.
    rejects_disturbances : bool
        Whether to leave out magnetic fields that are not that of the earth.
    bias_initial_sigma_degps, bias_forgetting_s : float
        What is known of the bias at the start, and the time in which it may change by 0.1 deg/s.
    bias_limit_degps : float
        Largest bias.
    bias_motion_sigma_degps, bias_rest_sigma_degps : float
        How well motion and rest tell it in the end.
    bias_vertical_forgetting : float
        Weight, in motion, of a bias about the vertical being 0.
    rest_min_s, rest_time_constant_s, rest_turn_degps, rest_acceleration_mps2 : float
        At rest, sensors stay this close to their smoothed signals for so long.
    field_time_constant_s, reference_time_constant_s : float
        Smoothing of norm and dip of the field, and of what they are compared with.
    field_norm_tolerance, field_dip_tolerance_deg : float
        How far from the reference they may be: a share of the norm, an angle.
    new_field_s, first_field_s, new_field_turn_degps : float
        How long another field must stay, while the sensor turns so fast, to be the new reference,
        and to be the first one.
    undisturbed_min_s : float
        How long a field must fit before it counts.
    rejection_max_s, rejection_factor : float
        After so long a rejected field counts again, by so much less.
    max_gap_s : float
        Missing samples up to this long are bridged with the rate of turn that follows; after
        longer ones the filters start anew, with bias and heading as they were.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Samples whose acceleration is exactly 0, or whose field is, count as without (`OfflineVqf`: the
    field alone). Rates of turn
    must stay below 2 rad per frame. Frame by frame the cost does not grow; a batch runs with a
    sequence per vector lane.

    References
    ----------
    Laidig D, Seel T (2023). VQF: highly accurate IMU orientation estimation with bias estimation
    and magnetic disturbance rejection. Inf Fusion 91. doi:10.1016/j.inffus.2022.10.014

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 9.81, 0.0], (200, 1))  # y points up
    >>> q = ff.orientation.Vqf(sampling_rate_hz=100.0)(np.zeros((200, 3)), still)
    >>> q[-1].round(3)
    array([0.707, 0.707, 0.   , 0.   ])
    """

    _states: ClassVar[int] = 79


@dataclass(frozen=True, kw_only=True)
class OfflineVqf(_Parameters):
    """Orientation from a whole recording: the filter run forwards and backwards.

    The bias of a moment is known from both sides of it, and the acceleration is filtered
    without delay: more exact than `Vqf` where the recording has ended.

    Parameters are those of `Vqf`.

    Raises
    ------
    ArgumentError
        When a value is out of range.

    Notes
    -----
    Takes about twice as long as `Vqf`, and 110 bytes of memory for each frame meanwhile. A
    batch runs with a sequence per thread. A long gap is a moment of unknown turn: cut there.

    References
    ----------
    Laidig D, Seel T (2023). VQF: highly accurate IMU orientation estimation with bias estimation
    and magnetic disturbance rejection. Inf Fusion 91. doi:10.1016/j.inffus.2022.10.014

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> still = np.tile([0.0, 9.81, 0.0], (200, 1))  # y points up
    >>> q = ff.orientation.OfflineVqf(sampling_rate_hz=100.0)(np.zeros((200, 3)), still)
    >>> q[0].round(3)
    array([0.707, 0.707, 0.   , 0.   ])
    """
