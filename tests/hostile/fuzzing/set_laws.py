"""hold_draft: what must be true of every command that reads a policy set, however spoilt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from handover_policy.findings.lines import LINE_END
from handover_policy.sources.shipped import shipped_folder
from tests.hostile.fuzzing.commands import Ended, called
from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.laws import must, no_crash, showable, strict_json
from tests.hostile.fuzzing.shelf import on_shelf
from tests.hostile.fuzzing.true_sets import ROOT

TODAY = "2026-11-23"
EVENTS = ROOT / "examples" / "salesman.jsonl"
REPORTS = ("text", "jsonl", "sarif", "github", "junit", "markdown")
CONTRACT = frozenset({0, 1, 2, 3, 4, 5, 6})


def hold_draft(draft: Draft) -> str:
    """Raise Broken unless the laws hold; return what came of it, for the counts."""
    with on_shelf(draft) as (place, true):
        found = _validated(place)
        sound = not any(each["severity"] == "error" for each in found)
        _reports(place, draft.turn, found)
        for arguments, accepted in _calls(place, true, draft.turn, sound=sound):
            ended = no_crash(called(*arguments))
            must(ended.code in CONTRACT, "an exit code of the contract", ended)
            must(not sound or ended.code in accepted, "what validate accepts every command accepts", ended)
            told = ended.code or not _looks_at_all(ended, draft, found)
            must(sound or told, "a set with errors is not taken for sound", ended)
            must(ended.code in {0, 4, 5} or ended.out.strip() or ended.err.strip(), "what ends badly says why", ended)
            _shown(ended)
        return "sound" if sound else "errors"


def _looks_at_all(ended: Ended, draft: Draft, found: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a command looks at all that is wrong: lint and diff leave out templates, run leaves out tests.

    Check does without the files of a folder where it holds none.
    """
    if ended.arguments[0] == "run":
        wrong = (each for each in found if each["severity"] == "error")
        return any(not str(each.get("file", "")).startswith("tests/") for each in wrong)
    files = any("/" not in path and path.endswith((".yaml", ".yml")) for path in draft.files)
    return ended.arguments[0] == "check" and files


def _validated(place: Path) -> list[dict[str, Any]]:
    ended = no_crash(called("validate", place, "--format", "json"))
    must(ended.code in {0, 1, 3}, "validate ends with 0, 1 or 3", ended)
    if ended.code == 3:
        must(ended.err.strip(), "what cannot be read is said", ended)
        return [{"code": "unreadable", "severity": "error"}]
    told = strict_json(ended.out, ended)
    found: list[dict[str, Any]] = told["findings"]
    must((ended.code == 1) == any(each["severity"] == "error" for each in found), "errors end with 1", ended)
    _placed(place, found, ended)
    linted = no_crash(called("lint", place, "--format", "json", "--as-of", TODAY))
    must(linted.code in {0, 1, 3}, "lint ends with 0, 1 or 3", linted)
    if linted.code in {0, 1}:
        _placed(place, strict_json(linted.out, linted)["findings"], linted)
    return found


def _placed(place: Path, found: Sequence[Mapping[str, Any]], ended: Ended) -> None:
    """Every finding has its place, inside a file that is there."""
    for each in found:
        at = (each["file"], each["line"], each["column"])
        must(each["message"] and each["code"], "a finding says what is wrong", ended, each)
        must(each["file"] and each["line"] >= 1 and each["column"] >= 1, "a finding has its place", ended, each)
        lines = _lines_of(place, each["file"])
        if lines is None:
            must(at[1:] == (1, 1), "what is missing is found at 1:1", ended, each)
            continue
        must(each["line"] <= len(lines), "the line of a finding is a line of the file", ended, each, len(lines))
        if each["line"] <= len(lines):
            width = len(lines[each["line"] - 1])
            must(each["column"] <= width + 1, "the column of a finding lies in its line", ended, each, width)


def _lines_of(place: Path, file: str) -> list[str] | None:
    shipped = re.fullmatch(r"builtin:(.+)", file)
    path = shipped_folder("rules") / shipped[1] if shipped else place / file
    if file.startswith("notifications/") and not path.is_file():
        path = shipped_folder("notifications").parent / file
    if not path.is_file():
        return None
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return LINE_END.split(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return LINE_END.split(content.decode("utf-8", "replace"))


def _reports(place: Path, turn: int, found: Sequence[Mapping[str, Any]]) -> None:
    """The other forms of reports hold the same findings; they take turns."""
    form, language = REPORTS[turn % len(REPORTS)], ("zh", "en")[turn % 2]
    ended = no_crash(called("validate", place, "--format", form, "--lang", language))
    must(ended.code in {0, 1, 3}, "validate ends with 0, 1 or 3", ended)
    _shown(ended)
    if form == "text":
        again = called(*ended.arguments)
        must((again.out, again.err) == (ended.out, ended.err), "the same set has the same findings", ended)
    if form == "sarif" and ended.code != 3:
        results = strict_json(ended.out, ended)["runs"][0]["results"]
        must(len(results) == len(found), "every form tells every finding", ended, len(results), len(found))
    if form == "jsonl" and ended.code != 3:
        rows = [strict_json(line, ended) for line in ended.out.splitlines()]
        must(len(rows) == len(found), "every form tells every finding", ended, len(rows), len(found))


def _shown(ended: Ended) -> None:
    for written, what in ((ended.out, "standard output"), (ended.err, "standard error")):
        showable(written.decode("utf-8", "replace"), what, ended, line_ends=True)


def _calls(place: Path, true: Path, turn: int, *, sound: bool) -> list[tuple[tuple[object, ...], set[int]]]:
    """Return every other command that reads a set, and the exit codes of those that accept it."""
    day = ("--as-of", TODAY)
    calls: list[tuple[tuple[object, ...], set[int]]] = [
        (("check", place, *day), {0, 1, 4}),
        (("run", EVENTS, "--policy", place, "--engine", "compiled"), {0}),
        (("diff", true, place, *day, "--format", "markdown"), {0, 1}),
    ]
    if not sound:  # the others read a set in the same way as these
        return calls
    more: list[tuple[tuple[object, ...], set[int]]] = [
        (("lint", place, *day, "--format", "markdown"), {0, 1}),
        (("diff", place, true, *day, "--format", "json"), {0, 1}),
        (("test", place), {0, 1, 4, 5}),
        (("run", EVENTS, "--policy", place), {0}),
        (("run", EVENTS, "--policy", place, "--format", "text", "--lang", "en"), {0}),
        (("explain", EVENTS, "--policy", place, "--case", "E1001/1"), {0, 2, 5}),
        (("render", "task-list", "--sample", "--policy", place), {0, 5}),
        (("render", "confirmation-sheet", "--sample", "--policy", place, "--format", "html"), {0, 5}),
        (("render", "task-overdue", "--sample", "--policy", place), {0, 2, 5}),
        (("simulate", "--on", "2026-08-03", "--policy", place), {0, 2}),
        (("simulate", "--on", "2026-08-03", "--policy", place, "--act", "on-time", "--format", "json"), {0, 2}),
        (("plan", "--cases", EVENTS, "--against", true, "--policy", place, *day, "--migrate"), {0, 5}),
    ]
    return [*calls, *more[turn % 3 :: 3]]
