"""Repair of frames as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check
from .._errors import ArgumentError, wrong_type
from ..batch import item_rows
from ..skeletons import SKELETONS
from .sides import sides_of
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .parameters import Parameters

CONTEXT_S = 1.0  # of repaired frames that a stream looks back on


class Stream:
    """Repair of frames as they come, a fixed lag behind.

    Attributes
    ----------
    lag_frames : int
        A frame is final at the latest when this many have come after it.
    """

    def __init__(
        self,
        keypoints: str | Sequence[str],
        sampling_rate_hz: float,
        dimensions: int,
        lag_s: float,
        parameters: Parameters,
    ) -> None:
        _check.positive("sampling_rate_hz", sampling_rate_hz)
        _check.positive("lag_s", lag_s)
        if dimensions not in (2, 3):
            raise ArgumentError("dimensions", "2 or 3", dimensions)
        count = len(SKELETONS.get(keypoints, ())) if isinstance(keypoints, str) else len(keypoints)
        self._sides = sides_of(keypoints, (count, dimensions), None)
        self._rate, self._parameters = sampling_rate_hz, parameters
        self.lag_frames = max(2, round(lag_s * sampling_rate_hz))
        self._block = max(1, self.lag_frames // 3)
        self._context = max(2, round(CONTEXT_S * sampling_rate_hz))
        self._shape = (count, dimensions)
        self.reset()

    def reset(self) -> None:
        """Forget all frames, and what came with them."""
        self._frames: NDArray[Any] | None = None
        self._beside: dict[str, NDArray[Any]] = {}  # confidence, time_s
        self._repaired = 0  # frames at the start of the buffer that are final

    def push(
        self,
        frames: ArrayLike,
        confidence: ArrayLike | None = None,
        time_s: ArrayLike | None = None,
    ) -> NDArray[Any]:
        """Take the next frames.

        Parameters
        ----------
        frames : array, shape (n, K, D)
            One or more frames; NaN is missing. All pushes have the type of the first.
        confidence : array, shape (n, K), optional
            Their scores: with all pushes or with none.
        time_s : array, shape (n,), optional
            Their times, increasing, where they are not even: with all pushes or with none.

        Returns
        -------
        array, shape (m, K, D)
            The frames that became final, from as many as `lag_frames` ago.

        Raises
        ------
        ArgumentError
            When shapes do not belong together, or times do not increase. Nothing is taken then.
        """
        new = _check.real_array("frames", frames)
        if new.shape[1:] != self._shape:
            raise ArgumentError(
                "frames", f"shape (n, {self._shape[0]}, {self._shape[1]})", new.shape
            )
        if self._frames is not None and new.dtype != self._frames.dtype:
            raise wrong_type("frames", f"{self._frames.dtype} as before", str(new.dtype))
        beside = self._taken(len(new), new.dtype, confidence, time_s)
        old = new[:0] if self._frames is None else self._frames
        self._frames = np.concatenate([old, new])
        for name, values in beside.items():
            before = self._beside.get(name, values[:0])
            self._beside[name] = np.concatenate([before, values])
        done = [self._frames[:0]]
        while len(self._frames) - self._repaired >= self.lag_frames:
            done.append(self._advance(self._block, self.lag_frames))
        return np.concatenate(done)

    def flush(self) -> NDArray[Any]:
        """Give the frames that are left, and forget all."""
        if self._frames is None:
            return np.empty((0, *self._shape))
        left = len(self._frames) - self._repaired
        done = self._advance(left, left) if left else self._frames[:0]
        self.reset()
        return done

    def _taken(
        self, n: int, dtype: Any, confidence: ArrayLike | None, time_s: ArrayLike | None
    ) -> dict[str, NDArray[Any]]:
        """Check what comes with frames."""
        given = {"confidence": confidence, "time_s": time_s}
        taken: dict[str, NDArray[Any]] = {}
        for name, values in given.items():
            if self._frames is not None and (values is None) == (name in self._beside):
                raise ArgumentError(name, "values with all pushes or with none", "some")
            if values is None:
                continue
            array = _check.real_array(name, values)
            shape = (n, self._shape[0]) if name == "confidence" else (n,)
            if array.shape != shape:
                raise ArgumentError(name, f"shape {shape}", array.shape)
            taken[name] = array.astype(dtype if name == "confidence" else np.float64)
        if "time_s" in taken:
            before = self._beside.get("time_s", taken["time_s"][:0])
            _check.increasing("time_s", np.concatenate([before[-1:], taken["time_s"]]))
        return taken

    def _advance(self, block: int, ahead: int) -> NDArray[Any]:
        """Make the next `block` frames final, seeing `ahead` of them."""
        assert self._frames is not None
        first, end = self._repaired, self._repaired + ahead
        score, times = (self._beside.get(name) for name in ("confidence", "time_s"))
        work = Work(
            item_rows(self._frames[:end], 2, "frames"),
            self._sides,
            self._parameters,
            self._rate,
            None if score is None else score[:end],
            None if times is None else times[:end, None],
        )
        work.find()
        work.swapped[:first] = False
        work.swapped[first + block :] = False
        repaired = work.exchanged(self._frames[:end])
        work.judge_collapse()
        self._frames[:end] = repaired
        if score is not None:
            score[:end] = work.score
        done = work.points[first : first + block]
        drop = max(0, first + block - self._context)
        self._frames = self._frames[drop:]
        self._beside = {name: values[drop:] for name, values in self._beside.items()}
        self._repaired = first + block - drop
        return done
