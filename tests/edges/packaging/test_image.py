"""The image: an unprivileged user, the C engine, the command as entry point, and nothing inside that is not needed."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[3]
Instruction = tuple[str, str]


def stages(text: str) -> dict[str, list[Instruction]]:
    """Return the instructions of a Dockerfile by the name of their stage, in order; those before the first under ''."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE))
    found: dict[str, list[Instruction]] = {"": []}
    for row in filter(None, joined.splitlines()):
        word, _, rest = row.partition(" ")
        if word == "FROM":
            found[rest.rpartition(" AS ")[2]] = []
        found[list(found)[-1]].append((word, rest))
    return found


STAGES = stages((ROOT / "Dockerfile").read_text("utf-8"))
IMAGES = ("pdf", "serve", "handover")


def inherited(stage: str) -> list[Instruction]:
    """Return the instructions of a stage after those of the stages that it stands on."""
    base = STAGES[stage][0][1].partition(" AS ")[0]
    return [*(inherited(base) if base in STAGES else []), *STAGES[stage]]


def test_the_image_without_extras_is_what_docker_builds_by_default() -> None:
    assert list(STAGES)[-1] == "handover"
    assert [name for name in STAGES if name in IMAGES] == list(IMAGES)


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_runs_the_command_as_nobody_special(image: str) -> None:
    rows = inherited(image)
    assert [rest for word, rest in rows if word == "ENTRYPOINT"] == ['["handover"]']
    assert rows[-1] == ("USER", "10001:10001")  # by number, so that a cluster can see that it is not root
    assert [rest for word, rest in rows if word in {"VOLUME", "EXPOSE", "ADD"}] == []


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_has_no_compiler_and_takes_what_was_built(image: str) -> None:
    installs = " ".join(rest for word, rest in inherited(image) if word == "RUN")
    assert "gcc" not in installs
    assert "pip" not in installs
    assert "rm -rf /var/lib/apt/lists/*" in installs
    assert any(word == "COPY" and rest.startswith("--from=build") for word, rest in STAGES[image])


def test_what_is_built_has_the_c_engine_or_fails() -> None:
    (built,) = (rest for word, rest in STAGES["build"] if word == "RUN" and "pip" in rest)
    assert '".[durable]" &&' in built
    assert built.endswith('python -c "import durable_rules_engine"')


def test_every_stage_stands_on_a_tagged_image_or_another_stage() -> None:
    bases = [rows[0][1].partition(" AS ")[0] for name, rows in STAGES.items() if name]
    outside = {base for base in bases if base not in STAGES}
    assert outside == {"python:${PYTHON}-slim-${DEBIAN}"}
    assert STAGES[""] == [("ARG", "PYTHON=3.12"), ("ARG", "DEBIAN=bookworm")]


def sent(file: str) -> bool:
    """Tell whether a file is sent to the builder; the last line of .dockerignore that matches decides."""
    answer = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!")
        if pattern and not pattern.startswith("#") and matches(PurePosixPath(file), pattern):
            answer = line.startswith("!")
    return answer


def matches(file: PurePosixPath, pattern: str) -> bool:
    """Tell whether a pattern names a file or a folder above it; `**/` is any depth, none included."""
    above = [file, *file.parents][:-1]
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatchcase(each.name, pattern[3:]) for each in above)
    return any(len(each.parts) == 1 and fnmatch.fnmatchcase(each.name, pattern) for each in above)


@pytest.mark.parametrize(
    "private", [".git/config", ".env", "id_rsa", "cases.jsonl", "rules/.env", "rules/default/.git/config", "dist/x.whl"]
)
def test_nothing_private_is_sent_to_the_builder(private: str) -> None:
    assert not sent(private)


def test_what_is_sent_builds_the_wheel_whole(tmp_path: Path) -> None:
    tops = [each for each in ROOT.iterdir() if sent(each.name)]
    files = [file for top in tops for file in (top.rglob("*") if top.is_dir() else [top]) if file.is_file()]
    for path in (file.relative_to(ROOT) for file in files):
        if sent(path.as_posix()):
            (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / "in" / path)
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir"]
    for name, place in (("part", tmp_path / "in"), ("whole", ROOT)):
        subprocess.run([*build, tmp_path / name, place], check=True, capture_output=True)
    part, whole = (ZipFile(next((tmp_path / name).glob("*.whl"))).namelist() for name in ("part", "whole"))
    assert set(part) == set(whole)
