"""load: the policy that lies in a folder, or that ships."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from handover_policy.app.door.invalid import PolicyInvalid
from handover_policy.app.door.policy import Policy
from handover_policy.app.load import open_policies
from handover_policy.findings.suggestion import nearest
from handover_policy.sources.shipped import BUILTIN, policy_place, shipped_sets


def load(path: str | os.PathLike[str], *later: str | os.PathLike[str]) -> Policy:
    """Return the policy that lies in a folder, or that ships as `builtin:NAME`.

    Several folders are the versions of one set; each case keeps to the one that was in force when it began.

    Raises:
        PolicyInvalid: the set has errors; all of them are in `findings`.
        ValueError: the folders hold different sets, or one version twice.
        OSError: a folder is not there, or cannot be read.

    Example:
        >>> load("builtin:default").versions
        ('1.0.0',)

    """
    places = [found_place(each) for each in (path, *later)]
    opened = open_policies(places)
    if not opened.policies or opened.templates is None:
        raise PolicyInvalid(opened.findings, opened.text_of)
    return Policy(opened, places)


def found_place(named: str | os.PathLike[str]) -> Path:
    """Return the folder of a set as it was named; raises FileNotFoundError for a set that does not ship."""
    text = os.fspath(named)
    place = policy_place(text)
    if text.startswith(BUILTIN) and str(place) == text:
        near = nearest(text.removeprefix(BUILTIN), shipped_sets())
        hint = f"; did you mean {BUILTIN}{near}?" if near else ""
        raise FileNotFoundError(errno.ENOENT, f"no such set ships{hint}", text)
    return place
