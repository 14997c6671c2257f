"""hold_story: what must be true of the decisions on any file of events, however broken."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from handover_policy.app import load, run
from handover_policy.engine.ruleset import EngineName
from tests.hostile.fuzzing.commands import Ended, called, remember_what_ships
from tests.hostile.fuzzing.laws import must, no_crash, showable, strict_json
from tests.hostile.fuzzing.stories import Story
from tests.laws.settings import SETTINGS, opened

OUTCOMES = {"applied", "duplicate", "ignored", "refused"}
SAID = {2, 3, 5}
"""Exit codes of a file that is no file of events at all; one sentence says why."""


@cache
def _first_run(setting: str, engine: EngineName) -> run.Run:
    return TRUE_RUN(opened(setting), engine=engine)


TRUE_RUN = run.Run


def _run_of(opened_policies: load.Opened, *, engine: EngineName = "durable") -> run.Run:
    """Return a run that knows nobody; the policies of the settings are compiled once."""
    for setting in SETTINGS:
        if opened_policies is opened(setting):
            return _first_run(setting, engine).again()
    return TRUE_RUN(opened_policies, engine=engine)


@cache
def _remember_settings() -> None:
    remember_what_ships()
    places = {tuple(map(str, folders)): name for name, folders in SETTINGS.items()}
    true = load.open_policies

    def known(folders: Any, *rest: Any, **named: Any) -> load.Opened:
        name = places.get(tuple(map(str, folders)))
        return opened(name) if name and not rest and not named else true(folders, *rest, **named)

    load.open_policies = known  # type: ignore[assignment]
    run.Run = _run_of  # type: ignore[assignment,misc]


def hold_story(story: Story) -> str:
    """Raise Broken unless the laws hold; return what came of it, for the counts."""
    _remember_settings()
    ended = _told(story, story.content)
    if ended.code != 0:
        must(ended.code in SAID, "a file that is none of events ends with 2, 3 or 5", ended)
        must(not ended.out and ended.err.strip(), "what cannot be read is said, and nothing else", ended)
        must(story.told is None, "events in lines are always decided", ended)
        return f"exit {ended.code}"
    decisions = _decisions(ended)
    must(story.told in {None, len(decisions)}, "every event gets one decision", ended, story.told, len(decisions))
    _same(story, ended, "the same events give the same bytes", story.content)
    compiled = _told(story, story.content, "--engine", "durable")
    must(compiled.out == ended.out, "both engines decide alike", ended)
    _forms(story, decisions)
    if story.told is not None:
        _refused_change_nothing(story, ended, decisions)
    _others(story)
    outcomes = {str(decision["outcome"]) for decision in decisions}
    return "refused" if outcomes == {"refused"} else "decided"


def _told(story: Story, content: bytes, *more: str) -> Ended:
    folders = [part for folder in SETTINGS[story.setting] for part in ("--policy", folder)]
    engine = () if "--engine" in more else ("--engine", "compiled")
    return no_crash(called("run", "-", *folders, *engine, *more, given=content))


def _decisions(ended: Ended) -> list[dict[str, Any]]:
    lines = ended.out.split(b"\n")
    must(lines.pop() == b"", "the last line ends", ended)
    decisions = []
    for line in lines:
        showable(line.decode(), "a line of decisions", ended)
        decision = strict_json(line, ended)
        must(isinstance(decision, dict) and decision.get("outcome") in OUTCOMES, "a line is a decision", ended)
        refused = decision["outcome"] == "refused"
        must(refused == ("refusal" in decision) == ("effects" not in decision), "a refusal has no effects", ended)
        decisions.append(decision)
    return decisions


def _same(story: Story, ended: Ended, law: str, content: bytes) -> None:
    must(_told(story, content).out == ended.out, law, ended)


def _forms(story: Story, decisions: list[dict[str, Any]]) -> None:
    whole = _told(story, story.content, "--format", "json")
    must(strict_json(whole.out, whole) == decisions, "both JSON forms say the same", whole)
    for language in ("zh", "en"):
        text = _told(story, story.content, "--format", "text", "--lang", language)
        must(text.code == 0, "text is written of whatever is decided", text)
        showable(text.out.decode(), "text for people", text, line_ends=True)


def _refused_change_nothing(story: Story, ended: Ended, decisions: list[dict[str, Any]]) -> None:
    """The rest is decided as if what was refused had never been told."""
    lines = [line for line in story.content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    kept = [line for line, each in zip(lines, decisions, strict=True) if each["outcome"] != "refused"]
    if len(kept) in {0, len(lines)}:
        return
    rest = [line for line in ended.out.splitlines() if b'"outcome":"refused"' not in line.replace(b'": "', b'":"')]
    again = _told(story, b"\n".join(kept) + b"\n")
    must(again.out.splitlines() == rest, "what is refused changes nothing", ended)


def _others(story: Story) -> None:
    """Other commands read the same events."""
    folders = [part for folder in SETTINGS[story.setting] for part in ("--policy", folder)]
    with tempfile.TemporaryDirectory() as held:
        file = Path(held) / "events.jsonl"
        file.write_bytes(story.content)
        for arguments in _calls(file, folders, SETTINGS[story.setting][-1]):
            ended = no_crash(called(*arguments))
            must(ended.code in {0, 1, 2, 3, 5}, "an exit code of the contract", ended)
            showable(ended.out.decode(), "text for people", ended, line_ends=True)
            showable(ended.err.decode(), "text for people", ended, line_ends=True)


def _calls(file: Path, folders: list[Any], newest: Path) -> Iterator[tuple[object, ...]]:
    yield "explain", file, *folders
    yield "explain", file, *folders, "--case", "E1/1", "--format", "json"
    yield "explain", file, *folders, "--case", "E2/1", "--format", "markdown", "--lang", "en"
    yield "render", "task-list", "--events", file, *folders, "--case", "E1/1"
    yield "plan", "--cases", file, "--against", newest, *folders, "--as-of", "2026-11-23", "--migrate"
