"""Events that a C3D file stores, in the words of this library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .._events import FINAL_CONTACT, INITIAL_CONTACT, LEFT, RIGHT, make_events

if TYPE_CHECKING:
    from .._events import Events

SAME_EVENT_S = 0.1  # no foot meets the ground twice within this: two labels of one event
SECONDS_PER_MINUTE = 60.0

_KINDS = {
    INITIAL_CONTACT: ("footstrike", "heelstrike", "initialcontact", "footon", "hs", "fs", "ic"),
    FINAL_CONTACT: ("footoff", "toeoff", "finalcontact", "off", "to", "fo", "fc"),
}
_WORDS = {
    **{word: kind for kind, words in _KINDS.items() for word in words},
    "strike": INITIAL_CONTACT,
    "on": INITIAL_CONTACT,
}
_SIDES = {"left": LEFT, "l": LEFT, "right": RIGHT, "r": RIGHT}
_LABEL = re.compile(f"({'|'.join(_SIDES)})({'|'.join(_WORDS)})")


def read_events(
    group: dict[str, Any], first_frame: int, n_frames: int, sampling_rate_hz: float
) -> Events | None:
    """Give the gait events of the group EVENT; None when it holds none that we know.

    Times of the file count from frame 1 of the recording, of which the file may hold a part;
    the table counts from the first sample of the file.
    """
    labels, contexts = _texts(group, "LABELS"), _texts(group, "CONTEXTS")
    times = _times(group) - first_frame / sampling_rate_hz
    rows: list[tuple[float, int, int]] = []
    for i, time in enumerate(times):
        code = _code(labels[i : i + 1], contexts[i : i + 1])
        inside = -0.5 <= time * sampling_rate_hz < n_frames - 0.5
        if code is None or not inside:
            continue
        twin = any(code == row[1:] and abs(time - row[0]) < SAME_EVENT_S for row in rows)
        if not twin:
            rows.append((float(time), *code))
    if not rows:
        return None
    seconds, kinds, sides = zip(*rows, strict=True)
    return make_events(seconds, kinds, sides, sampling_rate_hz)


def _texts(group: dict[str, Any], name: str) -> list[str]:
    """Join LABELS, LABELS2, …: one parameter holds 255 entries at most."""
    parts = [group[key]["value"] for key in _continued(group, name)]
    return [str(text).strip() for part in parts for text in part]


def _continued(group: dict[str, Any], name: str) -> list[str]:
    return [key for key in (name, *(f"{name}{i}" for i in range(2, 100))) if key in group]


def _times(group: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Seconds of all events; the file has pairs of minutes and seconds, some without the shape."""
    pairs = [np.empty((0, 2))]
    for key in _continued(group, "TIMES"):
        value = np.asarray(group[key]["value"], dtype=np.float64)
        flat = value.T.reshape(-1)
        pairs.append(flat[: len(flat) // 2 * 2].reshape(-1, 2))
    table = np.concatenate(pairs)
    return np.asarray(table[:, 0] * SECONDS_PER_MINUTE + table[:, 1])


def _code(label: list[str], context: list[str]) -> tuple[int, int] | None:
    """Read `LHS`, `Left` + `Foot Strike`, or a name that stands where the context belongs."""
    label_text, context_text = "".join(label), "".join(context)
    for text in (label_text, context_text + label_text):
        found = _LABEL.fullmatch(re.sub(r"[^a-z]", "", text.lower()))
        if found:
            return _WORDS[found[2]], _SIDES[found[1]]
    return None
