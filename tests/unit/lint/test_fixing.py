"""lint --fix: what rules of law name a value for is mended where it stands, everything else stays as it is."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.lint import fix_policy, lint_policy
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.lint.fixing.attempt import Fixed, Seen, fix_all
from handover_policy.lint.fixing.plan import Fix
from handover_policy.policy.yaml_source.edit import Enter, Items, Replace
from tests.unit.lint.test_samples import SAMPLES, TODAY, codes, linted, rules

pytestmark = [pytest.mark.usefixtures("what_ships_is_read_once"), pytest.mark.slow]

MANIFEST = "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
NEEDS_A_PERSON = {
    "CN-PEN-04": "whom a non-compete binds, and what is paid for it, is for a person to say",
    "CN-COM-04": "nothing would be left of the list",
    "CN-NOT-07": "the sample is a text",
    "CN-PAY-05": "the ground of a deduction is for a person to say",
    "DE-NOT-02": "the value is inherited",
    "DE-NOT-03": "the value is inherited",
    "JP-NOT-01": "the value is inherited",
    "SG-NOT-01": "the value is inherited",
}
"""Rules that name a value, of which the sample offends in another point or in a file that is not its own."""


def mend(place: Path) -> Fixed:
    repaired, repairs = fix_policy(place, TODAY)
    for repair in repairs:
        repair.path.write_bytes(repair.content)
    return repaired


def found(place: Path) -> set[str]:
    linted_again = lint_policy(place, TODAY).linted
    assert linted_again is not None
    return codes(linted_again)


def texts(place: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(place.glob("*.yaml"))}


def changed_lines(before: str, after: str) -> int:
    """Return how many lines of a text are no longer there as they were."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return len(before.splitlines()) - sum(block.size for block in matcher.get_matching_blocks())


MENDABLE = sorted(
    name
    for name, rule in rules().items()
    if name in SAMPLES and name not in NEEDS_A_PERSON and any(check.mend for check in rule.checks)
)


@pytest.mark.parametrize("rule", MENDABLE)
def test_after_the_fix_the_finding_is_gone_and_every_other_line_is_as_it_was(rule: str, tmp_path: Path) -> None:
    assert rule in codes(linted(tmp_path, SAMPLES[rule]["unlawful"], SAMPLES[rule].get("jurisdiction", "CN")))
    before = texts(tmp_path)
    repaired = mend(tmp_path)
    assert rule in {each.code for each in repaired.done}
    assert rule not in found(tmp_path)
    edits = [edit for each in repaired.done for edit in each.edits]
    for name, text in texts(tmp_path).items():
        most = sum(1 + len(getattr(edit, "drop", ())) for edit in edits if edit.at.file == name)
        assert changed_lines(before[name], text) <= most


@pytest.mark.parametrize("rule", [*sorted(NEEDS_A_PERSON), "CN-SEV-01", "CN-TPL-01", "CN-PEN-01"])
def test_what_needs_a_person_is_left(rule: str, tmp_path: Path) -> None:
    linted(tmp_path, SAMPLES[rule]["unlawful"], SAMPLES[rule].get("jurisdiction", "CN"))
    assert rule not in {each.code for each in mend(tmp_path).done}
    assert rule in found(tmp_path)


def written(place: Path, **files: str) -> dict[str, str]:
    for name, text in {"policy": MANIFEST, **files}.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    repaired, _ = fix_policy(place, TODAY)
    return dict(repaired.texts)


def test_a_row_that_speaks_of_more_people_than_the_rule_is_left(tmp_path: Path) -> None:
    everybody = "kind: notice_days\nremove: [days.probation, days.part_time]\n"
    everybody += "rules:\n  - {id: days.regular, when: {}, days: 30}\n"
    assert written(tmp_path, notice_days=everybody) == {}


def test_the_days_where_no_row_applies_are_mended_too(tmp_path: Path) -> None:
    nobody = "kind: notice_days\nremove: [days.probation]\nfallback_days: 30\n"
    assert written(tmp_path, notice_days=nobody)["notice_days.yaml"].endswith("fallback_days: 3\n")


def test_days_that_change_by_date_are_left(tmp_path: Path) -> None:
    dated = "kind: notice_days\nrules:\n  - {id: days.regular, days: {2026-01-01: 30, 2026-06-01: 60}}\n"
    assert written(tmp_path, notice_days=dated) == {}


