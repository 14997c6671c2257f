"""Who opened whose case, data and files is theirs to see on /me: not oneself, once an hour."""

import hashlib
from datetime import timedelta

from tests.pages.running import text_of
from tests.pages.task.company import HR, LEAVER, MANAGER, SUCCESSOR, ServedCompany, path_of, photo

CASE, TASK = f"/cases/{LEAVER}/1", f"{LEAVER}/1:everyone.assets"


def seen(fresh: ServedCompany) -> str:
    return text_of(fresh.person(LEAVER).get("/me").text).partition("谁看过")[2].partition("更正和删除")[0]


def test_who_looked_at_a_departure_or_a_person_is_told_to_them_once_an_hour(fresh: ServedCompany) -> None:
    own, hr = fresh.person(LEAVER), fresh.person(HR)
    for path in (CASE, f"{CASE}/documents/task-list.html"):
        assert own.get(path).status_code == 200
    assert "还没有记录" in seen(fresh)
    for _ in range(3):
        assert hr.get(CASE).status_code == 200
        assert fresh.person(MANAGER).get(f"/people/{LEAVER}").status_code == 200
    assert hr.get(f"/people/{LEAVER}").status_code == 200
    assert fresh.person(SUCCESSOR).get(CASE).status_code == 403
    assert (seen(fresh).count("人事部 看过离职页面"), seen(fresh).count("陈立 看过人员资料")) == (1, 1)
    assert seen(fresh).count("人事部 看过人员资料") == 1
    assert "李建国" not in seen(fresh)
    fresh.clock.moment += timedelta(minutes=61)
    hr.get(CASE)
    assert seen(fresh).count("人事部 看过离职页面") == 2


def test_who_opened_a_file_is_told_and_a_small_picture_on_a_page_is_no_opening(fresh: ServedCompany) -> None:
    page = path_of(TASK)
    content = photo()
    assert fresh.person(LEAVER).post(page, "submit", files=[("a.jpg", content, "image/jpeg")]).status_code == 303
    file = f"/files/{hashlib.sha256(content).hexdigest()}"
    hr = fresh.person(HR)
    assert hr.get(file, show="small").status_code == 200
    assert "打开了文件" not in seen(fresh)
    assert hr.get(file).status_code == 200
    assert hr.get(file, show="large").status_code == 200
    assert fresh.person(LEAVER).get(file).status_code == 200
    assert seen(fresh).count("打开了文件") == 1
