"""Nothing that is committed names a path of one machine or the host of a package registry."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FOLDERS = (
    "handover_policy",
    "rules",
    "schemas",
    "notifications",
    "texts",
    "examples",
    "tests",
    "docs",
    "benchmarks",
    "release",
)
KINDS = {".py", ".md", ".yaml", ".yml", ".json", ".jsonl", ".j2", ".toml", ".sql", ".html", ".css", ".txt"}

MACHINE = re.compile(r"(?<![\w./-])/(?:home|root|Users|work)/\w|\b(?:pypi|pythonhosted|npmjs)[.]org\b")


def committed_files() -> list[Path]:
    inside = (file for folder in FOLDERS for file in (CHECKOUT / folder).rglob("*"))
    texts = [file for file in (*CHECKOUT.iterdir(), *inside) if file.suffix in KINDS]
    return [*texts, *(CHECKOUT / name for name in ("Makefile", "Dockerfile", ".dockerignore", ".ci/run"))]


def machine_names(text: str) -> list[str]:
    return [found.group() for found in MACHINE.finditer(text)]


def test_no_file_names_a_machine() -> None:
    named = {
        file.relative_to(CHECKOUT).as_posix(): names
        for file in committed_files()
        if (names := machine_names(file.read_text("utf-8", errors="replace")))
    }
    assert named == {}


# Put together here, so that this file names none itself.
ROOT, DOT = "/", "."


@pytest.mark.parametrize("text", [f"cd {ROOT}home/li", f"={ROOT}root/x", f"https://pypi{DOT}org/simple"])
def test_a_machine_is_recognised(text: str) -> None:
    assert machine_names(text) != []


@pytest.mark.parametrize("text", ["docs/work/sheet.md", "/workdays", "a/home/x"])
def test_a_place_inside_the_project_is_none(text: str) -> None:
    assert machine_names(text) == []
