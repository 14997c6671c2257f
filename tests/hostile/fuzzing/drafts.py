"""Draft, drafts: policy sets that ship or that the contract shows, spoilt in their structure and in their bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from handover_policy.sources.shipped import shipped_folder
from tests.hostile.fuzzing.nasties import TEMPLATES
from tests.hostile.fuzzing.rewriting import CHANGES, LETTERS, SLIPPING, Draw, tree_of
from tests.hostile.fuzzing.true_sets import true_files
from tests.hostile.fuzzing.vocabulary import LINES, PARTS

USUAL = (
    "acme",
    "acme",
    "acme",
    "acme",
    "nasty",
    "nasty",
    "internet",
    "logistics",
    "manufacturing",
    "technology",
    "default",
)
TURNS = 6
BYTES = 7
"""One in eight drafts is spoilt in its bytes too; none by the smallest choice, which examples are made small by."""

MESSAGES = ("task-overdue", "handover-started", "gate-held")
Files = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy set as somebody left it: its files by path; `spoilt` names what was done to it.

    A file whose content begins with `link:` is a link to what follows. `turn` says which forms of reports, and which
    of the commands that take the longest, it is tried with.
    """

    base: str
    files: Mapping[str, bytes]
    turn: int = 0
    spoilt: tuple[str, ...] = ()


def _line(draw: Draw, files: Files) -> str:
    """Add what the manifest may say: a parent, rows taken out or moved, people, times."""
    manifest = files.get("policy.yaml")
    if manifest is None:
        return "nothing"
    files["policy.yaml"] = manifest.rstrip("\n") + f"\n{draw(st.sampled_from(LINES))}\n"
    return "manifest line"


def _part(draw: Draw, files: Files) -> str:
    """Add a whole file: waivers, approvals, tests, statutes, messages, documents, or what is none of these."""
    path, text = draw(st.sampled_from(PARTS))
    files[path] = text
    return f"file {path.partition('/')[0]}"


def _message(draw: Draw, files: Files) -> str:
    """Bring along a shipped message, its texts spoilt."""
    name = draw(st.sampled_from(MESSAGES))
    place = shipped_folder("notifications")
    for path in sorted((place / name).rglob("*.yaml")):
        inside = f"notifications/{path.relative_to(place).as_posix()}"
        files.setdefault(inside, path.read_text(encoding="utf-8"))
    told = sorted(path for path in files if path.startswith(f"notifications/{name}/"))
    path = draw(st.sampled_from(told))
    text = files[path]
    where = [found.start() for found in re.finditer(r"(?<=[^\s:>|-])(?=\n)", text)]
    at = draw(st.sampled_from(where)) if where else 0
    template = draw(st.sampled_from(TEMPLATES))
    written = template if draw(st.booleans()) else template.replace('"', "'")
    files[path] = text[:at] + written + text[at:]
    return "message spoilt"


def _moved_file(draw: Draw, files: Files) -> str:
    """Save a file under another name: into a folder, with another ending, over another file, twice, or nowhere."""
    path = draw(st.sampled_from(sorted(files)))
    text = files[path]
    other = draw(
        st.sampled_from(
            ("a/b/c.yaml", "x.yml", "tests/x.yaml", ".x.yaml", "名 字.yaml", "a\u202eb.yaml", "X.YAML", "policy.yaml")
        )
    )
    if draw(st.booleans()):
        files[other] = text
        return "file copied"
    del files[path]
    if draw(st.booleans()):
        files[other] = text
        return "file moved"
    return "file dropped"


def _slip_in_file(draw: Draw, files: Files) -> str:
    path = draw(st.sampled_from(sorted(files)))
    name, files[path] = SLIPPING(draw, files[path], None)
    return name


def _spoil_file(draw: Draw, files: Files) -> str:
    path = draw(st.sampled_from(sorted(files)))
    text = files[path]
    tree = tree_of(text)
    change = draw(st.sampled_from(CHANGES)) if tree is not None else LETTERS
    name, files[path] = change(draw, text, tree)
    return name


def _bytes(draw: Draw, content: bytes) -> tuple[str, bytes]:
    kind = draw(
        st.sampled_from(("cut", "byte", "insert", "gb18030", "utf-16", "mark", "crlf", "cr", "tabs", "link", "large"))
    )
    place = draw(st.integers(0, len(content)))
    if kind == "cut":
        return kind, content[:place]
    if kind == "byte":
        return kind, content[:place] + bytes([draw(st.integers(0, 255))]) + content[place + 1 :]
    if kind == "insert":
        nasty = draw(
            st.sampled_from((b"\x00", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\x1b[2J", b"\xc2\x85", b"\t"))
        )
        return kind, content[:place] + nasty + content[place:]
    if kind in {"gb18030", "utf-16"}:
        return kind, content.decode("utf-8", "replace").encode(kind, "replace")
    if kind == "mark":
        return kind, b"\xef\xbb\xbf" + content
    if kind == "link":
        return kind, b"link:" + draw(
            st.sampled_from((b"../beside/secret.yaml", b"policy.yaml", b".", b"nowhere", b"/dev/null"))
        )
    if kind == "large":
        return kind, content + b"# " + b"x" * 1_000_100
    return kind, content.replace(
        b"  " if kind == "tabs" else b"\n", {"crlf": b"\r\n", "cr": b"\r", "tabs": b"\t"}[kind]
    )


@st.composite
def drafts(draw: Draw, *, most: int = 4, slips: bool = False) -> Draft:
    """Draw a draft: a set that was sound, spoilt up to `most` times, at times in its bytes too.

    With `slips` every other change is what a Chinese keyboard does.
    """
    base = draw(st.sampled_from(USUAL))
    files: Files = dict(true_files(base))
    spoilt: list[str] = []
    while len(spoilt) < most and draw(st.integers(0, 3 if spoilt else 9)):  # a flag before each: any can be left out
        kind = draw(st.integers(0, 31 if slips else 15))
        usual = _slip_in_file if kind > 15 else _spoil_file
        change = {12: _line, 13: _part, 14: _message, 15: _moved_file}.get(kind, usual)
        spoilt.append(change(draw, files) if files else "nothing")
    contents = {path: text.encode("utf-8", "replace") for path, text in files.items()}
    if contents and draw(st.integers(0, 7)) == BYTES:
        path = draw(st.sampled_from(sorted(contents)))
        name, contents[path] = _bytes(draw, contents[path])
        spoilt.append(f"bytes: {name}")
    return Draft(base=base, files=contents, turn=draw(st.integers(0, TURNS - 1)), spoilt=tuple(spoilt))
