"""A task from its first step to its last, by three people, each on a page of their own."""

import hashlib
from datetime import timedelta
from urllib.parse import quote

import pytest

from handover_policy.web.pages.tasks import filled
from tests.pages.running import text_of
from tests.pages.task.company import (
    ADM,
    ADM2,
    AUDITOR,
    HR,
    LEAVER,
    MANAGER,
    OTHER,
    SUCCESSOR,
    ServedCompany,
    field_of,
    path_of,
    photo,
)

FILES, THINGS, LATER = "E1/1:own.files", "E1/1:own.things", "E1/1:own.later"
EXE = ("急.jpg", b"MZ\x90\x00" + bytes(500), "image/jpeg")


def test_a_task_goes_from_hand_to_hand(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    page = leaver.get(path)
    assert page.status_code == 200
    for told in (
        "合同移交",
        "列出未结合同",
        "企业网盘/合同",
        "李建国，再由陈立",
        "3 个工作日内没有答复",
        "离职证明和工资不受交接影响",
    ):
        assert told in text_of(page.text)
    picture = photo()
    answer = leaver.post(path, "submit", [("账.jpg", picture, "image/jpeg")], remark="尾款 <12月>")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    digest = hashlib.sha256(picture).hexdigest()
    step = fresh.task(FILES)["steps"][0]
    assert step["provided"] == [{"kind": "file", "path": "账.jpg", "sha256": digest, "size": len(picture)}]
    seen = leaver.get(path).text
    assert "已存证" in seen
    assert f"SHA-256 {digest[:12]}…" in text_of(seen)
    assert "现在等李建国" in text_of(seen)

    successor = fresh.person(SUCCESSOR)
    came = successor.get(path).text
    assert "王晓敏交来的" in text_of(came)
    assert "尾款 &lt;12月&gt;" in came
    assert "视为您已接收" in text_of(came)
    back = successor.post(path, "return", reason=" ")
    assert back.status_code == 422
    assert "请写明缺哪一份" in text_of(back.text)
    assert successor.post(path, "return", reason="缺合同原件").status_code == 303

    again = leaver.get(path).text
    assert "缺合同原件" in text_of(again)
    assert f'name="take" value="{digest}" checked' in again
    assert leaver.post(path, "submit", [("原件.pdf", b"%PDF-1.7", "application/pdf")]).status_code == 303
    evidence = fresh.task(FILES)["steps"][0]["provided"]
    assert [each["path"] for each in evidence] == ["账.jpg", "原件.pdf"]
    assert successor.post(path, "confirm", remark="收到").status_code == 303
    assert fresh.person(MANAGER).post(path, "confirm").status_code == 303
    assert fresh.task(FILES)["state"] == "done"
    assert "这项任务已经完成" in text_of(leaver.get(path).text)


def test_nothing_is_told_while_something_is_missing_and_what_was_typed_stays(served: ServedCompany) -> None:
    answer = served.person(LEAVER).post(path_of(FILES), "submit", remark="先写备注 <b>")
    assert answer.status_code == 422
    assert "还需要 1 份照片或文件" in text_of(answer.text)
    assert "先写备注 &lt;b&gt;</textarea>" in answer.text
    assert served.task(FILES)["state"] == "open"


def test_nothing_is_said_to_be_kept_that_is_not(served: ServedCompany) -> None:
    leaver, path = served.person(LEAVER), path_of(FILES)
    bare, noted = leaver.post(path, "submit"), leaver.post(path, "submit", remark="先写备注")
    assert ["备注已经保留" in text_of(each.text) for each in (bare, noted)] == [False, True]
    assert "已经存好" not in text_of(leaver.post(path, "submit", [EXE]).text)


def test_who_receives_reads_first_until_when_to_answer_and_who_gave_nothing_of_others_to_do(
    fresh: ServedCompany,
) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    assert leaver.post(path, "submit", [("账.jpg", photo(), "image/jpeg")]).status_code == 303
    head = text_of(fresh.person(SUCCESSOR).get(path).text.partition('<dl class="facts">')[2].partition("</dl>")[0])
    assert head.index("请您答复") < head.index("整项任务的期限")
    assert "没有答复的，视为您已接收" in head
    given = leaver.get(path).text
    assert "期限" not in given.partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert "您的部分办好了" in text_of(given)


def test_what_is_stored_stays_though_another_file_was_refused(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    large = ("培训.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(1_200_000), "video/mp4")
    sent = [("好.jpg", photo(), "image/jpeg"), EXE, large, ("x.exe", b"MZ", "application/octet-stream")]
    answer = leaver.post(path, "submit", sent, remark="备注")
    told = text_of(answer.text)
    assert answer.status_code == 422
    for name in ("急.jpg", "培训.mp4", "x.exe"):
        assert name in told
    assert "内容与文件类型（.jpg）不符" in told
    assert "超过 1.0 MB" in told
    assert "已经存好" in told
    assert fresh.task(FILES)["state"] == "open"
    assert leaver.post(path, "submit", page=answer.text).status_code == 303
    assert [each["path"] for each in fresh.task(FILES)["steps"][0]["provided"]] == ["好.jpg"]


def test_a_file_that_was_left_out_is_not_told_of(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    refused = leaver.post(path, "submit", [("私.jpg", photo("blue"), "image/jpeg"), EXE])
    answer = leaver.post(path, "submit", [("公.jpg", photo("red"), "image/jpeg")], page=refused.text, take=[])
    assert answer.status_code == 303
    assert [each["path"] for each in fresh.task(FILES)["steps"][0]["provided"]] == ["公.jpg"]


def test_the_same_click_twice_is_one_act_and_the_second_of_two_is_told_of_the_first(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    page, sent = leaver.get(path).text, [("账.jpg", photo(), "image/jpeg")]
    assert leaver.post(path, "submit", sent, page=page).status_code == 303
    assert leaver.post(path, "submit", sent, page=page).status_code == 303
    fresh.tell("delegation.recorded", SUCCESSOR, **{"from": SUCCESSOR, "to": OTHER, "by": SUCCESSOR})
    other, successor = fresh.person(OTHER), fresh.person(SUCCESSOR)
    theirs, own = other.get(path).text, successor.get(path).text
    assert "代谁办理" in text_of(theirs)
    assert other.post(path, "confirm", page=theirs).status_code == 303
    done = fresh.task(FILES)["steps"][1]
    assert (done["by"], done["on_behalf_of"]) == (OTHER, SUCCESSOR)
    late = successor.post(path, "confirm", page=own, remark="我也看了")
    assert late.status_code == 422
    assert "孙<莉>在 今天 10:00 已经办了这一步" in text_of(late.text)
    assert "<莉>" not in late.text


def test_a_list_of_things_is_filled_in_and_ticked(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(THINGS)
    more = leaver.post(path, "more", **{"item-0-count": "2", "rows": "4"})
    assert more.status_code == 200
    assert 'name="item-6-count"' in more.text
    assert 'name="item-0-count" value="2"' in more.text
    wrong = leaver.post(path, "submit", **{"item-0-count": "二"})
    assert wrong.status_code == 422
    assert "数量" in text_of(wrong.text)
    cells = {"item-0-count": "2", "item-1-name": "门卡", "item-1-count": "1", "rows": "4"}
    assert leaver.post(path, "submit", **cells).status_code == 303
    rows = fresh.task(THINGS)["steps"][0]["items"]
    assert rows == [{"name": "公章", "count": 2}, {"name": "门卡", "count": 1}]
    administration = fresh.person(ADM2)
    assert "公章 · 2" in text_of(administration.get(path).text)
    short = administration.post(path, "confirm", **{"ok-1": "yes"})
    assert short.status_code == 422
    assert "第 2 件" in text_of(short.text)
    assert "已经办了这一步" not in text_of(short.text)
    assert 'name="ok-1" value="yes" checked' in short.text
    assert administration.post(path, "confirm", **{"ok-1": "yes", "ok-2": "no", "why-2": "少一张"}).status_code == 303
    found = fresh.task(THINGS)["steps"][1]
    assert (found["by"], found["items"][1]["remark"]) == (ADM2, "少一张")


def test_a_task_that_waits_for_another_says_so(served: ServedCompany) -> None:
    page = served.person(LEAVER).get(path_of(LATER)).text
    assert "等这些任务办完后才开始：物品移交" in text_of(page)
    assert 'value="submit"' not in page
    told = served.person(LEAVER).post(path_of(FILES), "submit", page=served.person(LEAVER).get(path_of(FILES)).text)
    assert told.status_code == 422


def test_why_there_is_a_task_is_told_in_plain_words(served: ServedCompany) -> None:
    page = served.person(LEAVER).get(path_of(FILES)).text
    told = text_of(page)
    assert "按“本公司清单”要办这一项" in told
    assert "岗位是“销售”" in told
    assert "最后工作日之前 5 个工作日" in told
    assert 'href="/policy#own.files"' in page


def test_what_silence_did_is_shown_and_may_be_objected_to(fresh: ServedCompany) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    leaver.post(path, "submit", [("账.jpg", photo(), "image/jpeg")])
    fresh.clock.moment += timedelta(days=8)
    company = fresh.service.companies["acme"]
    company.lane.do(company.lane.catch_up).result(30)
    fresh.forget(SUCCESSOR)
    told = text_of(fresh.person(SUCCESSOR).get(path).text)
    assert "逾期未答复，视为接收" in told
    assert "请告诉陈立" in told


def test_evidence_that_the_archive_lacks_says_so(fresh: ServedCompany) -> None:
    digest = "ab" * 32
    evidence = [{"kind": "file", "path": "网盘/合同.xlsx", "sha256": f"sha256:{digest.upper()}"}]
    fresh.tell("task.submitted", LEAVER, task=FILES, by=LEAVER, evidence=evidence)
    page = fresh.person(SUCCESSOR).get(path_of(FILES)).text
    assert "原件不在本系统" in text_of(page)
    assert f"/files/{digest}" not in page


def test_who_sees_a_task_and_who_acts(served: ServedCompany) -> None:
    path = path_of(FILES)
    for reader in (HR, AUDITOR, MANAGER, SUCCESSOR):
        page = served.person(reader).get(path)
        assert page.status_code == 200, reader
        assert 'value="submit"' not in page.text
    other = served.person(OTHER).get(path)
    assert other.status_code == 403
    assert "王晓敏" not in other.text  # nobody learns from the address of a task that somebody leaves
    assert "合同移交" not in other.text
    assert served.person(OTHER).get("/tasks/E1/1/none").text.count("王晓敏") == 0
    neighbour = served.person(ADM2).get(path)
    assert neighbour.status_code == 403
    assert "这项任务由王晓敏办理" in text_of(neighbour.text)
    csrf = served.person(OTHER).post(path, "submit", page='name="csrf" value="x" name="act" value="y"')
    assert csrf.status_code == 403
    for missing in ("/tasks/E1/1/none", "/tasks/E1/9/own.files", "/tasks/..%2F..%2Fetc/1/x", "/tasks/E1/1/%00"):
        assert served.person(HR).get(missing).status_code == 404, missing


def test_an_auditor_who_sends_an_act_all_the_same_changes_nothing(served: ServedCompany) -> None:
    page = served.person(AUDITOR).get(path_of(FILES)).text
    forged = page.replace("</main>", '<input name="act" value="abc"></main>')
    answer = served.person(AUDITOR).post(path_of(FILES), "submit", page=forged, remark="x")
    assert answer.status_code == 403
    assert served.task(FILES)["state"] == "open"


def test_a_successor_who_was_replaced_sees_nothing_any_more(fresh: ServedCompany) -> None:
    successor = fresh.person(SUCCESSOR)
    assert successor.get(path_of(FILES)).status_code == 200
    fresh.tell("successor.assigned", LEAVER, successor=OTHER, by=MANAGER)
    assert successor.get(path_of(FILES)).status_code == 403
    assert fresh.person(OTHER).get(path_of(FILES)).status_code == 200


def test_a_whole_id_leads_to_its_page(served: ServedCompany) -> None:
    answer = served.person(LEAVER).get("/tasks/E1%2F1%3Aown.files")
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(FILES))
    outside = served.person(LEAVER).get("/tasks/%2F%2Fevil.example")
    assert outside.headers["location"].startswith("/tasks/")


def test_the_page_speaks_english(served: ServedCompany) -> None:
    page = served.person(LEAVER, "en").get(path_of(FILES)).text
    told = text_of(page)
    for name in ("Upload photos or files", "Remark", "Submit", "Steps of everybody", "Why there is this task"):
        assert name in told
    assert 'lang="en"' in page


def quiet(served: ServedCompany, days: int) -> None:
    """Let days go by, the clock told of them."""
    served.clock.moment += timedelta(days=days)
    lane = served.service.companies["acme"].lane
    lane.do(lane.catch_up).result(30)


def test_who_was_silent_at_the_last_step_may_object_and_the_task_begins_anew(fresh: ServedCompany) -> None:
    path = path_of("E1/1:own.short")
    assert fresh.person(LEAVER).post(path, "submit", remark="给").status_code == 303
    quiet(fresh, 8)
    fresh.forget(SUCCESSOR)
    successor = fresh.person(SUCCESSOR)
    page = successor.get(path).text
    assert "这一步视为您已接收" in text_of(page)
    bare = successor.post(path, "object", page=page, objection="")
    assert bare.status_code == 422
    assert "请写明您不同意的是什么" in text_of(bare.text)
    assert successor.post(path, "object", objection="没有收到").status_code == 303
    assert (fresh.task("E1/1:own.short")["state"], fresh.task("E1/1:own.short")["reason"]) == ("open", "没有收到")


def test_a_party_of_the_sheet_may_object(fresh: ServedCompany) -> None:
    for task in fresh.api("/v1/cases/E1/1")["tasks"]:
        if not task["task"].startswith("obligation.") and task["task"] != "own.short":
            fresh.tell("task.waived", LEAVER, task=task["id"], by=HR, reason="不适用")
    path = path_of("E1/1:own.short")
    fresh.person(LEAVER).post(path, "submit", remark="给")
    assert 'value="object"' not in fresh.person(LEAVER).get(path).text
    fresh.person(SUCCESSOR).post(path, "confirm")
    assert fresh.task("E1/1:own.short")["state"] == "done"
    assert fresh.person(LEAVER).post(path, "object", objection="数目不对").status_code == 303
    objections = fresh.api("/v1/cases/E1/1")["objections"]
    assert [each["reason"] for each in objections] == ["本公司短清单：数目不对"]
    assert "您已于 今天 10:00 提出异议" in text_of(fresh.person(LEAVER).get(path).text)
    for reader in (AUDITOR, HR):
        assert 'value="object"' not in fresh.person(reader).get(path).text
    waived = text_of(fresh.person(LEAVER).get(path_of(FILES)).text)
    assert "人事部豁免了这项任务" in waived
    assert "原因：不适用" in waived


def test_hr_does_what_the_law_asks_of_the_company(fresh: ServedCompany) -> None:
    path = path_of("E1/1:obligation.final_pay")
    page = fresh.person(HR).get(path).text
    told = text_of(page)
    assert all(each in told for each in ("这是法律规定公司办的事", "提交之前", "劳动关系还在", "请附盖章件或回执"))
    assert fresh.person(HR).post(path, "submit").status_code == 303
    assert fresh.task("E1/1:obligation.final_pay")["state"] == "done"
    certificate = fresh.person(HR).get(path_of("E1/1:obligation.certificate")).text
    assert "等于证明王晓敏已经离职" in text_of(certificate)
    assert fresh.person(LEAVER).get(path).status_code == 200


def test_names_of_every_kind_are_shown_as_they_are_and_do_no_harm(fresh: ServedCompany) -> None:
    long = "合" * 300
    fresh.tell("employee.changed", SUCCESSOR, name="<b>李</b>😀" + "长" * 60)
    sent = [(f"{long}.jpg", photo(), "image/jpeg"), ("<script>.png", photo("blue", "PNG"), "image/png")]
    assert fresh.person(LEAVER).post(path_of(FILES), "submit", sent, remark="\u202e<script>").status_code == 303
    page = fresh.person(LEAVER).get(path_of(FILES)).text
    assert "<script>" not in page.replace("<script src=", "")
    assert "&lt;b&gt;李&lt;/b&gt;😀" in page
    first, second = fresh.task(FILES)["steps"][0]["provided"]
    assert (len(first["path"]), first["path"][-4:], second["path"]) == (200, ".jpg", "<script>.png")


def test_a_link_in_the_remark_is_evidence_where_a_link_is_asked_for(fresh: ServedCompany) -> None:
    path = path_of("E1/1:own.link")
    assert fresh.person(LEAVER).post(path, "submit", remark="放好了").status_code == 422
    assert fresh.person(LEAVER).post(path, "submit", remark="在 https://pan.example/a?b=1 里").status_code == 303
    (told,) = fresh.task("E1/1:own.link")["steps"][0]["provided"]
    assert (told["kind"], told["path"]) == ("link", "https://pan.example/a?b=1")
    assert "原件不在本系统" not in text_of(fresh.person(LEAVER).get(path).text)


def test_a_form_of_another_session_or_another_site_changes_nothing(served: ServedCompany) -> None:
    leaver, path = served.person(LEAVER), path_of(FILES)
    page = leaver.get(path).text
    assert served.person(MANAGER).post(path, "submit", page=page).status_code == 403
    told = {"csrf": "x", "act": "y", "do": "submit"}
    nameless = {"csrf": field_of(page, "csrf"), "do": "submit"}
    assert leaver.client.post(path, data=nameless).status_code == 403
    foreign = leaver.client.post(path, data=told, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert leaver.client.post(path, content=b"--x", headers={"content-type": "multipart/form-data"}).status_code == 403


def test_a_form_that_is_too_large_is_told_so(served: ServedCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled, "LEAST_IN_ALL", 1_000_000)
    sent = [(f"{number}.txt", b"a" * 1_000_000, "text/plain") for number in range(6)]
    answer = served.person(LEAVER).post(path_of(FILES), "submit", sent)
    assert answer.status_code == 413
    assert "一次最多 5.0 MB" in text_of(answer.text)


def test_while_the_writer_is_away_nothing_that_was_filled_in_is_lost(
    fresh: ServedCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver, path = fresh.person(LEAVER), path_of(FILES)
    page = leaver.get(path).text
    lane = fresh.service.companies["acme"].lane
    with monkeypatch.context() as away:
        away.setattr(lane, "held", False)
        answer = leaver.post(path, "submit", [("账.jpg", photo(), "image/jpeg")], page=page, remark="写了很久")
    assert answer.status_code == 503
    assert "写了很久</textarea>" in answer.text
    assert "您填的都还在" in text_of(answer.text)
    assert leaver.post(path, "submit", page=answer.text, remark="写了很久").status_code == 303
    assert [each["path"] for each in fresh.task(FILES)["steps"][0]["provided"]] == ["账.jpg"]


def test_ids_with_slashes_and_records_with_any_name_have_pages(fresh: ServedCompany) -> None:
    fresh.hire("A/7", "赵敏", manager=MANAGER)
    records = [{"name": "客户/甲: 100%"}]
    fresh.tell("profile.updated", "A/7", section="customers", records=records)
    fresh.tell("resignation.submitted", "A/7", form="written")
    (task,) = [each for each in fresh.api("/v1/cases/A%252F7/1")["tasks"] if each["task"] == "own.customers"]
    assert task["id"] == "A%2F7/1:own.customers:客户%2F甲%3A 100%25"
    leaver, path = fresh.person("A/7"), path_of(task["id"])
    assert leaver.get(path).status_code == 200
    inbox = leaver.get("/").text
    assert f'href="{path}"' in inbox
    assert leaver.post(path, "submit", [("账.jpg", photo(), "image/jpeg")]).status_code == 303
    digest = hashlib.sha256(photo()).hexdigest()
    assert leaver.get(f"/files/{digest}", task=task["id"]).status_code == 200
    assert leaver.get(f"/files/{digest}").status_code == 200
    whole = leaver.get(f"/tasks/{quote(task['id'], safe='')}")
    assert whole.headers["location"] == path


def test_who_has_left_does_what_is_still_theirs_by_a_private_link(fresh: ServedCompany) -> None:
    leaver = fresh.person(LEAVER)
    leaver.post(path_of(FILES), "submit", [("账.jpg", photo(), "image/jpeg")])
    fresh.tell("employee.left", LEAVER, on="2026-04-13")
    quiet(fresh, 1)
    fresh.forget(LEAVER)
    later = fresh.person(LEAVER)
    assert later.get(path_of(FILES)).status_code == 200
    fresh.tell("employee.changed", OTHER, role="office")
    assert later.get("/tasks/F1/1/line.records").status_code == 403


def test_everybody_named_in_a_contact_finds_its_tasks_among_their_own(fresh: ServedCompany) -> None:
    fresh.tell("task.submitted", LEAVER, task=THINGS, by=LEAVER, items=[{"name": "公章", "count": 1}])
    for person in (ADM, ADM2):
        page = fresh.person(person).get("/").text
        assert path_of(THINGS) in page.partition("轮到我")[2].partition("等其他人")[0], person
        assert "代" not in text_of(page.partition("轮到我")[2].partition("等其他人")[0])
    assert path_of(THINGS) not in fresh.person(OTHER).get("/").text