def test_an_inherited_value_is_overridden_in_a_row_of_the_set_itself(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    gate = "kind: gates\ngates:\n  - {id: g.x, title: x, controls: final_pay, opens_when: {tasks.unfinished: 0}}\n"
    (tmp_path / "base" / "gates.yaml").write_text(gate, encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    manifest = MANIFEST.replace("builtin:default", "../base")
    assert written(own, policy=manifest) == {}
    repaired = written(own, policy=manifest, gates="kind: gates\ngates:\n  - {id: g.x, title: 工资}\n")
    assert repaired == {"gates.yaml": "kind: gates\ngates:\n  - {id: g.x, title: 工资, release_by: last_day}\n"}


def test_a_setting_below_what_is_missing_is_written_with_what_is_above_it(tmp_path: Path) -> None:
    repaired = written(tmp_path, obligations="kind: obligations\nretention: {contract_text: 1 year}\n")
    assert repaired["obligations.yaml"] == "kind: obligations\nretention: {contract_text: 2 years}\n"
    addressed = "kind: notice_days\naddressee: {dispatch: user_company}\n"
    assert written(tmp_path, notice_days=addressed)["notice_days.yaml"] == addressed.replace("user_company", "agency")


def test_a_waived_finding_is_left_and_so_is_a_set_with_errors(tmp_path: Path) -> None:
    unit = "kind: notice_days\ncounting: {unit: workday}\n"
    waiver = "kind: waivers\nwaivers:\n  - {finding: CN-NOT-05, reason: x, approver: x, expires: 2027-01-01}\n"
    assert written(tmp_path, notice_days=unit, waivers=waiver) == {}
    assert written(tmp_path, notice_days=unit + "wrong: 1\n") == {}


PLACE = Location("a.yaml", 1, 4)
FOUND = Finding(code="X", severity=Severity.ERROR, location=PLACE, subject="s")
OTHER = Finding(code="Y", severity=Severity.ERROR, location=PLACE, subject="t")
MEND = Fix(code="X", subject="s", edits=(Replace(at=PLACE, value=2),))
OTHERS = Fix(code="Y", subject="t", edits=(Enter(at=Location("a.yaml"), key="b", value=1),))


def test_what_brings_another_finding_is_not_done_and_the_rest_is_tried_by_itself() -> None:
    def look(texts: Any) -> Seen:
        text = texts.get("a.yaml", "a: 1\n")
        found = [FOUND] if "a: 1" in text else [Finding(code="new", severity=Severity.INFO, location=PLACE)]
        found += [] if "b: 1" in text else [OTHER]
        return Seen(findings=tuple(found), fixes=(MEND, OTHERS))

    repaired = fix_all({"a.yaml": "a: 1\n"}, look)
    assert (repaired.texts, repaired.done) == ({"a.yaml": "a: 1\nb: 1\n"}, (OTHERS,))


def test_what_does_not_take_its_finding_away_is_not_done() -> None:
    repaired = fix_all({"a.yaml": "a: 1\n"}, lambda _: Seen(findings=(FOUND,), fixes=(MEND,)))
    assert (repaired.texts, repaired.done) == ({}, ())


def test_what_the_layout_does_not_allow_is_not_done() -> None:
    text = "a:\n  - |\n    x\n"
    items = Fix(code="X", subject="s", edits=(Items(at=Location("a.yaml", 2, 3), add=("y",)),))
    assert fix_all({"a.yaml": text}, lambda _: Seen(findings=(FOUND,), fixes=(items,))).done == ()


def test_a_set_without_the_file_is_left(tmp_path: Path) -> None:
    manifest = MANIFEST.replace(
        "extends: builtin:default\n",
        "jurisdiction: CN\ntimezone: Asia/Shanghai\nlanguage: zh-CN\ncalendar: CN\nsend_at: '09:00'\nvocabulary: {}\n"
        "parties: {hr: {title: 人事, is: 'contact:hr'}}\ncontacts: {hr: H}\nsheet: {parties: [hr]}\n",
    )
    notice = "kind: notice_days\nrules: [{id: days.all, title: 全部, days: 0}]\n"
    assert written(tmp_path, policy=manifest, notice_days=notice) == {}
    assert "CN-CER-02" in found(tmp_path)


def test_a_setting_is_written_below_a_key_that_is_not_there(tmp_path: Path) -> None:
    repaired = written(tmp_path, obligations="kind: obligations\nretention: {contract_text: 1 year}\ncertificate: {}\n")
    assert repaired["obligations.yaml"].endswith("retention: {contract_text: 2 years}\ncertificate: {}\n")
    accepts = "kind: notice_days\naccepts: {regular: [written]}\n"
    assert written(tmp_path, notice_days=accepts, obligations="kind: obligations\n") == {
        "notice_days.yaml": accepts.replace("[written]", "[written, system, chat]")
    }


def test_a_value_of_another_shape_than_the_new_one_is_left(tmp_path: Path) -> None:
    dated = "kind: obligations\ndeductions:\n  - kind: damages\n    basis: labor_contract\n    proof_required: true\n"
    dated += "    cap_percent_of_month: {2026-01-01: 50}\n    floor: local_minimum_wage\n"
    assert written(tmp_path, obligations=dated) == {}
