"""Whether to trust a number."""

from __future__ import annotations

VALID, DEGRADED, UNAVAILABLE = "valid", "degraded", "unavailable"
