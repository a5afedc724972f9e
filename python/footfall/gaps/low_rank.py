"""Missing keypoints from the others that move with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDS = 5
LEAST_PREDICTORS = 3
LEAST_CORRELATION = 0.7
KEPT_VARIANCE = 0.99


@dataclass(frozen=True, eq=False)
class Model:
    """How a keypoint follows others.

    Attributes
    ----------
    predicted : array, shape (T, D)
        The keypoint where all that it follows is there, else NaN.
    held_out : array, shape (T, D)
        Its errors in frames that the model they come from has not seen, else NaN.
    """

    predicted: NDArray[np.float64]
    held_out: NDArray[np.float64]


def fit(
    positions: NDArray[np.float64], keypoint: int, present: NDArray[np.bool_], least_frames: int
) -> Model | None:
    """Learn how a keypoint follows the others, over the frames that have them all.

    Parameters
    ----------
    positions : array, shape (T, K, D)
        Coordinates; NaN is missing.
    keypoint : int
        The one to be predicted.
    present : array of bool, shape (K,)
        Keypoints that are there where it is missing.
    least_frames : int
        Complete frames that are needed.

    Returns
    -------
    Model or None
        None when too few keypoints are correlated with it, or too few frames are complete.
    """
    seen = np.asarray(np.isfinite(positions).all(axis=2))
    target = seen[:, keypoint]
    if target.sum() < least_frames:
        return None
    # One that is often missing would leave few complete frames.
    others = present & (seen[target].mean(axis=0) > 0.9)
    others[keypoint] = False
    chosen = np.flatnonzero(others)
    if len(chosen) < LEAST_PREDICTORS:
        return None
    usable = seen[:, chosen].all(axis=1)
    complete = usable & target
    if complete.sum() < least_frames:
        return None
    centre = positions[:, chosen].mean(axis=1)
    x = positions[:, chosen] - centre[:, None]
    y = positions[:, keypoint] - centre
    if np.sum(_correlations(x[complete], y[complete]) >= LEAST_CORRELATION) < LEAST_PREDICTORS:
        return None
    away = np.linalg.norm(x[complete] - y[complete, None], axis=2).mean(axis=0)
    near = np.exp(-(away**2) / (2 * np.sort(away)[LEAST_PREDICTORS - 1 :].mean() ** 2))
    flat = x.reshape(len(x), -1)
    column_weight = np.repeat(near, x.shape[2])
    predicted = np.full(y.shape, np.nan)
    predicted[usable] = (
        _predict(flat[complete], y[complete], flat[usable], column_weight) + centre[usable]
    )
    held_out = np.full(y.shape, np.nan)
    rows = np.flatnonzero(complete)
    for part in np.array_split(rows, FOLDS):
        rest = np.setdiff1d(rows, part, assume_unique=True)
        held_out[part] = y[part] - _predict(flat[rest], y[rest], flat[part], column_weight)
    return Model(predicted, held_out)


def _correlations(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiple correlation of the coordinates of y (T, D) with those of each of x (T, P, D)."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    with_itself = np.einsum("tpi,tpj->pij", x, x)
    with_y = np.einsum("tpi,tj->pij", x, y)
    explained = np.einsum(
        "pij,pik,pkj->p", with_y, np.linalg.pinv(with_itself, hermitian=True), with_y
    )
    total = max(float(np.sum(y * y)), np.finfo(float).tiny)
    return np.asarray(np.sqrt(np.clip(explained / total, 0.0, 1.0)))


def _predict(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    new: NDArray[np.float64],
    column_weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Predict y at `new` from principal components of x, and of x and y together."""
    x_scale, y_scale = _scale(x, column_weight), _scale(y, np.ones(y.shape[1]))
    a = (x - x.mean(axis=0)) * x_scale
    b = np.concatenate([a, (y - y.mean(axis=0)) * y_scale], axis=1)
    products = b.T @ b
    variance, along_a = _components(products[: a.shape[1], : a.shape[1]])
    _, along_b = _components(products)
    # Least squares from scores of a, which are not correlated with each other, to those of b.
    to_b = (along_a.T @ products[: a.shape[1]] @ along_b) / variance[:, None]
    made = (((new - x.mean(axis=0)) * x_scale) @ along_a) @ (to_b @ along_b[a.shape[1] :].T)
    return np.asarray(made * y.std(axis=0) + y.mean(axis=0))


def _scale(x: NDArray[Any], weight: NDArray[Any]) -> NDArray[np.float64]:
    spread = x.std(axis=0)
    return np.asarray(np.divide(weight, spread, out=np.zeros_like(spread), where=spread > 0))


def _components(
    products: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Variances and directions, as columns, that hold the wanted share of the variance."""
    variance, along = np.linalg.eigh(products)
    variance, along = np.maximum(variance[::-1], 0.0), along[:, ::-1]
    shares = np.cumsum(variance) / max(variance.sum(), np.finfo(float).tiny)
    count = int(np.searchsorted(shares, KEPT_VARIANCE)) + 1
    count = max(1, min(count, int(np.sum(variance > 0))))
    return np.maximum(variance[:count], np.finfo(float).tiny), along[:, :count]
