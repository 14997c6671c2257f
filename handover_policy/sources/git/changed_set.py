"""sides_of: the policy set that a file changed under git belongs to, before the change and after it."""

from __future__ import annotations

from pathlib import Path

from handover_policy.sources.git.driver import Handed
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.sides import Sides

MANIFEST = "policy.yaml"
ENDINGS = (".yaml", ".yml")
ELSEWHERE = ("tests", "notifications")


def sides_of(change: Handed) -> tuple[Sides, str, str] | None:
    """Return the set of the working tree with the file as it was, and as it is; with its paths in the set.

    None for a file that is in no set, and for a link or a submodule: what they hold is a name.
    """
    place = _set_of(change.new_path)
    if place is None or not Path(change.old_path).is_relative_to(place) or not change.is_ordinary:
        return None
    before, after = (Path(path).relative_to(place).as_posix() for path in (change.old_path, change.new_path))
    if any(path.split("/")[0] in ELSEWHERE or not path.endswith(ENDINGS) for path in (before, after)):
        return None
    try:
        old, new = change.contents()
    except OSError:
        return None
    base = FolderSource(place, over={after: None, before: old})
    head = FolderSource(place, over={before: None, after: new})
    return Sides(base=base, head=head), before, after


def _set_of(path: str) -> Path | None:
    """Return the nearest folder above a file that holds a manifest."""
    return next((each for each in Path(path).parents if (each / MANIFEST).is_file()), None)
