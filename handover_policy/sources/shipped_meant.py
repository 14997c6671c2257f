"""shipped_meant: the set that ships which somebody means by an `extends` that names none."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.findings.suggestion import nearest
from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.meant.values import written_as
from handover_policy.sources.shipped import BUILTIN, shipped_sets

NOT_FOUND = "extends-not-found"


def shipped_meant(reference: str) -> FileRefusal:
    """Return that there is no such set, with the one that is meant: certain by its name or title, else the nearest."""
    known = [name for name in shipped_sets() if "/" not in name]
    last = reference.removeprefix(BUILTIN).strip("./ ").rpartition("/")[2].lower()
    certain = f"{BUILTIN}{last}" if last in known else word_meant(last, "values.extends")
    near = nearest(last, known)
    suggestion = certain or (f"{BUILTIN}{near}" if near else "")
    details: dict[str, str | int | tuple[str, ...]] = {
        "suggestion": suggestion,
        "allowed": tuple(f"{BUILTIN}{name}" for name in known),
        **written_as(certain),
    }
    return FileRefusal(reference, NOT_FOUND, MappingProxyType(details))
