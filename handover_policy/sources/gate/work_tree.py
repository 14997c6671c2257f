"""work_tree_of: the repository that a folder lies in, found without asking git."""

from __future__ import annotations

import os
from pathlib import Path

GIT = ".git"


def work_tree_of(folder: Path) -> Path | None:
    """Return the nearest folder, this one or one above it, that holds `.git`; None outside of repositories.

    Take a resolved path: a link is left by where it leads, not by where it stands.
    """
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / GIT)), None)
