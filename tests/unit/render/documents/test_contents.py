"""What documents say: tasks, signatures, clauses, the four items of a certificate, the leaver's profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from handover_policy.findings.finding import NOWHERE
from handover_policy.model.dates.expression import Period
from handover_policy.model.employee import Section
from handover_policy.model.items import ItemColumn, ItemList
from handover_policy.model.sheet import Sheet
from handover_policy.policy.policy_set import SectionRule
from handover_policy.render.documents.casefile import Dossier
from handover_policy.render.documents.contents.agreement import agreement_confirmation
from handover_policy.render.documents.contents.certificate import (
    DocumentRefused,
    LeavingCertificate,
    leaving_certificate,
)
from handover_policy.render.documents.contents.confirmation_sheet import confirmation_sheet, sheet_text
from handover_policy.render.documents.contents.package import HandoverPackage, handover_package
from handover_policy.render.documents.contents.task_lines import evidence_line, head, task_lines
from handover_policy.render.documents.contents.task_list import task_list
from handover_policy.render.documents.contents.things import item_table
from tests.unit.render.departures import ASSETS, BRIEFING, CASE, CERTIFICATE, CUSTOMERS, MANIFEST, POLICY, task
from tests.unit.render.documents.papers import (
    CLAUSES,
    DIGEST,
    FINISHED,
    HANDED_OVER,
    MARCH_24,
    TOO_LATE,
    WAIVED,
    agreement,
    case_of,
    done,
    file_of,
    signed,
    with_done,
)

SIGNING = replace(POLICY, clauses=CLAUSES)


def test_a_task_done_after_its_day_is_late_and_one_undone_after_it_overdue() -> None:
    lines = task_lines(file_of(), (HANDED_OVER, TOO_LATE, WAIVED, CUSTOMERS, replace(BRIEFING, state="cancelled")))
    assert [line.state for line in lines] == ["done", "late", "waived", "overdue", "cancelled"]
    assert [line.number for line in lines] == ["T-01", "T-02", "T-03", "T-04", "T-05"]


def test_a_contact_is_called_as_was_told_beside_the_policy_and_the_leaver_never_is() -> None:
    file = file_of()
    named = replace(file, contacts={"U-ADM": "周雅", file.employee.id: "不是他"})
    assert named.name("U-ADM") == "周雅"
    assert named.name(file.employee.id) == file.name(file.employee.id)
    assert named.name(None) == ""


def test_an_open_task_before_its_day_keeps_the_state_of_the_contract() -> None:
    (line,) = task_lines(file_of(case_of(CUSTOMERS, now=MARCH_24)), (CUSTOMERS,))
    assert (line.state, [step.state for step in line.steps]) == ("open", ["current", "waiting", "waiting"])


def test_numbers_of_a_hundred_tasks_are_all_as_wide() -> None:
    lines = task_lines(file_of(), [BRIEFING] * 100)
    assert (lines[0].number, lines[99].number) == ("T-001", "T-100")


def test_steps_tell_who_did_what_when_and_in_whose_place() -> None:
    (line,) = task_lines(file_of(), (HANDED_OVER,))
    assert [(step.state, step.name, step.behalf, step.done_at) for step in line.steps] == [
        ("done", "张三", "", "2026-03-24 10:00"),
        ("done", "李四", "王五", "2026-03-24 10:00"),
        ("deemed", "王五", "", "2026-03-24 10:00"),
    ]
    assert line.deemed
    assert [step.remark for step in line.receipts] == ["已逐条核对", ""]


def test_a_waived_task_names_who_waived_it_and_why_and_waits_for_nobody() -> None:
    (line,) = task_lines(file_of(), (WAIVED,))
    assert (line.waived_by, line.reason, {step.state for step in line.steps}) == ("王五", "未领用", {"none"})


def test_somebody_nobody_told_of_is_called_by_the_party() -> None:
    (line,) = task_lines(file_of(), (TOO_LATE,))
    assert line.receipts[0].name == "行政部"


@pytest.mark.parametrize(
    ("path", "name"), [("a/b/c.xlsx", "c.xlsx"), ("C:\\交接\\清单.xlsx", "清单.xlsx"), ("a/b/", "b"), ("/", "/")]
)
def test_a_file_is_called_by_what_stands_behind_the_last_slash(path: str, name: str) -> None:
    line = evidence_line("file", path, f"sha256:{DIGEST.upper()}")
    assert (line.name, line.path, line.sha256, line.short) == (name, path, DIGEST, DIGEST[:12])


def test_the_head_shows_the_moment_in_the_employers_zone() -> None:
    found = head(file_of())
    assert (found.at, found.created) == ("2026-04-02 10:00:00 +08:00", "2026-04-02T10:00:00+08:00")
    assert (found.in_china, found.company) == (True, MANIFEST.title)


def test_another_country_is_not_told_of_chinese_law() -> None:
    there = replace(POLICY, manifest=replace(MANIFEST, jurisdiction="DE", company="Beispiel GmbH"))
    assert head(file_of(policy=there)).in_china is False
    assert head(file_of(policy=there)).company == "Beispiel GmbH"


def test_the_task_list_leaves_the_employers_own_duties_out() -> None:
    content = task_list(file_of())
    assert [line.title for line in content.tasks] == ["客户资源移交", "公司资产归还", "印章交还"]
    assert (content.counts.total, content.counts.done, content.counts.late, content.counts.waived) == (3, 2, 1, 1)


def test_whoever_receives_in_place_of_a_successor_is_marked() -> None:
    case = case_of(CUSTOMERS, successor=None, people=(("successor", "E2001"), ("manager", "E2001")))
    content = task_list(file_of(case))
    assert (content.successor.name, content.successor.instead) == ("王五", True)


def test_without_anybody_to_receive_the_name_stays_empty() -> None:
    content = task_list(file_of(case_of(CUSTOMERS, successor=None, people=())))
    assert (content.successor.name, content.successor.id, content.successor.instead) == ("", "", False)


def test_a_sheet_signed_by_all_is_complete_and_quotes_its_digest() -> None:
    case = signed(FINISHED, leaver="", successor="同意接手", manager="完整")
    content = confirmation_sheet(file_of(case))
    assert case.sheet is not None
    assert (content.standing, content.version, content.sha256) == ("complete", 1, case.sheet.sha256)
    assert [(box.state, box.opinion) for box in content.boxes] == [
        ("signed", ""),
        ("signed", "同意接手"),
        ("signed", "完整"),
    ]
    assert [box.person.party for box in content.opinions] == ["successor", "manager"]
    assert content.boxes[0].short == case.sheet.sha256[:12]


def test_the_leavers_own_opinion_is_shown_where_there_is_one() -> None:
    content = confirmation_sheet(file_of(signed(FINISHED, leaver="已全部交接")))
    assert [box.person.party for box in content.opinions] == ["leaver", "successor", "manager"]
    assert [box.state for box in content.boxes] == ["signed", "waiting", "waiting"]


def test_a_sheet_says_that_the_leaver_handed_over_only_where_that_is_so() -> None:
    abroad = replace(POLICY, manifest=replace(MANIFEST, jurisdiction="DE"))
    whole = signed(FINISHED, leaver="")
    assert confirmation_sheet(file_of(whole)).handed_over
    assert not confirmation_sheet(file_of(whole, policy=abroad)).handed_over
    assert not confirmation_sheet(file_of(case_of(CUSTOMERS))).handed_over
    assert not confirmation_sheet(file_of(replace(whole, absent=True))).handed_over
    assert not confirmation_sheet(file_of(replace(whole, leaver_gone=True))).handed_over


def test_the_task_list_speaks_of_silence_only_where_silence_counts() -> None:
    patient = replace(CUSTOMERS.steps[1], accepted_after=Period(count=3, unit="workday"))
    waiting = replace(CUSTOMERS, steps=(CUSTOMERS.steps[0], patient, CUSTOMERS.steps[2]))
    assert task_list(file_of(case_of(waiting))).silence
    assert not task_list(file_of(case_of(CUSTOMERS))).silence


def test_a_sheet_is_a_draft_while_tasks_are_open() -> None:
    content = confirmation_sheet(file_of(case_of(CUSTOMERS)))
    assert (content.standing, content.version, content.sha256) == ("draft", 0, "")


def test_a_sheet_whose_content_changed_since_is_no_longer_quoted() -> None:
    case = replace(FINISHED, sheet=Sheet(version=1, since=FINISHED.arrival, sha256="0" * 64))
    content = confirmation_sheet(file_of(case))
    assert (content.standing, content.sha256, sheet_text(file_of(case))) == ("draft", "", None)


def test_a_withdrawn_departure_voids_its_sheet() -> None:
    assert confirmation_sheet(file_of(replace(FINISHED, state="withdrawn"))).standing == "void"


def test_without_tasks_there_is_nothing_to_sign() -> None:
    content = confirmation_sheet(file_of(case_of(CERTIFICATE)))
    assert (content.standing, content.tasks, content.counts.total) == ("bare", (), 0)


@pytest.mark.parametrize("gone", [{"absent": True}, {"leaver_gone": True}])
def test_nobody_waits_for_the_signature_of_an_absent_leaver(gone: dict[str, bool]) -> None:
    content = confirmation_sheet(file_of(replace(FINISHED, **gone)))  # type: ignore[arg-type]
    assert [box.state for box in content.boxes] == ["excused", "waiting", "waiting"]


def test_clauses_are_quoted_from_the_version_they_were_signed_under() -> None:
    dossier = Dossier(agreements=(agreement("c.handover", "c.loss", "c.bonus", "c.penalty"),))
    content = agreement_confirmation(file_of(policy=SIGNING, dossier=dossier, signed_clauses=frozenset({"c.loss"})))
    (signing,) = content.signings
    assert [(line.kind, line.onerous) for line in signing.clauses] == [
        ("", False),
        ("damages", True),
        ("bonus", False),
        ("penalty", True),
    ]
    loss, bonus, penalty = signing.clauses[1:]
    assert (loss.measure, loss.cap, loss.floor, loss.proof) == ("actual_loss", "20", "minimum", True)
    assert (bonus.amount, penalty.percent, penalty.of) == ("500.5", "", "unsettled_wages")
    assert signing.onerous == 2
    assert loss.paragraphs == ("第一行", "第二行")
    assert loss.laws == ("劳动合同法第五十条",)
    assert [line.id for line in content.unsigned] == ["c.handover", "c.bonus", "c.penalty"]


def test_a_text_that_is_not_at_hand_is_not_claimed() -> None:
    dossier = Dossier(agreements=(agreement("c.loss", "c.gone", version="0.9.0"), agreement("c.gone")))
    older, current = agreement_confirmation(file_of(policy=SIGNING, dossier=dossier)).signings
    assert [(line.title, line.known, line.paragraphs) for line in older.clauses] == [
        ("条款 c.loss", False, ()),
        ("c.gone", False, ()),
    ]
    assert [(line.title, line.known) for line in current.clauses] == [("c.gone", False)]


OBLIGED = POLICY.obligations[0]


def certificate(case: object = FINISHED, **told: object) -> LeavingCertificate:
    return leaving_certificate(file_of(case, **told))  # type: ignore[arg-type]


def test_a_certificate_holds_the_four_items() -> None:
    found = certificate(contract_from="2024-04-01", contract_until="2027-03-31")
    assert (found.term, found.begun_on, found.until) == ("fixed", date(2024, 4, 1), date(2027, 3, 31))
    assert (found.ended_on, found.position, found.years, found.months) == (date(2026, 4, 1), "渠道经理", 6, 3)
    assert (found.preview, found.missing) == (False, ())


def elsewhere(*fields: str, **told: object) -> LeavingCertificate:
    """Return the certificate of a set under no law of China, that asks for these fields."""
    due = OBLIGED.due
    rules = tuple(replace(OBLIGED, name=name, due=due, fields=fields) for name in ("final_pay", "certificate"))
    policy = replace(POLICY, manifest=replace(MANIFEST, jurisdiction="JP"), obligations=rules)
    return certificate(policy=policy, **told)


def test_the_law_of_china_asks_for_the_four_items_others_for_what_their_set_writes() -> None:
    assert certificate().lines == ("contract_term", "end_date", "position", "years_of_service")
    assert elsewhere().lines == ("position", "start_date", "end_date")
    asked = ("period_of_employment", "kind_of_work", "position", "wages", "reason_for_leaving")
    found = elsewhere(*asked)
    assert found.lines == asked[:3]
    assert (found.hired_on, found.kind_of_work, found.position) == (date(2020, 1, 1), "销售", "渠道经理")
    assert (elsewhere(*asked, title=None).lines, elsewhere("kind_of_work", title=None).lines) == (
        ("period_of_employment", "position"),
        ("kind_of_work",),
    )


def test_what_a_certificate_does_not_state_is_not_missing() -> None:
    assert elsewhere("start_date", "end_date", title=None, role=None).missing == ()
    assert elsewhere("position", title=None, role=None).missing == ("title",)


def test_an_open_ended_contract_has_no_end() -> None:
    found = certificate(contract_until="open")
    assert (found.term, found.begun_on, found.until, found.missing) == ("open_ended", date(2020, 1, 1), None, ())


def test_what_nobody_told_is_left_to_be_filled_in() -> None:
    found = certificate(title=None, role=None, contract_until="soon")
    assert (found.term, found.position, found.missing) == ("unknown", "", ("contract_until", "title"))


def test_without_a_title_the_role_is_the_position_in_the_policys_words() -> None:
    assert certificate(title=None).position == "销售"


def test_a_certificate_bears_the_day_hr_issued_it() -> None:
    issued = with_done(CERTIFICATE, done(at=datetime(2026, 4, 1, 8, tzinfo=UTC), by="U-HR"))
    assert certificate(case_of(issued)).issued_on == date(2026, 4, 1)
    assert certificate(case_of(CERTIFICATE)).issued_on == date(2026, 4, 2)
    assert certificate(case_of()).issued_on == date(2026, 4, 2)


def test_before_the_last_day_a_certificate_is_a_preview() -> None:
    assert certificate(case_of(now=MARCH_24)).preview


@pytest.mark.parametrize(
    ("hired", "last", "service"),
    [
        (date(2024, 4, 1), date(2026, 3, 31), (2, 0)),
        (date(2024, 4, 1), date(2026, 3, 30), (1, 11)),
        (date(2026, 4, 1), date(2026, 4, 1), (0, 0)),
        (date(2026, 4, 10), date(2026, 4, 1), (0, 0)),
    ],
)
def test_service_counts_whole_months_the_last_day_included(hired: date, last: date, service: tuple[int, int]) -> None:
    file = file_of(case_of(last_day=last))
    found = leaving_certificate(replace(file, employee=replace(file.employee, hired_on=hired)))
    assert (found.years, found.months) == service


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (replace(CASE, state="withdrawn"), "withdrawn"),
        (replace(CASE, cause="transfer"), "transfer"),
        (replace(CASE, cause="death"), "death"),
        (replace(CASE, last_day=None), "no_last_day"),
    ],
)
def test_some_departures_give_no_certificate(case: object, reason: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        certificate(case)
    assert refused.value.reason == reason


def package(**told: object) -> HandoverPackage:
    section = SectionRule(
        id="customers", title="客户信息", key="name", fields=("name", "phone", "tags"), location=NOWHERE
    )
    return handover_package(file_of(policy=replace(POLICY, sections=(section,)), **told))  # type: ignore[arg-type]


def told_section(*records: dict[str, object]) -> Section:
    return Section(records=records, updated_on=date(2026, 3, 1))


def test_sections_show_the_fields_of_the_policy_then_what_else_was_told() -> None:
    record = {
        "name": "甲公司",
        "phone": 138,
        "tags": ["老客户", "大客户"],
        "extra": {"a": True, "b": None},
        "no": False,
    }
    profile = MappingProxyType({"customers": told_section(record)})
    (section,) = package(profile=profile).sections
    assert (section.key.field, *(field.field for field in section.fields)) == ("name", "phone", "tags", "extra", "no")
    assert section.records[0].key == "甲公司"
    assert [cell.value for cell in section.records[0].cells] == ["138", "老客户、大客户", "a: ✓；b: ", "✗"]


def test_a_section_the_policy_does_not_know_comes_last_and_an_empty_one_not_at_all() -> None:
    profile = MappingProxyType(
        {
            "a": told_section({"key": "1"}),
            "b": told_section({}),
            "c": told_section(),
            "customers": told_section({"name": "甲"}),
        }
    )
    assert [(part.title, part.key.field) for part in package(profile=profile).sections] == [
        ("客户信息", "name"),
        ("a", "key"),
        ("b", ""),
    ]


def test_uploads_of_one_path_are_versions_of_one_document() -> None:
    dossier = Dossier()
    for day, size in ((3, 900), (1, 5_000), (2, 3 * 1024**2)):
        at = datetime(2026, 3, day, tzinfo=UTC)
        content = {"path": "a/方案.docx", "sha256": DIGEST, "size": size}
        dossier = dossier.told("document.uploaded", at, content)
    first, second = package(dossier=dossier).documents
    assert first.name == "方案.docx"
    assert [(version.number, version.at, version.size) for version in first.versions] == [
        (3, "2026-03-03 08:00", "900 B"),
        (2, "2026-03-02 08:00", "3.0 MB"),
        (1, "2026-03-01 08:00", "5 KB"),
    ]
    assert (second.name, second.versions[0].size) == ("客户清单_v3.xlsx", "")


def test_a_file_handed_in_as_it_was_uploaded_is_one_version() -> None:
    content = {"path": "交接/客户清单_v3.xlsx", "sha256": DIGEST, "size": 5 * 1024**5}
    (document,) = package(dossier=Dossier().told("document.uploaded", MARCH_24, content)).documents
    assert [version.size for version in document.versions] == ["5120.0 TB"]


def test_a_dossier_keeps_signatures_and_uploads_and_nothing_else() -> None:
    content = {"clauses": ["c.loss"], "policy_version": "1.2.0", "sha256": f"sha256:{DIGEST}", "method": "click"}
    assert Dossier().told("agreement.signed", MARCH_24, content).agreements == (agreement("c.loss"),)
    assert Dossier().told("employee.changed", MARCH_24, {"name": "x"}) == Dossier()


def test_a_step_merged_of_two_parties_counts_once() -> None:
    one = task("x", "单步", ASSETS.steps[0])
    assert len(task_lines(file_of(), (one,))[0].steps) == 1


def test_what_no_taker_has_looked_at_yet_is_neither_in_order_nor_wrong() -> None:
    listed = ItemList(columns=(ItemColumn(id="name", title="名称"),), rows=({"name": "公章"},))
    table = item_table(file_of(case_of(CUSTOMERS)), replace(CUSTOMERS, items=listed))
    assert table is not None
    assert {check.state for row in table.rows for check in row.checks} == {"none"}


def test_a_list_without_rows_says_whether_there_is_nothing_or_nobody_has_said_so() -> None:
    free = ItemList(columns=(ItemColumn(id="name", title="名称"),), rows=(), add=True)
    silent = replace(CUSTOMERS, items=free, steps=tuple(replace(step, done=None) for step in CUSTOMERS.steps))
    said = replace(silent, steps=(replace(silent.steps[0], done=done()), *silent.steps[1:]))
    given = replace(said, items=replace(free, rows=({"name": "公章"},)))
    tables = [item_table(file_of(), each) for each in (silent, replace(silent, state="waived"), said, given)]
    assert [table and table.state for table in tables] == ["waiting", "dropped", "none", "rows"]
