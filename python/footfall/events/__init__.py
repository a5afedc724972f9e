"""Gait events: when feet meet and leave the ground."""

from __future__ import annotations

from .._consensus import consensus
from .._detector_errors import DETECTOR_ERRORS, DetectorError
from .._events import Events
from .._matching import Match, match
from .._order import repair_order
from .auvinet import Auvinet
from .bonci import Bonci
from .bruening import Bruening
from .desailly import Desailly
from .falbriard import Falbriard
from .fellin import Fellin
from .foot_contact import FootContact
from .foot_velocity import FootVelocity
from .force_threshold import ForceThreshold
from .free_fall import FreeFall
from .ghoussayni import Ghoussayni
from .handsaker import Handsaker
from .hreljac import Hreljac
from .ionescu_mccamley import IonescuMcCamley
from .mccamley import McCamley
from .pelvis_velocity import PelvisVelocity
from .rampp import Rampp
from .running_contact import RunningContact
from .shin import Shin
from .step_rhythm import StepRhythm
from .trunk_contact import TrunkContact
from .trunk_flight import TrunkFlight
from .vancanneyt import Vancanneyt
from .zeni import Zeni

__all__ = [
    "DETECTOR_ERRORS",
    "Auvinet",
    "Bonci",
    "Bruening",
    "Desailly",
    "DetectorError",
    "Events",
    "Falbriard",
    "Fellin",
    "FootContact",
    "FootVelocity",
    "ForceThreshold",
    "FreeFall",
    "Ghoussayni",
    "Handsaker",
    "Hreljac",
    "IonescuMcCamley",
    "Match",
    "McCamley",
    "PelvisVelocity",
    "Rampp",
    "RunningContact",
    "Shin",
    "StepRhythm",
    "TrunkContact",
    "TrunkFlight",
    "Vancanneyt",
    "Zeni",
    "consensus",
    "match",
    "repair_order",
]
