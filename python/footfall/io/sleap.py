"""SLEAP: analysis files (HDF5) and projects with predictions (.slp)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ReadError
from .._optional import need
from ._common import finite, need_frames, reading
from ._people import People, recording_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..recording import PoseRecording
    from ._common import Hints

EXPECTED = "a SLEAP file: HDF5 with 'tracks' and 'node_names', or a .slp project with predictions"
# How an analysis file orders its axes where it does not state them.
AXES = ("track", "xy", "node", "frame")
WANTED = ("frame", "track", "node", "xy")


def read(path: Path, hints: Hints) -> PoseRecording:
    """Read one track of a SLEAP file.

    An analysis file has `tracks` (track, xy, node, frame, or in the order that its attribute
    `dims` states), `node_names`, `track_names` and `point_scores`. A project (`.slp`) is
    opened by sleap-io. Nodes are names of the user's own: `keypoint_names` says what they
    stand for where they are none of the common spellings.

    Parameters
    ----------
    path : Path
        HDF5 file, which needs h5py, or a project, which needs sleap-io.
    hints : Hints
        `sampling_rate_hz` is needed; `person` (the track), `keypoints`, `keypoint_names`,
        `image_size_px`, `up`, `forward` and `name` are used.

    Returns
    -------
    PoseRecording
        In pixels, `up` is -y; scores of points are the confidence.

    Raises
    ------
    ReadError
        When the file is not of this kind, or holds no positions.
    ArgumentError
        When the rate is missing, or there is no such track.
    MissingExtraError
        When h5py or sleap-io is needed and not installed.
    """
    hints.of_image("SLEAP")
    with reading(path, EXPECTED):
        people = _read_project(path) if _is_project(path) else _read_analysis(path)
        need_frames(path, len(people.points), EXPECTED)
        if not any(np.isfinite(frame[..., :2]).any() for frame in people.points):
            raise ReadError(path.name, EXPECTED, "no positions")
        rate: float = hints.need("sampling_rate_hz", None, "SLEAP")
        return recording_of(path, people, hints, EXPECTED, rate=rate)


def _is_project(path: Path) -> bool:
    """Tell a project from an analysis file, by what it holds."""
    with need("h5py").File(path) as file:
        return "tracks" not in file and "metadata" in file


def _people(points: NDArray[np.float64], names: tuple[str, ...], tracks: list[str]) -> People:
    """Give the people of points (T, tracks, K, 3); without names their places say nothing."""
    named = len(set(tracks)) == points.shape[1]
    return People(
        names=names,
        numbers=np.arange(len(points)),
        points=list(points),
        ids=[tracks] * len(points) if named else None,
    )


def _read_analysis(path: Path) -> People:
    with need("h5py").File(path) as file:
        if not {"tracks", "node_names"} <= set(file):
            raise ReadError(path.name, EXPECTED, "HDF5 of " + (", ".join(file) or "nothing"))
        names = tuple(_text(name) for name in file["node_names"][()])
        tracks = file["tracks"]
        axes = _axes(path, tracks, len(names))
        places = _ordered(tracks[()], axes, WANTED)
        points = np.full((*places.shape[:3], 3), np.nan)
        points[..., :2] = places
        if "point_scores" in file:
            scores = _ordered(file["point_scores"][()], axes, WANTED[:3])
            if scores.shape != points.shape[:3]:
                raise ReadError(path.name, EXPECTED, f"scores of shape {scores.shape}")
            points[..., 2] = scores
        found = [_text(name) for name in file["track_names"][()]] if "track_names" in file else []
    return _people(finite(points), names, found)


def _axes(path: Path, tracks: Any, nodes: int) -> tuple[str, ...]:
    """Give the names of the axes of the positions, as stated or in one of the usual orders."""
    stated = tracks.attrs.get("dims")
    axes = AXES if stated is None else tuple(json.loads(stated))
    shape = tracks.shape
    if len(shape) == 4 and set(axes) == set(AXES):
        sizes = dict(zip(axes, shape, strict=True))
        if (sizes["xy"], sizes["node"]) == (2, nodes):
            return axes
    raise ReadError(path.name, EXPECTED, f"tracks of shape {shape} for {nodes} nodes")


def _ordered(values: Any, axes: tuple[str, ...], wanted: tuple[str, ...]) -> Any:
    """Turn an array's axes into the wanted order; axes it does not have are left out."""
    present = [axis for axis in axes if axis in wanted]
    return np.transpose(np.asarray(values, dtype=np.float64), [present.index(a) for a in wanted])


def _read_project(path: Path) -> People:
    labels = need("sleap_io").load_slp(str(path), open_videos=False)
    if len(labels.videos) > 1:
        raise ReadError(path.name, "a SLEAP project of one video", f"{len(labels.videos)} videos")
    frames = sorted(labels.labeled_frames, key=lambda frame: frame.frame_idx)
    people = [_instances(frame) for frame in frames]
    return People(
        names=tuple(labels.skeleton.node_names),
        numbers=np.array([frame.frame_idx for frame in frames], dtype=np.int64),
        points=[
            np.array([points for _, points in frame]).reshape(-1, len(labels.skeleton.nodes), 3)
            for frame in people
        ],
        ids=[[label for label, _ in frame] for frame in people],
    )


def _instances(frame: Any) -> list[tuple[str, NDArray[np.float64]]]:
    """Give track and points of each instance; one set by hand stands for the predicted one."""
    by_hand = [(_track(one), _unscored(one.numpy())) for one in frame.user_instances]
    tracks = {track for track, _ in by_hand if track}
    predicted = [(_track(one), one.numpy(scores=True)) for one in frame.predicted_instances]
    everybody = [*by_hand, *(one for one in predicted if one[0] not in tracks)]
    return [(track, finite(points.astype(np.float64))) for track, points in everybody]


def _track(instance: Any) -> str:
    return "" if instance.track is None else str(instance.track.name)


def _unscored(places: Any) -> NDArray[np.float64]:
    return np.column_stack([places, np.full(len(places), np.nan)])


def _text(word: Any) -> str:
    return word.decode() if isinstance(word, bytes) else str(word)
