"""Change of the sampling rate by a ratio of whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._backend import kernel
from ._config import chosen_threads
from ._errors import ArgumentError
from .batch import Batch, Rows, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

MOST = 10_000  # up and down: beyond it the filter is longer than most recordings
ENDS = ("hold", "zero")
KAISER_BETA = 5.0
HALF_LENGTH = 10  # times the larger of up and down


@dataclass(frozen=True, kw_only=True)
class Resample:
    """Changes the sampling rate by up / down: a polyphase FIR filter, over arrays or live.

    Parameters
    ----------
    up, down : int
        Of a fraction, which is reduced: the new rate is the old one times up / down.
    ends : {"hold", "zero"}
        What the filter sees beyond the first and last frame: these frames again, or zeros,
        which pull a signal that is not zero there towards zero (as
        `scipy.signal.resample_poly` does unless it is told `padtype="edge"`).

    Raises
    ------
    ArgumentError
        When up or down is not a whole number from 1 to 10,000.

    Notes
    -----
    The low-pass is a Kaiser window (beta 5) over a sinc, cut off at half the lower rate and
    10 max(up, down) long on each side, in steps of 1/up frame: what was above half the new
    rate is removed and not folded down. The numbers are those of
    `scipy.signal.resample_poly`. The result has ceil(frames up / down) frames, the first at
    the time of the first.

    A sample that is NaN or infinite is missing: the others of the filter's length share its
    weight, which is exact for constants. Where they carry no more than half of the weight,
    the result is NaN; so it is at a missing sample when the rate goes up or is at most halved,
    and within longer gaps. Frames farther from it than the filter's length do not change.

    References
    ----------
    Crochiere RE, Rabiner LR (1983). Multirate Digital Signal Processing. Prentice-Hall.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.filters.Resample(up=2, down=5)(np.full(10, 9.81)).round(2)
    array([9.81, 9.81, 9.81, 9.81])
    """

    up: int
    down: int
    ends: str = "hold"

    def __post_init__(self) -> None:
        _check.one_of("ends", self.ends, ENDS)
        for name in ("up", "down"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise ArgumentError(name, f"a whole number from 1 to {MOST}", value)
            if not 1 <= value <= MOST:
                raise ArgumentError(name, f"a whole number from 1 to {MOST}", value)
        common = math.gcd(self.up, self.down)
        object.__setattr__(self, "up", int(self.up) // common)
        object.__setattr__(self, "down", int(self.down) // common)

    @property
    def reach_frames(self) -> int:
        """Frames of the signal, on each side, that a frame of the result depends on."""
        return reach(self.up, self.down) + 1

    def n_frames(self, frames: int) -> int:
        """Give the number of frames that so many become."""
        return -(-frames * self.up // self.down)

    def __call__(self, x: ArrayLike | Batch, *, axis: int = 0) -> Any:
        """Run over an array with time along `axis`, or over a Batch.

        Parameters
        ----------
        x : array or Batch
            Signals; NaN is missing.
        axis : int
            Time axis of an array; a Batch has its own.

        Returns
        -------
        array or Batch
            Dtype of x (integers become float64), with another number of frames; a Batch has
            the new rate.
        """
        rows = rows_of(x, axis)
        lengths = np.diff(rows.offsets)
        ends = np.cumsum(-(-lengths * self.up // self.down))
        offsets = np.concatenate([np.zeros(1, np.int64), ends])
        if self.up == self.down:
            return self._restore(rows, rows.values.copy(), offsets, axis)
        out = np.empty((int(offsets[-1]), rows.values.shape[1]), rows.values.dtype)
        self._run(rows.values, rows.offsets, out, offsets, 0)
        return self._restore(rows, out, offsets, axis)

    def stream(self, shape: tuple[int, ...] = (), dtype: DTypeLike = np.float64) -> ResampleStream:
        """Open a live run over frames of one shape.

        Parameters
        ----------
        shape : tuple of int
            Shape of one frame, such as (3,).
        dtype : float32 or float64
            Type of the frames.

        Returns
        -------
        ResampleStream
            Push frames into it; any cut of a recording into pushes gives the same numbers.
        """
        return ResampleStream(self, shape, dtype)

    def _run(
        self,
        values: NDArray[Any],
        offsets: NDArray[np.int64],
        out: NDArray[Any],
        out_offsets: NDArray[np.int64],
        position: int,
    ) -> None:
        settings = (self.up, self.down, position, self.ends == "zero")
        params = np.concatenate([settings, weights(self.up, self.down)], dtype=np.float64)
        kernel("resample_rational")(values, offsets, out, out_offsets, chosen_threads(), params)

    def _restore(
        self, rows: Rows, out: NDArray[Any], offsets: NDArray[np.int64], axis: int
    ) -> NDArray[Any] | Batch:
        if isinstance(rows.source, Batch):
            rate = rows.source.sampling_rate_hz * self.up / self.down
            return Batch(out.reshape(-1, *rows.item_shape), offsets, rate)
        shape = list(rows.source.shape)
        shape[axis] = self.n_frames(shape[axis])
        return out.reshape(shape)


class ResampleStream:
    """A change of the sampling rate fed piece by piece; what it remembers does not grow.

    Attributes
    ----------
    lag_frames : int
        A frame of the result comes out once so many frames of the signal after its place
        are there.
    """

    def __init__(self, resample: Resample, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise ArgumentError("dtype", "float32 or float64", kind)
        self._resample, self._shape, self._dtype = resample, tuple(shape), kind
        same = resample.up == resample.down
        self._reach = 0 if same else reach(resample.up, resample.down)
        self.lag_frames = 0 if same else self._reach + 1
        self.reset()

    def reset(self) -> None:
        """Forget all samples."""
        channels = math.prod(self._shape)
        self._kept = np.empty((0, channels), self._dtype)  # from frame _origin of the signal
        self._origin = 0
        self._done = 0  # frames of the result

    def push(self, frames: NDArray[Any]) -> NDArray[Any]:
        """Take the next frames and give what is certain now.

        Parameters
        ----------
        frames : array, shape (n, *shape)
            Any number of frames.

        Returns
        -------
        array, shape (m, *shape)
            The next frames of the result; m may be 0.
        """
        if frames.shape[1:] != self._shape or frames.dtype != self._dtype:
            raise ArgumentError(
                "frames",
                f"{self._dtype} of shape (n, {', '.join(map(str, self._shape))})",
                f"{frames.dtype} of shape {frames.shape}",
            )
        self._kept = np.concatenate([self._kept, frames.reshape(len(frames), self._kept.shape[1])])
        whole = self._origin + len(self._kept) - self.lag_frames  # frames with all after them
        return self._give(self._resample.n_frames(max(0, whole)))

    def flush(self) -> NDArray[Any]:
        """End the signal: give the rest of the result and forget all samples.

        Returns
        -------
        array, shape (m, *shape)
            The last frames of the result.
        """
        rest = self._give(self._resample.n_frames(self._origin + len(self._kept)))
        self.reset()
        return rest

    def _give(self, end: int) -> NDArray[Any]:
        up, down = self._resample.up, self._resample.down
        out = np.empty((max(0, end - self._done), self._kept.shape[1]), self._dtype)
        if up == down:
            out[:] = self._kept[: len(out)]
        elif len(out):
            self._resample._run(
                self._kept,
                np.array([0, len(self._kept)]),
                out,
                np.array([0, len(out)]),
                self._done * down - self._origin * up,
            )
        self._done += len(out)
        needed = max(0, self._done * down // up - self._reach)
        gone = min(max(0, needed - self._origin), len(self._kept))
        self._kept = self._kept[gone:].copy()
        self._origin += gone
        return out.reshape(len(out), *self._shape)


def resample_rational(
    x: ArrayLike | Batch,
    sampling_rate_hz: float | None = None,
    new_rate_hz: float | None = None,
    *,
    axis: int = 0,
    ends: str = "hold",
    tolerance: float = 1e-8,
) -> Any:
    """Bring a recording to another sampling rate.

    Parameters
    ----------
    x : array or Batch
        Signals; NaN is missing.
    sampling_rate_hz : float, optional
        Frames per second; a Batch brings its own.
    new_rate_hz : float
        Frames per second of the result.
    axis : int
        Time axis of an array.
    ends : {"hold", "zero"}
        As in `Resample`.
    tolerance : float
        As in `rational_ratio`.

    Returns
    -------
    array or Batch
        Dtype of x, with another number of frames.

    Raises
    ------
    ArgumentError
        When a rate is missing or not positive, or their ratio is not that of small enough
        whole numbers.

    See Also
    --------
    Resample : What is done, also live.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> ff.filters.resample_rational(np.zeros((1000, 3)), 100.0, 40.0).shape
    (400, 3)
    """
    if isinstance(x, Batch):
        sampling_rate_hz = x.sampling_rate_hz
    if sampling_rate_hz is None:
        raise ArgumentError("sampling_rate_hz", "a value > 0", None)
    if new_rate_hz is None:
        raise ArgumentError("new_rate_hz", "a value > 0", None)
    up, down = rational_ratio(sampling_rate_hz, new_rate_hz, tolerance=tolerance)
    return Resample(up=up, down=down, ends=ends)(x, axis=axis)


def rational_ratio(
    sampling_rate_hz: float,
    new_rate_hz: float,
    *,
    tolerance: float = 1e-8,
    most: int = 1000,
) -> tuple[int, int]:
    """Find whole numbers up and down with new rate = rate * up / down.

    Parameters
    ----------
    sampling_rate_hz, new_rate_hz : float
        Frames per second, before and after.
    tolerance : float
        Relative error of the ratio that is accepted: 1e-8 is a millisecond a day.
    most : int
        Largest up and down.

    Returns
    -------
    up, down : int
        Without a common divisor, the smallest that are within the tolerance or nearly so.

    Raises
    ------
    ArgumentError
        When there are none: use `gaps.resample` or another rate.

    Examples
    --------
    >>> import footfall as ff
    >>> ff.filters.rational_ratio(100.0, 40.0), ff.filters.rational_ratio(29.97, 30.0)
    ((2, 5), (1000, 999))
    """
    _check.positive("sampling_rate_hz", sampling_rate_hz)
    _check.positive("new_rate_hz", new_rate_hz)
    _check.positive("tolerance", tolerance)
    from fractions import Fraction

    # The larger number above: its bound is then that of the denominator.
    turned = new_rate_hz > sampling_rate_hz
    exact = sampling_rate_hz / new_rate_hz if turned else new_rate_hz / sampling_rate_hz
    for limit in range(1, most + 1):
        near = Fraction(exact).limit_denominator(limit)
        if near > 0 and abs(float(near) / exact - 1) <= tolerance:
            ratio = near.numerator, near.denominator
            return ratio[::-1] if turned else ratio
    raise ArgumentError(
        "new_rate_hz",
        f"a rate whose ratio to {sampling_rate_hz} is that of whole numbers up to {most}"
        f" within {tolerance:g}",
        new_rate_hz,
    )


def reach(up: int, down: int) -> int:
    """Whole frames of the signal on each side of a frame of the result."""
    return HALF_LENGTH * max(up, down) // up


@lru_cache(maxsize=32)
def weights(up: int, down: int) -> NDArray[np.float64]:
    """Weights of each phase, one after another, as the kernel takes them."""
    slower = max(up, down)
    half = HALF_LENGTH * slower
    steps = np.arange(-half, half + 1)
    taps = np.sinc(steps / slower) * np.kaiser(2 * half + 1, KAISER_BETA)
    taps *= up / taps.sum()
    frames = reach(up, down)
    # The weight of frame k after the place of phase q lies at q - k up from the middle.
    place = np.arange(up)[:, None] - np.arange(-frames, frames + 2)[None] * up
    inside = np.abs(place) <= half
    table = np.where(inside, taps[np.clip(place + half, 0, 2 * half)], 0.0).ravel()
    table.flags.writeable = False
    return np.asarray(table)
