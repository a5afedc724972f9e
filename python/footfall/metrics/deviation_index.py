"""Gait deviation index: distance from healthy gait in a basis learned from many strides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .. import _check
from .._errors import ArgumentError
from .profile_score import POINTS, VARIABLES, cycle_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

FEATURES = 15
LEAST_CONTROLS = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class GaitDeviationIndex:
    """A reference that gait is scored against.

    It is learned by `fit` from strides of one's own or loaded from a file; none comes with
    the library, because a score holds only for the reference and the marker model behind it.

    Parameters
    ----------
    variables : tuple of str
        Names of the curves, in order.
    basis : array, shape (51 · variables, features)
        Orthonormal gait features.
    control_mean : array, shape (features,)
        Mean score of the controls in them.
    log_distance_mean, log_distance_sd : float
        Of the logarithm of the controls' distances from that mean.

    References
    ----------
    Schwartz MH, Rozumalski A (2008). The gait deviation index: a new comprehensive index of
    gait pathology. Gait Posture 28. doi:10.1016/j.gaitpost.2008.05.001.

    Examples
    --------
    >>> import numpy as np, footfall as ff
    >>> rng = np.random.default_rng(0)
    >>> strides = rng.standard_normal((60, 2, 51)).cumsum(axis=2)
    >>> names = ("hip_flexion", "knee_flexion")
    >>> index = ff.metrics.GaitDeviationIndex.fit(strides, strides[:30], variables=names)
    >>> own = dict(zip(names, strides[0], strict=True))
    >>> index.score(own) > index.score({name: 5 * curve for name, curve in own.items()})
    True
    """

    variables: tuple[str, ...]
    basis: NDArray[np.float64]
    control_mean: NDArray[np.float64]
    log_distance_mean: float
    log_distance_sd: float

    def __post_init__(self) -> None:
        rows, features = POINTS * len(self.variables), self.control_mean.shape
        if self.basis.shape != (rows, *features):
            raise ArgumentError("basis", f"shape {(rows, *features)}", self.basis.shape)
        _check.positive("log_distance_sd", self.log_distance_sd)

    @classmethod
    def fit(
        cls,
        reference: ArrayLike,
        controls: ArrayLike,
        *,
        variables: tuple[str, ...] = VARIABLES,
        features: int = FEATURES,
    ) -> Self:
        """Learn a reference.

        Parameters
        ----------
        reference : array, shape (n, variables, 51)
            Strides of all kinds of gait, which the basis must describe.
        controls : array, shape (m, variables, 51)
            One stride per side of people without gait disorders.
        variables : tuple of str
            Names of the curves.
        features : int
            Columns of the basis; 15 of the paper hold 98 % of the nine curves' variance.

        Raises
        ------
        ArgumentError
            When shapes do not fit, something is missing, or strides are too few.
        """
        strides = _matrix("reference", reference, variables)
        healthy = _matrix("controls", controls, variables)
        if not 1 <= features <= min(strides.shape):
            raise ArgumentError("features", f"a number from 1 to {min(strides.shape)}", features)
        if len(healthy) < LEAST_CONTROLS:
            raise ArgumentError("controls", f"at least {LEAST_CONTROLS} strides", len(healthy))
        basis = np.linalg.svd(strides.T, full_matrices=False)[0][:, :features]
        scores = healthy @ basis
        mean = scores.mean(axis=0)
        logs = np.log(np.linalg.norm(scores - mean, axis=1))
        return cls(
            variables=tuple(variables),
            basis=basis,
            control_mean=mean,
            log_distance_mean=float(logs.mean()),
            log_distance_sd=float(logs.std(ddof=1)),
        )

    def score(self, curves: Mapping[str, ArrayLike]) -> float:
        """Index of one side: 100 is the controls' mean, each 10 below one of their SDs.

        Parameters
        ----------
        curves : mapping of str to array, shape (51,) or (101,)
            Curves over the gait cycle, degrees.

        Returns
        -------
        float
            NaN where a curve of the reference is missing.
        """
        if any(name not in curves for name in self.variables):
            return math.nan
        vector = np.concatenate([cycle_points(name, curves[name]) for name in self.variables])
        distance = float(np.linalg.norm(vector @ self.basis - self.control_mean))
        if not distance > 0:
            return math.nan if math.isnan(distance) else math.inf
        return 100.0 - 10.0 * (math.log(distance) - self.log_distance_mean) / self.log_distance_sd

    def save(self, path: str | Path) -> None:
        """Write the reference to an NPZ file."""
        content: dict[str, Any] = {
            "variables": np.array(self.variables),
            "basis": self.basis,
            "control_mean": self.control_mean,
            "log_distance": np.array([self.log_distance_mean, self.log_distance_sd]),
        }
        with Path(path).open("wb") as file:
            np.savez(file, **content)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a reference that `save` wrote.

        Raises
        ------
        ArgumentError
            When the file holds something else.
        """
        with np.load(path, allow_pickle=False) as file:
            wanted = {"variables", "basis", "control_mean", "log_distance"}
            if not wanted <= set(file.files):
                raise ArgumentError("path", "a reference of the gait deviation index", str(path))
            mean, sd = file["log_distance"].tolist()
            return cls(
                variables=tuple(file["variables"].tolist()),
                basis=file["basis"],
                control_mean=file["control_mean"],
                log_distance_mean=mean,
                log_distance_sd=sd,
            )


def deviation_index_of_profile(score_deg: float, control_scores_deg: ArrayLike) -> float:
    """GDI*: the gait profile score on the scale of the gait deviation index.

    Parameters
    ----------
    score_deg : float
        Gait profile score.
    control_scores_deg : array, shape (m,)
        Those of people without gait disorders, of the same variables.

    Returns
    -------
    float
        100 is the controls' mean, each 10 below one of their SDs; NaN for fewer than three
        controls.

    References
    ----------
    Baker R et al. (2009). doi:10.1016/j.gaitpost.2009.05.020.

    Examples
    --------
    >>> import footfall as ff
    >>> round(ff.metrics.deviation_index_of_profile(12.0, [5.0, 5.5, 6.0, 6.5]), 1)
    34.4
    """
    controls = np.asarray(_check.real_array("control_scores_deg", control_scores_deg))
    logs = np.log(controls[np.isfinite(controls) & (controls > 0)])
    if len(logs) < LEAST_CONTROLS or not score_deg > 0:
        return math.nan
    spread = float(logs.std(ddof=1))
    return (
        100.0 - 10.0 * (math.log(score_deg) - float(logs.mean())) / spread if spread else math.nan
    )


def _matrix(argument: str, strides: ArrayLike, variables: tuple[str, ...]) -> NDArray[np.float64]:
    values = np.asarray(_check.real_array(argument, strides), dtype=np.float64)
    shape = (len(variables), POINTS)
    if values.ndim != 3 or values.shape[1:] != shape:
        raise ArgumentError(argument, f"shape (strides, {shape[0]}, {shape[1]})", values.shape)
    if not np.isfinite(values).all():
        raise ArgumentError(argument, "strides without missing values", "NaN")
    return values.reshape(len(values), -1)
