"""Angles of joints and segments, frames of segments, and the centre of mass, from keypoints."""

from __future__ import annotations

from . import conventions
from ._maps import direction
from .angles import Angles
from .axes import AxisOf, HingeOf, Joint, Line, SegmentAxes, cardan_angles
from .circular import circular_mean_deg, circular_sd_deg
from .clearance import ToeClearance, toe_clearance
from .foot import (
    FootStrikes,
    at_contacts,
    foot_progression,
    foot_strikes,
    stance_mean,
    strike_class,
    strike_index_class,
    strike_probabilities,
)
from .frontal import FrontalAngles, frontal_angles
from .joints import Doubt, JointAngles, joint_angles
from .mass import CenterOfMass, center_of_mass
from .sagittal import JOINTS, SEGMENTS, Segment, sagittal_angles, segment_angles
from .segments import SegmentFrames, segment_frames
from .sigma import sagittal_sigma
from .stability import StabilityMargins, extrapolated_center_of_mass, margin_of_stability
from .three_point import three_point_angles

__all__ = [
    "JOINTS",
    "SEGMENTS",
    "Angles",
    "AxisOf",
    "CenterOfMass",
    "Doubt",
    "FootStrikes",
    "FrontalAngles",
    "HingeOf",
    "Joint",
    "JointAngles",
    "Line",
    "Segment",
    "SegmentAxes",
    "SegmentFrames",
    "StabilityMargins",
    "ToeClearance",
    "at_contacts",
    "cardan_angles",
    "center_of_mass",
    "circular_mean_deg",
    "circular_sd_deg",
    "conventions",
    "direction",
    "extrapolated_center_of_mass",
    "foot_progression",
    "foot_strikes",
    "frontal_angles",
    "joint_angles",
    "margin_of_stability",
    "sagittal_angles",
    "sagittal_sigma",
    "segment_angles",
    "segment_frames",
    "stance_mean",
    "strike_class",
    "strike_index_class",
    "strike_probabilities",
    "three_point_angles",
    "toe_clearance",
]
