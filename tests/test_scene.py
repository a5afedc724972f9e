"""Floor, scale and facing against synthetic people before a camera that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import footfall as ff
from footfall.scene import facing, floor_line, floor_plane, level, meters_per_pixel

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NAN = np.nan
FOCAL_PX, DISTANCE_M, CAMERA_HEIGHT_M = 1000.0, 4.0, 1.1
METERS_PER_PIXEL = DISTANCE_M / FOCAL_PX  # at the middle of the body


def turned(points: NDArray[Any], degrees: float) -> NDArray[np.float64]:
    """Turn (x, y) so that what was level rises by so many degrees to the right of a picture."""
    a = np.radians(degrees)
    return points @ np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])


def side_view(
    positions: NDArray[Any], slope_deg: float = 0.0, distance_m: float = DISTANCE_M
) -> NDArray[np.float64]:
    """Pixels of a camera at the right side of a person that walks along x, z up."""
    along, aside, high = np.moveaxis(positions, -1, 0)
    depth = distance_m + aside - np.nanmedian(aside)
    x = FOCAL_PX * (along - np.nanmedian(along)) / depth
    y = FOCAL_PX * (CAMERA_HEIGHT_M - high) / depth
    return turned(np.stack([x, y], axis=-1), slope_deg)


def front_view(positions: NDArray[Any]) -> NDArray[np.float64]:
    """Pixels of a camera that the person walks towards."""
    along, aside, high = np.moveaxis(positions, -1, 0)
    depth = 3.0 + np.nanmax(along) - along
    return np.stack([FOCAL_PX * aside / depth, FOCAL_PX * (1.1 - high) / depth], axis=-1)


def walker(**options: Any) -> ff.PoseRecording:
    return ff.synthetic.walker(**{"duration_s": 6.0, **options})[0]


@pytest.mark.parametrize("slope_deg", [0.0, 4.0, -8.0])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"direction": "-x"},
        {"noise_m": 0.01, "dropout": 0.1},
        {"skeleton": "body25"},
        {"skeleton": "mediapipe33"},
        {"treadmill": True},
        {"treadmill": True, "direction": "-x", "noise_m": 0.005},
        {"sampling_rate_hz": 30.0, "noise_m": 0.005},
    ],
    ids=str,
)
def test_floor_of_a_side_view(options: dict[str, Any], slope_deg: float) -> None:
    walk = walker(**options)
    view = side_view(walk.positions, slope_deg)
    line = floor_line(view, walk.keypoints, walk.sampling_rate_hz)
    assert (line.status, line.reason) == ("valid", "")
    assert line.inlier_share > 0.9
    assert 0 < line.sigma_deg < 2
    assert abs(line.slope_deg - slope_deg) < max(0.05, 2 * line.sigma_deg)
    feet = [i for i, n in enumerate(walk.keypoints) if n.endswith(("heel", "toe"))]
    lowest = np.nanquantile(line.height(view[:, feet]), 0.1)
    assert abs(lowest) * METERS_PER_PIXEL < 0.03
    heads = line.height(view[:, [walk.keypoints.index("nose")]]) * METERS_PER_PIXEL
    assert 1.4 < np.nanmedian(heads) < 1.8
    again = floor_line(level(view, line.slope_deg), walk.keypoints, walk.sampling_rate_hz)
    assert abs(again.slope_deg) < max(0.01, 0.2 * line.sigma_deg)


def test_floor_of_runners() -> None:
    for options in ({"treadmill": False}, {"treadmill": True, "speed_mps": 4.5}):
        run, _ = ff.synthetic.runner(duration_s=5.0, **options)
        line = floor_line(side_view(run.positions, 5.0), run.keypoints, 200.0)
        assert line.status == "valid"
        assert abs(line.slope_deg - 5.0) < 0.1


def test_floor_under_ankles_is_degraded() -> None:
    walk = walker(skeleton="coco17")
    line = floor_line(side_view(walk.positions, 3.0), "coco17", 100.0)
    assert line.status == "degraded"
    assert line.reason.startswith("ankles stand in for heels and toes")
    assert abs(line.slope_deg - 3.0) < 0.1


def standing(n_frames: int = 200, noise_px: float = 1.0) -> tuple[Any, tuple[str, ...]]:
    """Legs in a side view, both feet flat, the far one a little higher in the picture."""
    names = [f"{s}_{p}" for s in ("left", "right") for p in ("hip", "knee", "ankle", "heel", "toe")]
    near = np.array([[0, -430], [5, -215], [0, -20], [-30, -5], [75, -5]], dtype=float)
    points = np.concatenate([near, near + np.array([20.0, -4.0])])
    noise = noise_px * np.random.default_rng(3).normal(size=(n_frames, 10, 2))
    return points + noise, tuple(names)


@pytest.mark.parametrize("slope_deg", [0.0, 6.0])
def test_floor_under_standing_feet_is_degraded(slope_deg: float) -> None:
    positions, names = standing()
    line = floor_line(turned(positions, slope_deg), names, 50.0)
    assert line.status == "degraded"
    assert line.reason.startswith("feet stay at one place")
    assert line.sigma_deg > 2
    assert abs(line.slope_deg - slope_deg) < line.sigma_deg


@pytest.mark.parametrize("options", [{}, {"treadmill": True}], ids=str)
@pytest.mark.parametrize("skeleton", ["halpe26", "coco17"])
def test_front_views_have_no_floor_line(options: dict[str, Any], skeleton: str) -> None:
    walk = walker(skeleton=skeleton, **options)
    view = front_view(walk.positions)
    line = floor_line(view, walk.keypoints, 100.0)
    assert line.status == "unavailable"
    assert line.reason
    assert np.isnan([line.slope_deg, line.sigma_deg, line.offset]).all()
    assert np.isnan(line.height(view)).all()
    assert facing(view, walk.keypoints, 100.0).status == "unavailable"


def test_a_bent_floor_is_degraded() -> None:
    """As a lens bends it at the edge of a picture, or a way that curves."""
    walk = walker(duration_s=5.0)
    view = side_view(walk.positions)
    view[..., 1] += 4e-5 * view[..., 0] ** 2
    line = floor_line(view, walk.keypoints, 100.0)
    assert line.status == "degraded"
    assert "bent" in line.reason
    assert line.sigma_deg > 1
    assert abs(line.slope_deg) < line.sigma_deg


def test_the_floor_does_not_depend_on_the_axes() -> None:
    walk = walker()
    view = side_view(walk.positions, 5.0)
    line = floor_line(view, walk.keypoints, 100.0)
    upright = floor_line(view * [1.0, -1.0], walk.keypoints, 100.0, up="+y")
    assert_allclose(upright.slope_deg, line.slope_deg)
    turned_over = floor_line(view[..., ::-1], walk.keypoints, 100.0, up="-x")
    assert_allclose(turned_over.slope_deg, line.slope_deg)
    assert_allclose(turned_over.height(view[..., ::-1]), line.height(view))
    twice = floor_line(2 * view + [300.0, 50.0], walk.keypoints, 100.0)
    assert_allclose(twice.slope_deg, line.slope_deg, atol=1e-6)
    assert_allclose(twice.height(2 * view + [300.0, 50.0]), 2 * line.height(view), atol=1e-6)
    assert line.slope_deg == floor_line(view, walk.keypoints, 100.0).slope_deg


@pytest.mark.parametrize("up", ["+z", "-y", "+x"])
def test_floor_plane(up: str) -> None:
    direction = "+y" if up == "+x" else "+x"
    walk = walker(up=up, direction=direction, step_width_m=0.2)
    axis = "xyz".index(up[1])
    expected = np.eye(3)[axis] * (1 if up[0] == "+" else -1)
    plane = floor_plane(walk.positions, walk.keypoints, 100.0, up=up)
    assert_allclose(plane.normal, expected, atol=1e-3)
    assert plane.tilt_deg < 0.1
    lowest = plane.height(walk.positions).min()
    assert abs(lowest) < 0.03
    a = np.radians(4.0)  # about the first axis that is level
    one, two = [i for i in range(3) if i != (0 if axis else 1)]
    turn = np.eye(3)
    turn[[one, one, two, two], [one, two, one, two]] = np.cos(a), -np.sin(a), np.sin(a), np.cos(a)
    tilted = floor_plane(walk.positions @ turn.T, walk.keypoints, 100.0, up=up)
    assert abs(tilted.tilt_deg - 4.0) < 0.1
    assert_allclose(tilted.normal, turn @ expected, atol=2e-3)


@pytest.mark.parametrize("height_m", [1.5, 1.95])
@pytest.mark.parametrize("direction", ["+x", "-x"])
def test_scale_of_a_known_camera(height_m: float, direction: str) -> None:
    walk = walker(height_m=height_m, direction=direction, noise_m=0.005)
    view = side_view(walk.positions)
    legs = meters_per_pixel(view, walk.keypoints, height_m=height_m)
    assert (legs.status, legs.source) == ("valid", "thigh and shank")
    assert abs(legs.value / METERS_PER_PIXEL - 1) < 0.005
    assert 0.03 < legs.sigma / legs.value < 0.04
    line = floor_line(view, walk.keypoints, 100.0)
    head = meters_per_pixel(view, walk.keypoints, height_m=height_m, floor=line)
    assert (head.status, head.source) == ("valid", "head and floor")
    assert abs(head.value - METERS_PER_PIXEL) < 2 * head.sigma
    assert head.sigma < legs.sigma
    assert np.isclose(head.at(0.5), head.value)  # how far is not told


def test_one_leg_alone_needs_the_camera() -> None:
    """The nearer leg looks larger."""
    walk = walker()
    view = side_view(walk.positions, distance_m=2.5)
    view[:, [n.startswith("left") for n in walk.keypoints]] = NAN  # the far one
    known = {"height_m": 1.75, "camera_distance_m": 2.5}
    alone = meters_per_pixel(view, walk.keypoints, height_m=1.75)
    assert alone.status == "degraded"
    assert alone.reason.startswith("one leg only")
    told = meters_per_pixel(view, walk.keypoints, near_side="right", **known)
    assert told.status == "valid"
    expected = 2.5 / FOCAL_PX
    assert alone.value < 0.99 * expected
    assert abs(told.value / expected - 1) < 0.01
    assert_allclose(told.at(0.25), 0.9 * told.value)
    both = meters_per_pixel(side_view(walk.positions, distance_m=2.5), walk.keypoints, **known)
    assert abs(both.value / expected - 1) < 0.005


def test_no_height_no_scale() -> None:
    walk = walker()
    scale = meters_per_pixel(side_view(walk.positions), walk.keypoints)
    assert (scale.status, scale.reason) == ("unavailable", "the person's height is not known")
    assert np.isnan([scale.value, scale.sigma]).all()


def test_markers_of_the_pelvis_are_no_hips() -> None:
    """They lie above the hips, so that thighs look longer."""
    walk = walker()
    view = side_view(walk.positions)
    hips = [walk.keypoints.index(f"{side}_hip") for side in ("left", "right")]
    view[:, hips] -= [0.0, 20.0]
    names = [n.replace("t_hip", "t_asis") for n in walk.keypoints] + ["left_psis", "right_psis"]
    view = np.concatenate([view, view[:, hips]], axis=1)
    scale = meters_per_pixel(view, names, height_m=1.75)
    assert (scale.status, scale.source) == ("degraded", "shank")
    assert scale.reason == "hips are markers of the pelvis: shanks alone"
    assert abs(scale.value / METERS_PER_PIXEL - 1) < 0.01


@pytest.mark.parametrize("direction", ["+x", "-x"])
@pytest.mark.parametrize("skeleton", ["halpe26", "coco17", "body25", "mediapipe33"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_facing(direction: str, skeleton: str, treadmill: bool) -> None:
    walk = walker(
        direction=direction,
        skeleton=skeleton,
        treadmill=treadmill,
        noise_m=0.01,
        swap=0.2,
        dropout=0.2,
    )
    side = facing(side_view(walk.positions), walk.keypoints, 100.0)
    assert side.sign.tolist() == [1 if direction == "+x" else -1]
    assert side.status == "valid"
    assert side.confidence > 0.6
    assert_array_equal(side.per_frame(), np.repeat(side.sign, len(walk.positions)))


def test_a_turn_starts_a_span_and_a_flicker_does_not() -> None:
    walk = walker()
    view = side_view(walk.positions)
    view[300:] *= [-1.0, 1.0]
    for start, length in ((50, 25), (200, 29), (310, 20), (575, 25)):
        view[start : start + length] *= [-1.0, 1.0]
    side = facing(view, walk.keypoints, 100.0)
    assert side.sign.tolist() == [1, -1]
    assert abs(int(side.start[1]) - 300) <= 25
    assert_array_equal(side.end, [side.start[1], 600])
    assert_array_equal(side.per_frame()[[0, 60, 210, 400, 599]], [1, 1, 1, -1, -1])
    view = side_view(walk.positions)
    view[100:150] *= [-1.0, 1.0]
    side = facing(view, walk.keypoints, 100.0)
    assert side.sign.tolist() == [1, -1, 1]
    assert_allclose(side.start[1:], [100, 150], atol=5)


def test_walking_backwards_is_no_turn() -> None:
    walk = walker()
    side = facing(side_view(walk.positions)[::-1], walk.keypoints, 100.0)
    assert (side.sign.tolist(), side.status) == ([1], "valid")


def test_travel_alone_is_degraded() -> None:
    walk = walker(skeleton="coco17", direction="-x")
    view = side_view(walk.positions)
    face = [n in ("nose", "left_ear", "right_ear") for n in walk.keypoints]
    view[:, face] = NAN
    side = facing(view, walk.keypoints, 100.0)
    assert (side.sign.tolist(), side.status) == ([-1], "degraded")
    view[..., 0] -= np.nanmean(view[..., 0], axis=1, keepdims=True)
    assert facing(view, walk.keypoints, 100.0).status == "unavailable"


def test_level_keeps_distances_type_and_gaps() -> None:
    points = np.random.default_rng(0).normal(size=(20, 5, 2)).astype(np.float32)
    points[3, 1] = NAN
    before = points.copy()
    result = level(points, 12.0)
    assert result.dtype == np.float32
    assert_array_equal(points, before)
    assert_array_equal(np.isnan(result), np.isnan(points))
    assert_allclose(np.linalg.norm(result, axis=-1), np.linalg.norm(points, axis=-1), rtol=1e-5)
    assert_allclose(level(result, -12.0), points, atol=1e-5)
    for up in ("-y", "+y", "+x", "-x"):
        index, sign = "xy".index(up[1]), 1 if up[0] == "+" else -1
        rising = np.zeros(2)
        rising[1 - index], rising[index] = np.cos(0.2), sign * np.sin(0.2)
        flat = level(rising, np.degrees(0.2), up)
        assert_allclose(flat, np.eye(2)[1 - index], atol=1e-12)


@pytest.mark.parametrize("n_frames", [0, 1, 2, 7])
@pytest.mark.parametrize("value", [NAN, 0.0, np.inf])
def test_little_or_nothing_works(n_frames: int, value: float) -> None:
    view = np.full((n_frames, 26, 2), value)
    space = np.full((n_frames, 26, 3), value)
    assert floor_line(view, "halpe26", 30.0).status == "unavailable"
    assert floor_plane(space, "halpe26", 30.0, up="+y").status == "unavailable"
    assert meters_per_pixel(view, "halpe26", height_m=1.7).status == "unavailable"
    side = facing(view, "halpe26", 30.0)
    assert side.status == "unavailable"
    assert side.per_frame().shape == (n_frames,)


def test_missing_feet_are_said() -> None:
    assert floor_line(np.ones((9, 1, 2)), ["nose"], 30.0).reason.startswith("no heel, toe or ankle")
    assert facing(np.ones((9, 1, 2)), ["nose"], 30.0).status == "unavailable"
    assert meters_per_pixel(np.ones((9, 1, 2)), ["nose"], height_m=2.0).status == "unavailable"


def test_bad_arguments_are_named() -> None:
    view = np.zeros((9, 17, 2))
    for call, text in (
        (lambda: floor_line(view[0], "coco17", 30.0), "positions: expected shape (frames, key"),
        (lambda: floor_line(view, "coco17", 0.0), "sampling_rate_hz: expected a value > 0"),
        (lambda: floor_line(view, "coco17", 30.0, up="+z"), "up: expected an axis of two"),
        (lambda: floor_line(view, "halpe26", 30.0), "keypoints: expected 17 names"),
        (lambda: floor_line(view, "coco", 30.0), "keypoints: expected one of"),
        (lambda: floor_plane(view, "coco17", 30.0, up="+y"), "positions: expected shape"),
        (lambda: facing(view, "coco17", -1.0), "sampling_rate_hz: expected a value > 0"),
        (lambda: facing(view, "coco17", 30.0, up="z"), "up: expected one of"),
        (lambda: meters_per_pixel(view, "coco17", height_m=0.0), "height_m: expected a value > 0"),
        (lambda: meters_per_pixel(view, "coco17", near_side="near"), "near_side: expected one of"),
        (lambda: level(np.zeros((4, 3)), 3.0), "positions: expected shape (…, 2)"),
    ):
        with pytest.raises(ff.ArgumentError) as error:
            call()
        assert str(error.value).startswith(text)


def test_a_video(shared_data: Path) -> None:
    """The walker's feet lie on a line that is bent; both pose models see the same one."""
    with np.load(shared_data / "video_walk_sideview" / "mediapipe33.npz") as video:
        view, rate = video["keypoints_px"][37:197], float(video["fps"])
    line = floor_line(view, "mediapipe33", rate)
    assert line.status == "degraded"
    assert abs(line.slope_deg) < line.sigma_deg < 3
    side = facing(view, "mediapipe33", rate)
    assert (side.sign.tolist(), side.status) == ([-1], "valid")
    scale = meters_per_pixel(view, "mediapipe33", height_m=1.65)
    assert scale.status == "valid"
