"""Symmetry, variability, drift, scores and smoothness of gait.

Everything here takes plain arrays. What cannot be told is NaN with a reason.
"""

from __future__ import annotations

from ._estimate import Estimate
from .coordination import PhaseCoordination, phase_coordination_index
from .deviation_index import GaitDeviationIndex, deviation_index_of_profile
from .entropy import multiscale_entropy, sample_entropy
from .fluctuation import detrended_fluctuation
from .freezing import FreezeIndex, freeze_index
from .freezing_episodes import Freezing, freezing_episodes
from .harmonics import harmonic_ratio, improved_harmonic_ratio
from .local_stability import (
    LocalStability,
    divergence_curve,
    local_stability,
    lyapunov_exponent,
)
from .profile_score import VARIABLES, ProfileScore, gait_profile_score, overall_profile_score
from .regularity import Regularity, gait_symmetry_index, regularity
from .relative_phase import RelativePhase, continuous_relative_phase
from .smoothness import log_dimensionless_jerk, spectral_arc_length
from .spread import Variability, event_noise, pooled_variability, variability
from .symmetry import (
    SideDifference,
    compare_sides,
    gait_asymmetry,
    symmetry_angle,
    symmetry_index,
    symmetry_ratio,
)
from .trend import Drift, drift
from .waveforms import WaveformError, multiple_correlation, waveform_error

__all__ = [
    "VARIABLES",
    "Drift",
    "Estimate",
    "FreezeIndex",
    "Freezing",
    "GaitDeviationIndex",
    "LocalStability",
    "PhaseCoordination",
    "ProfileScore",
    "Regularity",
    "RelativePhase",
    "SideDifference",
    "Variability",
    "WaveformError",
    "compare_sides",
    "continuous_relative_phase",
    "detrended_fluctuation",
    "deviation_index_of_profile",
    "divergence_curve",
    "drift",
    "event_noise",
    "freeze_index",
    "freezing_episodes",
    "gait_asymmetry",
    "gait_profile_score",
    "gait_symmetry_index",
    "harmonic_ratio",
    "improved_harmonic_ratio",
    "local_stability",
    "log_dimensionless_jerk",
    "lyapunov_exponent",
    "multiple_correlation",
    "multiscale_entropy",
    "overall_profile_score",
    "phase_coordination_index",
    "pooled_variability",
    "regularity",
    "sample_entropy",
    "spectral_arc_length",
    "symmetry_angle",
    "symmetry_index",
    "symmetry_ratio",
    "variability",
    "waveform_error",
]
