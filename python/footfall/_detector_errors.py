"""What is known of the errors of detectors against force plates, with its source."""

from __future__ import annotations

import math
from dataclasses import dataclass

from . import _check
from ._errors import ArgumentError

POINTS = ("feet", "ankles")


@dataclass(frozen=True, kw_only=True)
class DetectorError:
    """Errors of a detector against force plates.

    Parameters
    ----------
    bias_s, sigma_s : tuple of float
        Mean and standard deviation of detected minus true time, of initial and of final contact;
        an infinite deviation takes the vote away.
    reliability : float
        Probability that the detector speaks where there is an event, and that it is silent where
        there is none; 0.5 is a coin.
    source : str
        Where the numbers come from.
    """

    bias_s: tuple[float, float] = (0.0, 0.0)
    sigma_s: tuple[float, float]
    reliability: float = 0.9
    source: str = ""

    def __post_init__(self) -> None:
        for value in self.sigma_s:
            if not value >= 0:
                raise ArgumentError("sigma_s", "a value >= 0", value)
        _check.share("reliability", self.reliability)


def _error(
    biases_ms: tuple[float, float], sigmas_ms: tuple[float, float], reliability: float, source: str
) -> DetectorError:
    return DetectorError(
        bias_s=(1e-3 * biases_ms[0], 1e-3 * biases_ms[1]),
        sigma_s=(1e-3 * sigmas_ms[0], 1e-3 * sigmas_ms[1]),
        reliability=reliability,
        source=source,
    )


_OWN = _error((0, 0), (0, 0), 0.98, "states a deviation for each event")
_NO_SAY = math.inf
_SYNTHETIC = "synthetic.walker at 0.8 to 1.6 m/s, 30 to 200 Hz: "
_ZENI = (
    _SYNTHETIC + "-35 to -50 and 12 to 15 ms; against plates initial contact is known to come "
    "30 ms early, as the foot swings back before it lands, and final contact about in time"
)
_ZENI_ANKLE = _SYNTHETIC + "-17 to -24 ms; the ankle turns forward long before the toe leaves"
_ANKLE_RISES = "; the ankle is fast long before the toe leaves"

# By mode and by points seen: heels and toes, or ankles that stand in for both. Where a source
# gives the size of an error without its sign it is taken for spread. Synthetic feet are rigid:
# they tell where a rule looks, and the spread says how far a living foot may be from them.
DETECTOR_ERRORS: dict[tuple[str, str], dict[str, DetectorError]] = {
    ("walk", "feet"): {
        "foot_contact": _OWN,
        "zeni": _error((-35, 5), (20, 15), 0.95, _ZENI),
        "zeni_velocity": _error((-35, 5), (20, 15), 0.95, _ZENI),
        "desailly": _error((-35, 5), (22, 18), 0.9, _ZENI),
        "foot_velocity": _error(
            (0, 0), (22, 18), 0.9, "O'Connor 2007: size 16 and 9, deviation 15 and 15 ms"
        ),
        "hreljac": _error(
            (0, 0), (20, 25), 0.8, "Hreljac 2000: 5 and 6 ms with a cut-off chosen for each person"
        ),
        "ghoussayni": _error((-5, -12), (25, 25), 0.85, _SYNTHETIC + "-17 to 10, -2 to -34 ms"),
        "bruening": _error((-22, 0), (25, 25), 0.85, _SYNTHETIC + "-28 to -20, -9 to 3 ms"),
        "bonci": _error(
            (-7, 7), (20, 20), 0.9, _SYNTHETIC + "-9 to -3, 0 to 8 ms; Bonci 2022: below 10 ms"
        ),
        "vancanneyt": _error(
            (4, 0),
            (20, _NO_SAY),
            0.8,
            _SYNTHETIC + "2 to 9 ms; the toe moves long before it leaves",
        ),
    },
    ("walk", "ankles"): {
        "foot_contact": _OWN,
        "zeni": _error((-21, 0), (20, _NO_SAY), 0.95, _ZENI_ANKLE),
        "zeni_velocity": _error((-21, 0), (20, _NO_SAY), 0.95, _ZENI_ANKLE),
        "desailly": _error((-21, 0), (22, _NO_SAY), 0.9, _ZENI_ANKLE),
        "foot_velocity": _error((0, 0), (_NO_SAY, _NO_SAY), 0.5, "needs heel and toe"),
        "hreljac": _error((0, 0), (_NO_SAY, _NO_SAY), 0.5, "asks how a heel is arrested"),
        "ghoussayni": _error(
            (24, 0), (28, _NO_SAY), 0.85, _SYNTHETIC + "16 to 32 ms" + _ANKLE_RISES
        ),
        "bruening": _error((-1, 0), (28, _NO_SAY), 0.85, _SYNTHETIC + "-5 to 5 ms" + _ANKLE_RISES),
        "bonci": _error((-2, 0), (24, _NO_SAY), 0.9, _SYNTHETIC + "-7 to 3 ms" + _ANKLE_RISES),
        "vancanneyt": _error((0, 0), (_NO_SAY, _NO_SAY), 0.5, "asks for points of the sole"),
    },
}
