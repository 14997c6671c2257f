"""Requirement lists made from pyproject.toml: what the compiled evaluator needs, and the lowest version of each."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PURE = ROOT / "requirements-pure.txt"
FROM_SOURCE = "durable-rules"
"""The one dependency that comes as C source alone; the evaluator `compiled` stands in for it."""
HEAD = """\
# Made from pyproject.toml by `make requirements`: every dependency but the C engine, for machines without a compiler.
#   pip install --only-binary :all: -r requirements-pure.txt && pip install --no-deps .
"""


def dependencies(project: dict[str, Any], *extras: str) -> list[Requirement]:
    """Return the requirements that a pyproject.toml states, those of the extras last."""
    stated = project["project"]
    lines = [*stated["dependencies"], *(each for extra in extras for each in stated["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


def pure(project: dict[str, Any]) -> str:
    """Return requirements-pure.txt: the dependencies that pip finds built, as they are stated."""
    lines = [str(each) for each in dependencies(project) if each.name != FROM_SOURCE]
    return HEAD + "".join(f"{line}\n" for line in lines)


def lowest(project: dict[str, Any], environment: dict[str, str] | None = None) -> str:
    """Return the lowest version of every dependency, of the extra `pdf` and of the build backend, one a line.

    Raises ValueError where a requirement names no lowest version: nobody could say what is tested.
    """
    stated = [*dependencies(project, "pdf"), *(Requirement(line) for line in project["build-system"]["requires"])]
    return "".join(f"{each.name}=={_floor(each)}\n" for each in stated if _applies(each.marker, environment))


def _floor(requirement: Requirement) -> str:
    floors = [each.version for each in requirement.specifier if each.operator in {">=", "==", "~="}]
    if len(floors) != 1:
        raise ValueError(f"{requirement}: name one lowest version")
    return floors[0]


def _applies(marker: Marker | None, environment: dict[str, str] | None) -> bool:
    return marker is None or marker.evaluate(environment)


def main() -> None:
    """Write requirements-pure.txt anew; asked for `lowest`, perhaps with a Python as `3.13`, write those versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    if sys.argv[1:2] == ["lowest"]:
        sys.stdout.write(lowest(project, *({"python_version": version} for version in sys.argv[2:])))
    else:
        PURE.write_text(pure(project), encoding="utf-8")


if __name__ == "__main__":
    main()
