"""The synthetic body: rigid segments on planned footsteps, as functions of continuous time.

Feet are planted, roll over heel and toe, and swing along polynomials that meet position,
speed and acceleration at both ends. Knees follow from hip and ankle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Lengths as shares of stature: Drillis, Contini (1966), as in Winter (2009).
THIGH, SHANK, HIP_WIDTH, SHOULDER_WIDTH = 0.245, 0.246, 0.100, 0.230
TRUNK, NECK, HEAD, UPPER_ARM, FOREARM = 0.288, 0.052, 0.130, 0.186, 0.146
# The foot, from its heel point along and above the sole.
TOE, ANKLE_ALONG, ANKLE_ABOVE = 0.120, 0.030, 0.036
POINT_HEIGHT = 0.012  # of heel and toe points above the sole
LONGEST_REACH = 0.998  # of thigh and shank, so that a knee never locks


@dataclass(frozen=True)
class Style:
    """How a foot rolls and swings; angles in degrees, times as shares of stance or seconds.

    Parameters
    ----------
    stance : float
        Share of the stride that a foot is down.
    strike_deg, off_deg : float
        Pitch of the foot at initial and final contact, toe up positive.
    slap_degps, slap_rise : float
        Speed at which the forefoot falls at initial contact, degrees per second, and how much
        faster it gets.
    flat, heel_off : float
        Shares of stance when the foot is flat and when the heel rises.
    off_degps : float
        Pitch speed at final contact.
    launch_mps2 : tuple of float
        Forward and upward acceleration of the tip once nothing holds it.
    tip : float
        How far the point over which the foot leaves is ahead of the toe point, of stature.
    landing_mps, landing_mps2 : tuple of float
        Forward and upward speed and acceleration of the heel just before initial contact.
    bob, bob_phase : float
        Vertical motion of a walking pelvis, of stature, and its phase against initial contact; a
        running one falls freely in flight.
    sway, lean_deg, arm_deg : float
        Sideways motion of the pelvis, of stature; lean of the trunk; swing of the arms.
    """

    stance: float
    strike_deg: float
    off_deg: float
    slap_degps: float
    slap_rise: float
    flat: float
    heel_off: float
    off_degps: float
    launch_mps2: tuple[float, float]
    tip: float
    landing_mps: tuple[float, float]
    landing_mps2: tuple[float, float]
    bob: float
    bob_phase: float
    sway: float
    lean_deg: float
    arm_deg: float

    def at(self, speed: float, cadence: float) -> Style:
        """Give the style at other multiples of the usual speed and cadence."""
        return replace(
            self,
            slap_degps=self.slap_degps * cadence,
            off_degps=self.off_degps * cadence,
            launch_mps2=scaled(self.launch_mps2, speed * cadence),
            landing_mps=scaled(self.landing_mps, speed),
            landing_mps2=scaled(self.landing_mps2, speed * cadence),
        )


def scaled(pair: tuple[float, float], factor: float) -> tuple[float, float]:
    """Give both numbers times a factor."""
    return pair[0] * factor, pair[1] * factor


@dataclass(frozen=True, eq=False)
class Steps:
    """Planned contacts of one foot: times, and where the heel is put along the way."""

    contact_s: NDArray[np.float64]
    leave_s: NDArray[np.float64]
    along_m: NDArray[np.float64]


def quintic(
    u: NDArray[np.float64],
    duration: NDArray[np.float64],
    start: tuple[NDArray[np.float64] | float, ...],
    end: tuple[NDArray[np.float64] | float, ...],
) -> NDArray[np.float64]:
    """Polynomial through position, speed and acceleration at `u` 0 and 1 of a duration."""
    p0, v0, a0 = start[0], start[1] * duration, start[2] * duration**2
    p1, v1, a1 = end[0], end[1] * duration, end[2] * duration**2
    d = p1 - p0
    c3 = 10 * d - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1
    c4 = -15 * d + 8 * v0 + 7 * v1 + 1.5 * a0 - a1
    c5 = 6 * d - 3 * v0 - 3 * v1 - 0.5 * a0 + 0.5 * a1
    value: NDArray[np.float64] = p0 + u * (v0 + u * (0.5 * a0 + u * (c3 + u * (c4 + u * c5))))
    return value


class Foot:
    """One foot over time: heel, toe and ankle along the way and up, metres."""

    def __init__(self, steps: Steps, style: Style, height_m: float) -> None:
        self._steps, self._style = steps, style
        self._reach = (TOE + style.tip) * height_m  # heel point to the tip that leaves last
        self._height = height_m

    def points(self, times: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Heel, toe and ankle, each (T, 2); `pitch` in radians, (T,)."""
        steps = self._steps
        k = np.clip(np.searchsorted(steps.contact_s, times, "right") - 1, 0, len(steps.along_m) - 2)
        since = times - steps.contact_s[k]
        stance = steps.leave_s[k] - steps.contact_s[k]
        swing = steps.contact_s[k + 1] - steps.leave_s[k]
        pitch = self._pitch(since, stance, swing)
        rolling = np.minimum(pitch, 0.0)  # a falling forefoot turns about the heel
        flat = np.stack([steps.along_m[k], np.zeros_like(times)], axis=1)
        pivot = flat + np.array([self._reach, 0.0])
        down = pivot - self._reach * _direction(rolling)
        in_swing = since > stance
        heel = np.where(in_swing[:, None], self._swing(k, since - stance, swing), down)
        base = np.array([0.0, POINT_HEIGHT * self._height])
        ankle = ANKLE_ALONG * _direction(pitch) + ANKLE_ABOVE * _direction(pitch + np.pi / 2)
        return {
            "heel": heel + base,
            "toe": heel + base + TOE * self._height * _direction(pitch),
            "ankle": heel + base + self._height * ankle,
            "pitch": pitch,
        }

    def _pitch(
        self, since: NDArray[np.float64], stance: NDArray[np.float64], swing: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Pitch of the foot: falls, rests, rolls up over the toe, and swings back."""
        s = self._style
        strike, off = np.radians(s.strike_deg), np.radians(s.off_deg)
        fall, push = np.radians(s.slap_degps), np.radians(s.off_degps)
        flat, rise = s.flat * stance, s.heel_off * stance
        landing = (strike, -fall, -s.slap_rise * fall / flat)
        falling = quintic(np.clip(since / flat, 0, 1), flat, landing, (0.0, 0.0, 0.0))
        roll = stance - rise
        rolling = quintic(
            np.clip((since - rise) / roll, 0, 1), roll, (0.0, 0.0, 0.0), (off, -push, 0.0)
        )
        back = quintic(np.clip((since - stance) / swing, 0, 1), swing, (off, -push, 0.0), landing)
        return np.select(
            [since < flat, since < rise, since < stance], [falling, 0.0, rolling], back
        )

    def _swing(
        self,
        k: NDArray[np.int64],
        since: NDArray[np.float64],
        swing: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Heel from final contact, turning about the tip, to the next initial contact."""
        s, steps = self._style, self._steps
        off, push = np.radians(s.off_deg), np.radians(s.off_degps)
        ahead, above = _direction(np.array([off]))[0], _direction(np.array([off + np.pi / 2]))[0]
        start = np.array([self._reach, 0.0]) - self._reach * ahead
        speed = self._reach * push * above  # the pitch falls at `push`
        turn = self._reach * push**2 * ahead + np.array(s.launch_mps2)
        u = np.clip(since / swing, 0, 1)
        goals = (steps.along_m[k + 1], np.zeros_like(since))
        origins = (steps.along_m[k] + start[0], np.full_like(since, start[1]))
        return np.stack(
            [
                quintic(
                    u,
                    swing,
                    (origins[d], speed[d], turn[d]),
                    (goals[d], s.landing_mps[d], s.landing_mps2[d]),
                )
                for d in (0, 1)
            ],
            axis=1,
        )


def _direction(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def knee_between(
    hip: NDArray[np.float64], ankle: NDArray[np.float64], thigh: float, shank: float
) -> NDArray[np.float64]:
    """Knee of rigid thigh and shank, bent forward (the first coordinate)."""
    line = ankle - hip
    reach = np.linalg.norm(line, axis=1, keepdims=True)
    along = line / reach
    share = (thigh**2 - shank**2 + reach**2) / (2 * reach)
    out = np.sqrt(np.maximum(thigh**2 - share**2, 0.0))
    forward = np.array([1.0, 0.0, 0.0]) - along * along[:, :1]
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    knee: NDArray[np.float64] = hip + share * along + out * forward
    return knee
