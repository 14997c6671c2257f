"""The engine is told: by --version, and where `durable` was asked for and does not load."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.edges.cli.command import EXAMPLE, Ended, handover

VERSION = re.compile(r"handover \d+\.\d+\.\d+\nengine: (.+)\nPython 3\.\d+\.\d+\n")
SAID = "改由 compiled 判定，答案相同 / the engine durable does not load here"


@pytest.fixture
def hidden(tmp_path: Path) -> dict[str, str]:
    """Return settings under which the C module does not load, as one built for another Python."""
    (tmp_path / "durable_rules_engine.py").write_text("raise ImportError('undefined symbol: PyEval_CallObject')\n")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[3])])}


def engine_of(told: Ended) -> str:
    shown = VERSION.fullmatch(told.out.decode())
    assert shown is not None
    return shown[1]


def test_the_version_names_the_engine(hidden: dict[str, str]) -> None:
    assert re.fullmatch(r"durable \(durable_rules \d+\.\d+\.\d+\)", engine_of(handover("--version")))
    assert engine_of(handover("--version", settings=hidden)) == "compiled"


def test_an_engine_asked_for_that_does_not_load_is_said_once_with_the_reason(hidden: dict[str, str]) -> None:
    expected = handover("run", EXAMPLE)
    by_option = handover("run", EXAMPLE, "--engine", "durable", settings=hidden)
    by_setting = handover("run", EXAMPLE, settings={**hidden, "HANDOVER_ENGINE": "durable"})
    for told in (by_option, by_setting):
        assert (told.code, told.out) == (0, expected.out)
        assert told.err.count(SAID) == 1
        assert "undefined symbol: PyEval_CallObject" in told.err


@pytest.mark.parametrize("arguments", [(), ("--engine", "compiled")])
def test_who_asks_for_no_c_engine_is_told_nothing(hidden: dict[str, str], arguments: tuple[str, ...]) -> None:
    told = handover("run", EXAMPLE, *arguments, settings=hidden)
    assert (told.code, told.err) == (0, "")


def test_an_engine_that_loads_is_no_news() -> None:
    assert handover("run", EXAMPLE, "--engine", "durable").err == ""
