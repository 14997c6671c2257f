"""Messages of what has been done are no longer unread; a mistake has a way back that the pages tell."""

from datetime import timedelta

from tests.pages.running import text_of
from tests.pages.task.company import LEAVER, MANAGER, SUCCESSOR, ServedCompany, path_of, photo

FILES = "E1/1:own.files"
PICTURE = ("账.jpg", photo(), "image/jpeg")


def test_what_a_message_asks_for_is_done_and_no_longer_unread(fresh: ServedCompany) -> None:
    path, receiver = path_of(FILES), fresh.person(SUCCESSOR)
    fresh.person(LEAVER).post(path, "submit", [PICTURE])
    before = receiver.get("/").text
    asked = before.partition("待您确认")[0].rpartition('href="')[2].partition('"')[0]
    unread = before.count('class="un"')
    assert f'href="{path}"' in receiver.get(asked).text  # opening it counts as reading it, which is another thing
    fresh.clock.moment += timedelta(minutes=5)
    assert receiver.post(path, "confirm").status_code == 303
    after = receiver.get("/").text
    assert after.count('class="un"') < unread
    assert "已办" in after
    assert "这件事已经办好了" in receiver.get(asked).text


def test_who_submitted_something_wrong_is_told_who_sends_it_back_and_who_did_reads_what_is_waited_for(
    fresh: ServedCompany,
) -> None:
    path = path_of(FILES)
    leaver, receiver = fresh.person(LEAVER), fresh.person(SUCCESSOR)
    leaver.post(path, "submit", [PICTURE])
    assert "请李建国点“退回”" in text_of(leaver.get(path).text)
    assert "也在这里退回" in text_of(receiver.get(path).text)
    assert receiver.post(path, "return", reason="王晓敏要求重交").status_code == 303
    assert "已退回，等王晓敏补交" in text_of(receiver.get(path).text)
    assert "这项任务被退回了" in text_of(leaver.get(path).text)
    leaver.post(path, "submit", [PICTURE])
    receiver.post(path, "confirm")
    fresh.person(MANAGER).post(path, "confirm")
    assert "重新打开这项任务" in text_of(leaver.get(path).text)


def test_a_very_long_remark_is_folded_and_how_long_one_may_be_is_told_before(fresh: ServedCompany) -> None:
    path, long = path_of(FILES), "说明" * 2000
    leaver = fresh.person(LEAVER)
    assert "最多 10000 字" in text_of(leaver.get(path).text)
    leaver.post(path, "submit", [PICTURE], remark=long)
    page = fresh.person(SUCCESSOR).get(path).text
    folded = page.partition("<summary>共 4000 字")[2].partition("</details>")[0]
    assert long in folded
    assert page.count(long) == 1


def test_what_the_work_profile_lists_is_named_where_it_is_to_be_returned(fresh: ServedCompany) -> None:
    fresh.tell("profile.updated", LEAVER, section="assets", records=[{"number": "NB-<1>", "kind": "电脑"}])
    page = text_of(fresh.person(LEAVER).get(path_of("E1/1:everyone.assets")).text)
    assert "工作档案里登记的" in page
    assert "NB-<1> · 电脑" in page
