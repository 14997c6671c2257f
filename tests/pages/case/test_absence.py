"""Who stays away without a word: told on their page, where no departure is open yet."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from handover_policy.texts.texts import texts
from tests.pages.case.company import (
    HR,
    LEAVER,
    MANAGER,
    OTHER,
    STRANGER,
    Person,
    ServedCompany,
    hidden,
    serving,
)
from tests.pages.running import text_of

PAGE = f"/people/{STRANGER}"


def form(person: Person, kind: str, page: str | None = None) -> dict[str, str]:
    found = re.search(rf'(?s)<details class="more act" id="{kind}".*?</details>', page or person.get(PAGE).text)
    assert found is not None, f"{kind} is not offered to {person.id}"
    return hidden(found[0])


def post(person: Person, kind: str, **fields: Any) -> httpx.Response:
    return person.client.post(f"{PAGE}/{kind}", data={**form(person, kind), **fields})


@pytest.mark.parametrize("who", [HR, OTHER])
def test_an_absence_is_recorded_where_no_departure_is_open(own: ServedCompany, who: str) -> None:
    person = own.person(who)
    seen = post(person, "absence", since="2026-04-13", step="preview")
    assert seen.status_code == 200
    said = text_of(seen.text)
    assert "不发给<b>赵六</b>" in said
    assert "没有最后工作日" in said
    assert own.read(f"/v1/cases/{STRANGER}/1").status_code == 404

    assert post(person, "absence", since="2026-04-13", step="send").status_code == 303
    told = own.read(f"/v1/cases/{STRANGER}/1").json()
    assert (told["cause"], told["last_day"], told["absent"]) == ("abandonment", None, True)
    assert not [each for each in told["tasks"] if each["task"].startswith("obligation.")]
    assert 'id="absence"' not in person.get(PAGE).text
    page = person.get(f"/cases/{STRANGER}/1").text
    assert "没有来上班，下一步" in text_of(page)
    assert f'href="/people/{STRANGER}#departure"' in page


def test_of_an_absence_whose_days_are_not_over_the_return_is_recorded(tmp_path: Path) -> None:
    with serving(tmp_path, more="absence: {days: 3}\n") as served:
        hr = served.person(HR)
        assert "4月16日" in text_of(post(hr, "absence", since="2026-04-13", step="preview").text)
        assert post(hr, "absence", since="2026-04-13", step="send").status_code == 303
        assert 'id="absence"' not in hr.get(PAGE).text
        assert post(hr, "return", on="2026-04-13", step="preview").status_code == 200
        assert post(hr, "return", on="2026-04-13", step="send").status_code == 303
        served.clock.moment += timedelta(days=7)
        served.forget()
        assert 'id="absence"' in served.person(HR).get(PAGE).text
        assert served.read(f"/v1/cases/{STRANGER}/1").status_code == 404


def test_what_is_wrong_is_said_and_nothing_is_recorded(own: ServedCompany) -> None:
    hr = own.person(HR)
    for since, says in (
        ("", "请填写"),
        ("soon", "“soon”不是日期"),
        ("2026-04-20", "不能晚于今天"),
        ("2020-01-01", "不能早于入职日"),
    ):
        answer = post(hr, "absence", since=since, step="send")
        assert (answer.status_code, says in text_of(answer.text)) == (422, True), text_of(answer.text)
    assert own.read(f"/v1/cases/{STRANGER}/1").status_code == 404


def test_an_absence_is_told_by_whoever_may_act_for_the_employer_alone(own: ServedCompany) -> None:
    told = form(own.person(HR), "absence")
    for who in (LEAVER, MANAGER, STRANGER, "U-AUD"):
        person = own.person(who)
        told["csrf"] = hidden(person.get("/").text)["csrf"]
        answer = person.client.post(f"{PAGE}/absence", data={**told, "since": "2026-04-13", "step": "send"})
        assert answer.status_code in {403, 404}, who
    assert own.read(f"/v1/cases/{STRANGER}/1").status_code == 404


def test_where_a_departure_is_open_its_own_page_tells_of_absence(own: ServedCompany) -> None:
    assert 'id="absence"' not in own.person(HR).get(f"/people/{LEAVER}").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_acts_are_called_as_on_the_page_of_a_departure(language: str) -> None:
    words = texts(language)
    for kind in ("absence", "return"):
        assert words.say(f"pages_people.{kind}") == words.say(f"pages_case.acts.record-{kind}.name")
