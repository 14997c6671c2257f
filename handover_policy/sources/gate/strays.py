"""stray: files that somebody may take for a part of a policy set, though none of it is read."""

from __future__ import annotations

import re
from types import MappingProxyType

from handover_policy.policy.inherit.folder import FileRefusal

_MEANT = re.compile(r"(?P<name>.+\.(?:yaml|yml))(?:\.txt|\.yaml|\.yml|\.docx?|\.rtf)?", re.IGNORECASE)
_ASIDE = re.compile(
    r".+(?:~|\.(?:bak|old|orig|tmp|txt|rtf|docx?|xlsx?|csv|wps|et))|.+\.(?:yaml|yml)[.~ _-].*", re.IGNORECASE
)


def stray(path: str) -> FileRefusal | None:
    """Return what is said of a file that is not read: one meant as a rule, or one left aside; None of any other.

    `a.yaml.txt` is what an editor makes of `a.yaml` where endings are hidden, and `a.YAML` is no `a.yaml` either.
    """
    name = path.rpartition("/")[2]
    meant = _MEANT.fullmatch(name)
    if meant is not None:
        folder = path[: len(path) - len(name)]
        stem, _, ending = meant["name"].rpartition(".")
        return FileRefusal(path, "file-misnamed", MappingProxyType({"right": f"{folder}{stem}.{ending.lower()}"}))
    return FileRefusal(path, "file-left-aside") if _ASIDE.fullmatch(name) else None
