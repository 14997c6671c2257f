"""Example, read_examples: for a kind of finding, files that give it and the same files mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.compose import LOADER

EXAMPLES = "examples.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Files by path, wrong and right; `at` is where the finding stands in the wrong ones.

    `before` holds the files before a change, for what diff finds. `saved_as` is the encoding of the first wrong file
    where it is not UTF-8 (`cut-off`: it ends within a character); `filler` is a text that stands so many times at its
    end.
    """

    at: Location
    wrong: Mapping[str, str]
    right: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    saved_as: str = ""
    filler: tuple[str, int] = ("", 0)


def read_examples(text: str) -> Mapping[str, Example]:
    """Return the examples by code, from the text of examples.yaml; raises KeyError where a part is missing."""
    told = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader; our own may not hold what some examples show
    return MappingProxyType({code: _example(written) for code, written in (told or {}).items()})


def _example(written: dict[str, Any]) -> Example:
    file, line, column = written["at"].rsplit(":", 2)
    filler = written.get("filler", {"text": "", "times": 0})
    return Example(
        at=Location(file, int(line), int(column)),
        wrong=MappingProxyType(written["wrong"]),
        right=MappingProxyType(written["right"]),
        before=MappingProxyType(written.get("before", {})),
        saved_as=written.get("saved_as", ""),
        filler=(filler["text"], filler["times"]),
    )
