"""Documents written by the command itself, once for all tests that look at them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from handover_policy.cli import main

DOCUMENTS = ("task-list", "confirmation-sheet", "agreement-confirmation", "leaving-certificate", "handover-package")
LANGUAGES = ("zh-CN", "en")
HERE = Path(__file__).parent
MODULES = Path(sys.prefix) / "browser"
Json = dict[str, Any]


@cache
def folder() -> Path:
    return Path(mkdtemp(prefix="handover-documents-"))


@cache
def sampled(document: str, language: str = "zh-CN", form: str = "pdf") -> Path:
    """Return a document of the sample as a file; written in this process, for a fresh one takes a second to begin."""
    place = folder() / f"{document}.{language}.{form}"
    arguments = ["render", document, "--sample", "--lang", language, "--output", str(place)]
    assert main.handover.main(arguments, standalone_mode=False) in {None, 0}
    return place


def text_of(pdf: Path) -> str:
    """Return the text of a PDF without white space, which is a matter of layout."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return "".join(told.split())


def facts_of(pdf: Path) -> dict[str, str]:
    told = subprocess.run(["pdfinfo", "-isodates", str(pdf)], capture_output=True, text=True, check=True).stdout
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in told.splitlines())}


def attachments_of(pdf: Path, into: Path) -> dict[str, bytes]:
    into.mkdir(exist_ok=True)
    subprocess.run(["pdfdetach", "-saveall", "-o", str(into), str(pdf)], capture_output=True, check=True)
    return {file.name: file.read_bytes() for file in sorted(into.iterdir())}


def looked_at(*pages: Path) -> list[Json]:
    """Return what a browser says of pages: what axe-core finds, how far each runs over at 390 px, what it loads."""
    node = shutil.which("node")
    assert node is not None
    profile = mkdtemp(prefix="handover-browser-")
    ended = subprocess.run(
        [node, str(HERE / "look.mjs"), str(MODULES), profile, *map(str, pages)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    shutil.rmtree(profile, ignore_errors=True)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]
