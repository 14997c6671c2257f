"""hold_fix: what must be true of `validate --fix` and `lint --fix` on any policy set."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.hostile.fuzzing.commands import Ended, called
from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.laws import must, no_crash, showable, strict_json
from tests.hostile.fuzzing.set_laws import TODAY
from tests.hostile.fuzzing.shelf import LINK, contents, on_shelf

SIGNS = str.maketrans("【】「」“”‘’、。", "[]{}\"\"'',.")
ROW = re.compile(r"""(?m)(?:^|[\s{,-])id:\s*["']?([\w.-]+)""")
COMMENT = re.compile(r"(?m)(?:^|\s)(#.*)$")


def hold_fix(draft: Draft) -> str:
    """Raise Broken unless the laws hold; return what came of it, for the counts."""
    with on_shelf(draft) as (place, _):
        before, outside = contents(place), _outside(place)
        found = _found(place, "validate")
        repaired = _fixed(place, "validate")
        after = contents(place)
        must(set(after) == set(before), "a fix neither adds nor removes a file", repaired, set(after) ^ set(before))
        for path, content in after.items():
            _kept(path, before.get(path, b""), content, repaired)
        then = _found(place, "validate")
        must(_errors(found) or not _errors(then), "a fix never makes a sound set unsound", repaired)
        _fixed(place, "validate")
        must(contents(place) == after, "a second fix changes nothing", repaired, _changed(after, contents(place)))
        linted = _lint_fixed(place, after, sound=not _errors(then))
        must(_outside(place) == outside, "a fix writes nothing outside of the set", repaired)
    return f"{'mended' if after != before else 'left alone'}, {linted}"


def _outside(place: Path) -> Mapping[str, bytes]:
    return {path: content for path, content in contents(place.parent).items() if not path.startswith(f"{place.name}/")}


def _fixed(place: Path, command: str) -> Ended:
    day = ("--as-of", TODAY) if command == "lint" else ()
    ended = no_crash(called(command, place, "--fix", *day))
    must(ended.code in {0, 1, 3}, "a fix ends with 0, 1 or 3", ended)
    showable(ended.out.decode(), "standard output", ended, line_ends=True)
    showable(ended.err.decode(), "standard error", ended, line_ends=True)
    return ended


def _found(place: Path, command: str) -> list[dict[str, Any]] | None:
    """Return the findings of a set, None where it cannot be read."""
    day = ("--as-of", TODAY) if command == "lint" else ()
    ended = no_crash(called(command, place, "--format", "json", *day))
    found: list[dict[str, Any]] | None = strict_json(ended.out, ended)["findings"] if ended.code in {0, 1} else None
    return found


def _errors(found: list[dict[str, Any]] | None) -> bool:
    return found is None or any(each["severity"] == "error" for each in found)


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[tuple[str, bytes, bytes]]:
    return [(path, before.get(path, b""), after[path]) for path in after if before.get(path) != after[path]]


def _kept(path: str, before: bytes, after: bytes, ended: Ended) -> None:
    """A file that is mended says the same, sign by sign, but for signs that are plain now, and for blanks."""
    if before == after:
        return
    must(not before.startswith(LINK), "a link stays the link it was", ended, path)
    must(path.endswith((".yaml", ".yml")), "only policy files are mended", ended, path)
    must("/." not in f"/{path}", "hidden files are left alone", ended, path)
    one, other = plain_signs(_text(before)), plain_signs(_text(after))
    must(one == other, "a fix keeps every sign that is no slip", ended, path, *_difference(one, other))
    trees = _tree(_text(before)), _tree(_text(after))
    if None not in trees and _text(before) == _text(after):
        must(trees[0] == trees[1], "another encoding says the same", ended, path)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def plain_signs(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.translate(SIGNS)).split()).replace("\ufeff", "")


def _difference(one: str, other: str) -> tuple[str, str]:
    place = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), 0)
    return one[max(0, place - 30) : place + 30], other[max(0, place - 30) : place + 30]


def _tree(text: str) -> object:
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only, and nothing of it is used
    except (yaml.YAMLError, ValueError, TypeError):
        return None


def _lint_fixed(place: Path, before: Mapping[str, bytes], *, sound: bool) -> str:
    found = _found(place, "lint")
    ended = _fixed(place, "lint")
    after = contents(place)
    changed = _changed(before, after)
    must(set(after) == set(before), "a fix neither adds nor removes a file", ended)
    must(sound or not changed or _reads(found), "a set with errors is not mended by lint", ended)
    if not changed:
        return "nothing to mend"
    for path, old, new in changed:
        must(not old.startswith(LINK), "a link stays the link it was", ended, path)
        must(path.endswith((".yaml", ".yml")) and "/." not in f"/{path}", "only policy files are mended", ended, path)
        rows, comments = (Counter(each.findall(_text(old))) for each in (ROW, COMMENT))
        must(not rows - Counter(ROW.findall(_text(new))), "lint loses no row", ended, path, rows)
        must(not comments - Counter(COMMENT.findall(_text(new))), "lint loses no comment", ended, path, comments)
    validated, linted = _found(place, "validate"), _found(place, "lint")
    must(not sound or not _errors(validated), "a fix never makes a sound set unsound", ended)
    left, were = (Counter((each["code"], each["message"]) for each in told or ()) for told in (linted, found))
    must(sum(left.values()) < sum(were.values()), "lint has less to say once it has mended", ended, left - were)
    _fixed(place, "lint")
    must(contents(place) == after, "a second fix changes nothing", ended, _changed(after, contents(place)))
    return "linted"


def _reads(found: list[dict[str, Any]] | None) -> bool:
    """Return whether lint could read the rules: what is wrong with messages does not keep it from mending them."""
    return found is not None
