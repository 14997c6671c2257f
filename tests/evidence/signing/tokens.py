"""A token of SoftHSM2 in a folder of a test's own, with a key that never leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handover_policy.signing.token import TokenSeal

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
CONFIGURED = "SOFTHSM2_CONF"
LABEL, PIN = "handover", "1234"
TOOL = shutil.which("softhsm2-util") or "softhsm2-util"


@contextmanager
def softhsm(folder: Path) -> Iterator[TokenSeal]:
    """Give the seal of a fresh token; the environment names its configuration meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get(CONFIGURED)
    os.environ[CONFIGURED] = str(folder / "softhsm2.conf")
    try:
        making = [TOOL, "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "5678"]
        subprocess.run(making, check=True, capture_output=True)  # noqa: S603 - our own words
        module = next(each for each in MODULES if Path(each).exists())
        yield TokenSeal(module=module, token=LABEL, pin=PIN)
    finally:
        os.environ.pop(CONFIGURED)
        if before is not None:
            os.environ[CONFIGURED] = before
