"""Days and weeks of walking: outcomes per bout, per day and per week, with bounded memory."""

from __future__ import annotations

from .analysis import analyze_day, analyze_week
from .report import Day, DaysReport, Outcome, WalkingBouts

__all__ = ["Day", "DaysReport", "Outcome", "WalkingBouts", "analyze_day", "analyze_week"]
