"""Axes of the body's segments, from keypoints or from markers on both sides of joints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from ..batch import Batch
from ._body import SIDES, Body
from .axes import HINGE_DEG, AxisOf, HingeOf, Line, SegmentAxes, frame_matrices
from .hips import SPINES, add_hips, back_of, has

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .sagittal import Positions


@dataclass(frozen=True, eq=False)
class SegmentFrames:
    """Orientation of segments over time.

    Parameters
    ----------
    names : tuple of str
        `pelvis`, `thorax`, `left_thigh`, `left_shank`, `left_foot` and those of the right, as
        far as their points are there.
    values : array, shape (…, T, S, 3, 3), or Batch with items (S, 3, 3)
        Rotation matrices: their columns are the axes of the segment in the axes of the
        recording: x ahead, y up, z to the right. NaN where a point is missing.
    """

    names: tuple[str, ...]
    values: Any

    def __getitem__(self, name: str) -> Any:
        _check.one_of("name", name, self.names)
        index = self.names.index(name)
        if isinstance(self.values, Batch):
            return self.values.with_values(self.values.values[..., index, :, :])
        return self.values[..., index, :, :]


@dataclass(frozen=True, eq=False)
class Definition:
    """Segments that the points allow, what they are made of, and the points themselves."""

    segments: tuple[SegmentAxes, ...]
    names: tuple[str, ...]
    positions: Any
    own_axes: frozenset[str]  # segments whose axes come from markers on both of their sides

    def __contains__(self, name: str) -> bool:
        return any(segment.name == name for segment in self.segments)


def segment_frames(
    positions: Positions,
    keypoints: str | Sequence[str] | None = None,
    *,
    hinge_deg: tuple[float, float] = HINGE_DEG,
) -> SegmentFrames:
    """Axes of pelvis, thorax, thighs, shanks and feet.

    Parameters
    ----------
    positions : mapping of str to array (…, T, 3), array (…, T, K, 3), or Batch
        Points by name, or keypoints, in any unit; NaN is missing.
    keypoints : str or sequence of str, optional
        Name of a skeleton or K canonical names; not with points by name.
    hinge_deg : tuple of two numbers
        Knee flexion from which the plane of the leg has a say in the axes of a thigh without
        markers on both sides of the knee, and from which it alone does.

    Returns
    -------
    SegmentFrames
        Rotation matrices. Where markers tell a segment's own axes, they do: spines of the
        pelvis (`asis` with `psis` or `sacrum`), `c7 clavicle sternum t10` of the thorax,
        `medial_knee`, `medial_ankle`, first and fifth metatarsal. Elsewhere keypoints do: hips
        and shoulders, the plane in which a knee bends, the direction of a foot.

    Raises
    ------
    ArgumentError
        When the points do not have one shape, or names do not fit.

    References
    ----------
    Wu et al. (2002), doi:10.1016/S0021-9290(01)00222-6, for the axes; hips without a marker or
    keypoint from the spines by Bell, Pedersen, Brand (1990), doi:10.1016/0021-9290(90)90054-7.

    Examples
    --------
    >>> import footfall as ff
    >>> walk, _ = ff.synthetic.walker(duration_s=1.0)
    >>> frames = ff.kinematics.segment_frames(walk.positions, walk.keypoints)
    >>> frames.values.shape, frames.names[:4]
    ((100, 8, 3, 3), ('pelvis', 'thorax', 'left_thigh', 'left_shank'))
    """
    defined = define(Body(positions, keypoints, (3,)))
    names = tuple(segment.name for segment in defined.segments)
    values = frame_matrices(defined.positions, defined.names, defined.segments, hinge_deg)
    return SegmentFrames(names, values)


def define(body: Body) -> Definition:
    """Find the segments that points allow."""
    add_hips(body)
    made: list[SegmentAxes] = [*_pelvis(body), *_thorax(body)]
    own = {"pelvis"} if body.own("left_asis") is not None else set()
    for side in SIDES:
        leg, with_markers = _leg(body, side, bool(made) and made[0].name == "pelvis")
        made += leg
        own |= with_markers
    names = sorted({name for segment in made for name in _points_of(segment)})
    found = body.find(names)
    stacked = (
        np.stack([found[name] for name in names], axis=-2)
        if names
        else np.empty((*body.shape[:-1], 0, 3), body.dtype)
    )
    return Definition(tuple(made), tuple(names), body.like_input(stacked), frozenset(own))


def _pelvis(body: Body) -> list[SegmentAxes]:
    back = back_of(body)
    if has(body, *SPINES) and back is not None:
        return [SegmentAxes("pelvis", "z", Line(*SPINES), "x", Line(back, SPINES))]
    if has(body, "left_hip", "right_hip", "mid_shoulder"):
        across, along = Line("left_hip", "right_hip"), Line("mid_hip", "mid_shoulder")
        return [SegmentAxes("pelvis", "z", across, "y", along)]
    return []


def _thorax(body: Body) -> list[SegmentAxes]:
    if has(body, "clavicle", "sternum", "t10") and body.own("c7") is not None:
        along = Line(("sternum", "t10"), ("clavicle", "c7"))
        return [SegmentAxes("thorax", "y", along, "x", Line("c7", "clavicle"))]
    if has(body, "left_shoulder", "right_shoulder", "mid_hip"):
        across, along = Line("left_shoulder", "right_shoulder"), Line("mid_hip", "mid_shoulder")
        return [SegmentAxes("thorax", "z", across, "y", along)]
    return []


def _leg(body: Body, side: str, pelvis: bool) -> tuple[list[SegmentAxes], set[str]]:
    """Thigh, shank and foot; names of those whose axes come from markers on both sides."""
    made, own = [], set()
    both = {part: _across(body, side, part, f"medial_{part}") for part in ("knee", "ankle")}
    knee = (f"{side}_knee", f"{side}_medial_knee") if both["knee"] else f"{side}_knee"
    ankle = (f"{side}_ankle", f"{side}_medial_ankle") if both["ankle"] else f"{side}_ankle"
    heel, toe = f"{side}_heel", f"{side}_toe"
    has_foot = has(body, heel, toe)
    if has(body, f"{side}_hip", f"{side}_knee"):
        toward: Line | AxisOf | HingeOf | None = both["knee"]
        if toward is None and pelvis and has(body, f"{side}_ankle"):
            toward = HingeOf("pelvis", "z", ankle)
        elif toward is None and pelvis:
            toward = AxisOf("pelvis", "z")
        if toward is not None:
            made.append(SegmentAxes(f"{side}_thigh", "y", Line(knee, f"{side}_hip"), "z", toward))
            own |= {f"{side}_thigh"} if both["knee"] else set()
    if has(body, f"{side}_knee", f"{side}_ankle"):
        along = Line(ankle, knee)
        if both["ankle"]:
            made.append(SegmentAxes(f"{side}_shank", "y", along, "z", both["ankle"]))
            own.add(f"{side}_shank")
        elif has_foot:
            made.append(SegmentAxes(f"{side}_shank", "y", along, "x", Line(heel, toe)))
        elif made:
            made.append(SegmentAxes(f"{side}_shank", "y", along, "z", AxisOf(f"{side}_thigh", "z")))
    shank = bool(made) and made[-1].name == f"{side}_shank"
    balls = _across(body, side, "fifth_metatarsal", "first_metatarsal")
    if has_foot and (balls or shank):
        turn = balls or AxisOf(f"{side}_shank", "z")
        made.append(SegmentAxes(f"{side}_foot", "x", Line(heel, toe), "z", turn))
        own |= {f"{side}_foot"} if balls else set()
    return made, own


def _across(body: Body, side: str, outer: str, inner: str) -> Line | None:
    """From left to right through a joint with markers on both sides of it."""
    names = (f"{side}_{inner}", f"{side}_{outer}")
    if any(body.own(name) is None for name in names):
        return None
    return Line(*names) if side == "right" else Line(*reversed(names))


def _points_of(segment: SegmentAxes) -> set[str]:
    lines = [segment.line.start, segment.line.end]
    if isinstance(segment.toward, Line):
        lines += [segment.toward.start, segment.toward.end]
    elif isinstance(segment.toward, HingeOf):
        lines.append(segment.toward.far)
    return {name for point in lines for name in ((point,) if isinstance(point, str) else point)}
