"""The whole body over time: hips over the feet, knees between, trunk, head and arms above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._errors import ArgumentError
from . import body as _body
from .body import Foot, knee_between
from .plan import SIDES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .body import Steps
    from .plan import Plan

PASSING = 0.45  # share of stance at which the hips pass over the foot
G_MPS2 = 9.80665
FOOT_MIDDLE = 0.06  # ahead of the heel, of stature


class Figure:
    """The body over time, in coordinates ahead, up and to the right."""

    def __init__(self, plan: Plan, feet: dict[str, Steps]) -> None:
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
        bob = self._bob(phase)
        sway = -style.sway * np.sin(np.pi * phase)
        return np.column_stack([along, self._height * bob, self._height * sway])

    def _bob(self, phase: NDArray[np.float64]) -> NDArray[np.float64]:
        """Vertical motion of the pelvis, of stature.

        A walking pelvis vaults over the foot. A running one falls freely in flight and bounces on
        a force that is half a sine over contact, its mean over a step being the weight (Morin et
        al. 2005, doi:10.1123/jab.21.2.167).
        """
        style, step_s = self._plan.style, 60.0 / self._plan.cadence_spm
        if style.stance >= 0.5:
            return np.asarray(-style.bob * np.cos(2 * np.pi * (phase - style.bob_phase)))
        down, since = 2 * style.stance, phase % 1.0
        contact = 0.5 * since * (down - since) - down / (2 * np.pi) * np.sin(np.pi * since / down)
        flight = 0.5 * (since - down) * (1 - since)
        height = G_MPS2 * step_s**2 / self._height * np.where(since < down, contact, flight)
        return np.asarray(height)

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
