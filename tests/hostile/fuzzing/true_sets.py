"""BASES, true_files: the sound policy sets that drafts are made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from handover_policy.sources.shipped import shipped_folder

ROOT = Path(__file__).parents[3]
RULES = shipped_folder("rules")
BASES: Mapping[str, tuple[Path, str]] = MappingProxyType(
    {
        "acme": (ROOT / "tests/edges/contract/acme", ""),
        "nasty": (ROOT / "tests/laws/policies/nasty", ""),
        "internet": (RULES / "internet", ""),
        "logistics": (RULES / "logistics", ""),
        "manufacturing": (RULES / "manufacturing", ""),
        "technology": (RULES / "seed_cases/technology", ""),
        "default": (RULES / "default", ""),
    }
)


@cache
def true_files(base: str) -> Mapping[str, str]:
    """Return the files of a set as they are; a relative `extends` becomes one that holds anywhere."""
    place, _ = BASES[base]
    found = {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8") for path in sorted(place.rglob("*.yaml"))
    }
    return {path: text.replace("extends: ../default", "extends: builtin:default") for path, text in found.items()}
