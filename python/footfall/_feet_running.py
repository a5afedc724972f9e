"""Running from sensors on the feet: contacts by how each foot turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage
from scipy.signal import find_peaks

from ._events import FINAL_CONTACT, INITIAL_CONTACT, LEFT, RIGHT, make_events
from ._running_foot import (
    APART_S,
    CUTOFF_HZ,
    LEAST_RATE_HZ,
    LEAST_SHARE,
    OF_QUANTILE,
    abrupt_turn,
    turns_down,
)
from ._sensor_arrays import finite_runs
from ._sensor_gait import NO_WIDTH, ONE_FOOT, SensorGait, bouts_of
from ._summary import Doubts
from .filters import Butterworth
from .parameters import strides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .imu import Imu

CODES = {"left_foot": LEFT, "right_foot": RIGHT}
LONGEST_STRIDE_S = 1.1
LEAST_SWING_RADPS = 4.0
QUIET_S = 0.05  # of a foot on the ground
LEAST_VOTE = 0.75  # of the strides that say the same about which way the toes are
MOST_DUTY = 0.5  # share of contact in the stride: above it nothing flies
FEWEST_STRIDES = 3
LONGEST_BREAK_S = 1.5
# Against the plates of one runner, with markers for sensors: errors of 4 and 20 ms.
CONTACT_SIGMA_S, LEAVE_SIGMA_S = 0.015, 0.03
NO_TURNING = "a sensor on a foot needs its angular velocity"
TOO_SLOW = f"running: fewer than {LEAST_RATE_HZ:g} frames per second do not follow a foot"
NO_RUNNING = "no foot runs"
NO_LENGTHS = "running: how far a foot goes is not told, as it never rests"
NO_SPRING = "stiffness needs speed"


def feet_running(feet: Mapping[str, Imu], sampling_rate_hz: float) -> SensorGait | str:
    """Find the running in what sensors on one or both feet measured; else say why not."""
    if sampling_rate_hz < LEAST_RATE_HZ:
        return TOO_SLOW
    contacts, leaves, sides = [np.empty(0)], [np.empty(0)], [np.empty(0, np.int64)]
    for site, sensor in feet.items():
        if sensor.angular_velocity_radps is None:
            return NO_TURNING
        turning = sensor.angular_velocity_radps.astype(np.float64, copy=False)
        for first, part in finite_runs(turning, sampling_rate_hz):
            down, up = running_contacts(part, sampling_rate_hz)
            contacts.append(first / sampling_rate_hz + down)
            leaves.append(first / sampling_rate_hz + up)
            sides.append(np.full(len(down), CODES[site]))
    times, ends, side = (np.concatenate(parts) for parts in (contacts, leaves, sides))
    order = np.argsort(times)
    times, ends, side = times[order], ends[order], side[order]
    if len(times) == 0:
        return NO_RUNNING
    bout = np.cumsum(np.diff(times, prepend=times[0]) > LONGEST_BREAK_S)
    events = make_events(
        np.concatenate([times, ends]),
        np.repeat([INITIAL_CONTACT, FINAL_CONTACT], len(times)),
        np.tile(side, 2),
        sampling_rate_hz,
        sigma_s=np.repeat([CONTACT_SIGMA_S, LEAVE_SIGMA_S], len(times)),
        bout=np.tile(bout, 2),
    )
    return SensorGait(
        events=events,
        table=strides(events, mode="run"),
        bouts=bouts_of(events, sampling_rate_hz),
        mode="run",
        doubts=doubts(len(feet)),
    )


def doubts(n_feet: int) -> Doubts:
    """What sensors on so many feet do not show of running."""
    return Doubts(
        no_lengths=NO_LENGTHS,
        no_spring=NO_SPRING,
        width=NO_WIDTH,
        one_foot=ONE_FOOT if n_feet == 1 else "",
        contact_sigma_s=CONTACT_SIGMA_S,
        leave_sigma_s=LEAVE_SIGMA_S,
    )


def running_contacts(
    turning: NDArray[np.float64], sampling_rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times of initial and final contacts of one foot, s; none where it does not run.

    A foot that swings turns its toes up; it meets the ground where they begin to be turned down
    most abruptly, and leaves it where they turn down fastest (Falbriard M, Meyer F, Mariani B,
    Millet GP, Aminian K (2018), doi:10.3389/fphys.2018.00610, takes the fastest turn for both:
    that of one runner came 23 ms after the plate).
    """
    none = np.empty(0), np.empty(0)
    toes_up = _toes_up(turning, sampling_rate_hz)
    if toes_up is None:
        return none
    found = turns_down(
        toes_up, sampling_rate_hz, least_radps=LEAST_SWING_RADPS, longest_s=LONGEST_STRIDE_S
    )
    rows = [(abrupt_turn(toes_up, a, slap), push, b - a) for a, slap, push, b in found]
    if len(rows) < FEWEST_STRIDES:
        return none
    down, up, stride = np.array(rows, dtype=np.float64).T
    if np.median((up - down) / stride) >= MOST_DUTY:
        return none
    return down / sampling_rate_hz, up / sampling_rate_hz


def _toes_up(turning: NDArray[np.float64], rate: float) -> NDArray[np.float64] | None:
    """Rate of turn about the axis that the foot turns about most, toes up positive.

    Which way that is, the push tells that follows the quiet of each stance: it turns them down.
    """
    if len(turning) < LONGEST_STRIDE_S * rate:
        return None
    low_pass = Butterworth(sampling_rate_hz=rate, cutoff_hz=CUTOFF_HZ, order=2)
    smooth = np.asarray(low_pass(turning))
    _, axes = np.linalg.eigh(smooth.T @ smooth)
    rate_of_turn = smooth @ axes[:, -1]
    energy = ndimage.uniform_filter1d((smooth**2).sum(axis=1), max(1, round(QUIET_S * rate)))
    votes = []
    strong = LEAST_SHARE * float(np.quantile(np.abs(rate_of_turn), OF_QUANTILE))
    if not strong > 0:
        return None
    quiet, _ = find_peaks(-energy, distance=max(1, round(APART_S * rate)))
    for k in quiet.tolist():
        after = rate_of_turn[k : k + round(APART_S * rate)]
        push = np.flatnonzero(np.abs(after) >= strong)
        if len(push):
            votes.append(np.sign(after[push[0]]))
    if len(votes) < FEWEST_STRIDES or abs(np.mean(votes)) < 2 * LEAST_VOTE - 1:
        return None
    return np.asarray(-np.sign(np.sum(votes)) * rate_of_turn)
