"""/policy: every rule under its anchor in plain words, with the law; versions, what changed, and a handbook."""

import re

from handover_policy.handbook.handbook import Handbook
from tests.pages.rest.people import Portal


def anchors(page: str) -> list[str]:
    return re.findall(r'<article class="rule[^"]*" id="([^"]+)"', page)


def test_every_rule_has_its_anchor_in_both_languages(portal: Portal) -> None:
    policy = portal.company.run.books.zone_owner
    rules = (
        {gate.id for gate in policy.gates} | {task.id for task in policy.tasks} | {each.id for each in policy.notices}
    )

    for language in ("zh-CN", "en"):
        page = portal.guest("E1001", language=language).get("/policy")
        assert page.status_code == 200
        assert rules <= set(anchors(page.text))
        assert len(anchors(page.text)) == len(set(anchors(page.text)))


def test_it_says_since_when_and_how_it_was_adopted(portal: Portal) -> None:
    page = portal.guest("E1001").get("/policy").text

    assert "1.1.0 版，2026年4月1日起施行。2026年3月5日经职工代表大会讨论。2026年3月10日公布：钉钉公告。" in page
    assert "离职证明和工资不受交接影响" in page
    assert "劳动合同法第五十条" in page
    assert "提前 20 天通知。" in page


def test_an_older_version_says_that_it_is_not_in_force(portal: Portal) -> None:
    page = portal.guest("E1001").get("/policy?version=1.0.0").text

    assert "这不是现行的版本" in page
    assert "提前 30 天通知。" in page


def test_what_changed_is_told_in_plain_words(portal: Portal) -> None:
    page = portal.guest("E1001").get("/policy/changes?version=1.1.0").text

    assert "1.1.0 版与 1.0.0 版的不同" in page
    assert "通知天数减少" in page
    assert "对员工有利" in page


def test_what_there_is_not_is_not_found(portal: Portal) -> None:
    guest = portal.guest("E1001")

    assert guest.get("/policy?version=9.9.9").status_code == 404
    assert guest.get("/policy/changes?version=1.0.0").status_code == 404


def test_the_handbook_to_print_is_a_pdf(portal: Portal) -> None:
    printed = portal.guest("E1001").get("/policy/handbook")

    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")


def test_whoever_left_still_reads_it(portal: Portal) -> None:
    assert portal.guest("E1001", kind="private").get("/policy").status_code == 200


def test_nobody_signed_in_reads_nothing(portal: Portal) -> None:
    guest = portal.guest("E1001")
    guest.client.cookies.clear()

    assert guest.get("/policy").status_code == 401
    assert Handbook.__name__ not in guest.get("/policy").text
