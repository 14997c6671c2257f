"""Pasted: what people paste into the settings, read as it is meant."""

from __future__ import annotations


def behind(value: str, mark: str) -> str:
    """Return what stands behind a mark: people paste the whole address of a robot where only its key is wanted."""
    return value.rpartition(mark)[2]
