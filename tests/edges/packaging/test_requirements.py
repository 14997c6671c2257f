"""What pip is told: who gets the C engine, the pure requirements, one lowest version for each."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from release.requirements import PURE, dependencies, lowest, pure

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LINUX = {"sys_platform": "linux", "python_version": "3.12"}


def engine_of(**environment: str) -> list[str]:
    """Return the requirement of the C engine that pip follows there by itself."""
    return [
        each.name
        for each in dependencies(PROJECT)
        if each.name == "durable-rules" and (each.marker is None or each.marker.evaluate({**LINUX, **environment}))
    ]


@pytest.mark.parametrize("version", ["3.11", "3.12"])
def test_the_c_engine_comes_by_itself_where_its_source_builds_as_it_is(version: str) -> None:
    assert engine_of(python_version=version) == ["durable-rules"]


@pytest.mark.parametrize(
    "elsewhere",
    [{"python_version": "3.13"}, {"python_version": "3.14"}, {"sys_platform": "win32"}, {"sys_platform": "darwin"}],
)
def test_pip_builds_nothing_elsewhere(elsewhere: dict[str, str]) -> None:
    assert engine_of(**elsewhere) == []


def test_the_extra_brings_the_c_engine_anywhere() -> None:
    (extra,) = PROJECT["project"]["optional-dependencies"]["durable"]
    assert Requirement(extra).marker is None
    assert Requirement(extra).name == "durable-rules"


def test_the_pure_requirements_are_made_from_pyproject() -> None:
    assert PURE.read_text("utf-8") == pure(PROJECT), "run `make requirements`"


def test_they_are_all_dependencies_but_the_c_engine() -> None:
    named = {Requirement(line).name for line in pure(PROJECT).splitlines() if not line.startswith("#")}
    assert {each.name for each in dependencies(PROJECT)} - named == {"durable-rules"}


def test_every_dependency_has_one_lowest_version() -> None:
    rows = dict(line.split("==") for line in lowest(PROJECT, LINUX).splitlines())
    assert rows.keys() == {each.name for each in dependencies(PROJECT, "pdf")} | {"hatchling"}
    assert all(re.fullmatch(r"[\d.]+", version) for version in rows.values())


@pytest.mark.parametrize("stated", ["x", "x<2", "x!=1", "x>=1,~=1.2"])
def test_a_dependency_without_one_is_refused(stated: str) -> None:
    project = {**PROJECT, "project": {**PROJECT["project"], "dependencies": [stated]}}
    with pytest.raises(ValueError, match="name one lowest version"):
        lowest(project)


def test_the_lowest_versions_in_the_extras_for_tests_are_those_that_ship() -> None:
    """Else the tests would pass with a version that the product does not ask for."""
    extras = PROJECT["project"]["optional-dependencies"]
    shipped = {each.name: each.specifier for each in dependencies(PROJECT, "pdf", "durable")}
    asked = {each.name: each.specifier for each in map(Requirement, extras["test"])}
    assert {name: asked[name] for name in asked.keys() & shipped.keys()} == {"weasyprint": shipped["weasyprint"]}
    (backend,) = map(Requirement, PROJECT["build-system"]["requires"])
    assert asked["hatchling"] == backend.specifier


def test_holidays_is_held_to_one_minor_release() -> None:
    (stated,) = (each for each in dependencies(PROJECT) if each.name == "holidays")
    bounds = {each.operator: each.version.split(".") for each in stated.specifier}
    assert bounds.keys() == {">=", "<"}
    (major, minor), (ends_major, ends_minor) = bounds[">="][:2], bounds["<"][:2]
    assert (ends_major, int(ends_minor)) == (major, int(minor) + 1)
