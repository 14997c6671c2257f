"""validate --fix: what a Chinese keyboard or editor did is named and undone, to the byte; prose is never touched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.app.load import open_policies
from handover_policy.policy.yaml_source.slips import repaired
from handover_policy.sources.policy_repair import find_repairs, write_repair
from tests.edges.authoring.corruptions import CORRUPTIONS, Corruption
from tests.edges.cli.command import handover

ROOT = Path(__file__).parents[3]
ACME = ROOT / "tests" / "edges" / "contract" / "acme"
TEXTS = """\
# yaml-language-server: $schema=x/clauses.schema.json
kind: clauses
clauses:
  - id: clause.texts                 # 注释：全角“标点”，（照旧）　１２３
    title: "赔偿: 说明"
    text: |
      乙方（员工）应当：１、按期交接；２、“如实”说明，不得拖延。
      id：不是键，when：也不是
    sign: never
  - {id: clause.secrets, title: '保密', text: 甲方、乙方均应保密（长期），违者“自负”：详见附件１, sign: never}
"""


def original(tmp_path: Path) -> Path:
    place = tmp_path / "set"
    shutil.copytree(ACME, place)
    (place / "texts.yaml").write_text(TEXTS, encoding="utf-8")
    gates = (place / "gates.yaml").read_text(encoding="utf-8")
    rows = re.sub(
        r"  - \{id: ([a-z.]+), title: ([^,]+), ([a-z_]+): ([a-z_]+), (.*)\}",
        r"  - id: \1\n    title: \2\n    \3: \4\n    x\5",
        gates,
    )
    rows = re.sub(
        r"\n    x(opens_when: \{.*?\}\}?)(?:, (release_by: last_day))?\n",
        lambda m: f"\n    {m[1]}\n" + (f"    {m[2]}\n" if m[2] else ""),
        rows,
    )
    (place / "gates.yaml").write_text(rows, encoding="utf-8")
    return place


def test_the_original_is_clean(tmp_path) -> None:
    place = original(tmp_path)
    assert open_policies([place]).findings == ()
    assert list(find_repairs(place)) == []


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda each: each.name)
def test_each_is_named_and_repaired_to_the_byte(tmp_path, corruption: Corruption) -> None:
    place = original(tmp_path)
    path = place / corruption.file
    before = path.read_bytes()
    path.write_bytes(corruption.change(before.decode()))
    codes = sorted(each.code for each in open_policies([place]).findings)
    assert codes == sorted(corruption.codes)
    (repair,) = find_repairs(place)
    assert repair.content == before


def spoilt(tmp_path: Path, *files: str) -> tuple[Path, dict[str, bytes]]:
    """Return a set whose files have a full-width colon in their second line, and what they should hold."""
    place = original(tmp_path)
    right = {file: (place / file).read_bytes() for file in files}
    for file, content in right.items():
        (place / file).write_bytes(content.replace(b"kind: ", "kind：".encode(), 1))
    return place, right


def test_the_difference_is_shown_before_anything_is_written_and_the_rest_is_validated(tmp_path) -> None:
    place, right = spoilt(tmp_path, "gates.yaml")
    ended = handover("validate", place, "--fix")
    assert (ended.code, ended.out) == (0, b"")
    assert "--- gates.yaml\n+++ gates.yaml\n" in ended.err
    assert "-kind：gates\n+kind: gates\n" in ended.err
    assert ended.err.index("+kind: gates") < ended.err.index("1 of 1 file mended")
    assert (place / "gates.yaml").read_bytes() == right["gates.yaml"]
    assert handover("validate", place, "--fix").err == f"{place}: 0 个错误，0 个警告，0 个提示\n"


def test_a_read_only_file_is_told_of_and_kept_while_others_are_mended(tmp_path) -> None:
    place, right = spoilt(tmp_path, "gates.yaml", "notices.yaml", "tasks.yaml")
    kept = place / "notices.yaml"
    kept.chmod(0o444)
    before = kept.read_bytes()
    ended = handover("validate", place, "--fix")
    assert ended.code == 3
    assert f"无法写入 {kept}：只读文件" in ended.err
    assert "2 of 3 files mended" in ended.err
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (before, 0o444)
    assert {file: (place / file).read_bytes() for file in right if file != kept.name} == {
        file: content for file, content in right.items() if file != kept.name
    }


def test_the_mode_stays_and_no_draft_is_left(tmp_path) -> None:
    place, right = spoilt(tmp_path, "gates.yaml")
    (place / "gates.yaml").chmod(0o640)
    (repair,) = find_repairs(place)
    write_repair(repair)
    mended_file = place / "gates.yaml"
    assert (mended_file.read_bytes(), mended_file.stat().st_mode & 0o777) == (right["gates.yaml"], 0o640)
    assert [path.name for path in tmp_path.rglob("*.draft")] == []


def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(tmp_path, monkeypatch) -> None:
    place, _ = spoilt(tmp_path, "gates.yaml")
    before = (place / "gates.yaml").read_bytes()
    (repair,) = find_repairs(place)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("handover_policy.sources.gate.whole_files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_repair(repair)
    assert (place / "gates.yaml").read_bytes() == before
    assert [path.name for path in place.rglob("*.draft")] == []


def test_prose_of_all_that_ships_is_left_alone() -> None:
    assert list(find_repairs(ROOT / "rules")) == []
    assert list(find_repairs(ROOT / "notifications")) == []


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="甲ERP1：，、。“”‘’（）【】「」｛｝　３ｉ·—", min_size=1, max_size=20))
def test_prose_is_never_altered_in_its_words(prose) -> None:
    for text in (f"title: 甲{prose}乙\n", f"text: |\n  {prose}\n", f"- {{id: a, title: 甲{prose}乙, sign: never}}\n"):
        assert repaired(text).text == text
