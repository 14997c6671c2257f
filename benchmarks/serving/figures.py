"""Figures: printed with the load average beside them, for other work on the machine counts in each."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache


def say(what: str, told: str) -> None:
    """Print a figure, and how many processes want a processor in the mean of the last minute."""
    print(f"{what:34} {told}  [load {os.getloadavg()[0]:.1f}]", flush=True)


def percentile(seconds: Iterable[float], share: float) -> float:
    """Return the time that so many of all did not exceed, in milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


@cache
def cores() -> tuple[int, int] | None:
    """Return the core of the service and that of its client, as they are first seen; None where nothing is pinned."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    known = sorted(os.sched_getaffinity(0))
    return known[0], known[-1]
