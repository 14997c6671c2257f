"""The plain mode: one task and one button a screen, no long sentence, no table, no tabs, a number to call."""

import re

from tests.pages.running import text_of
from tests.pages.task.company import FOREMAN, FRONT, MANAGER, SUCCESSOR, ServedCompany, path_of, photo

RECORDS = "F1/1:line.records"
CHARACTERS, WORDS = 20, 12
ENDS = re.compile("[\u3002\uff1b\uff01\uff1f.;!?]|\\s·\\s")
BLOCKS = re.compile(r"<(?:/?(?:p|li|h\d|div|section|br|label|button|span|b|a|title|summary|small|dt|dd)\b[^>]*)>")


def sentences(page: str) -> list[str]:
    """Return the sentences of a page as a reader sees them."""
    body = page[page.index("<main") : page.index("</footer>")]
    lines = BLOCKS.sub("\n", re.sub(r"(?s)<svg.*?</svg>|<textarea.*?</textarea>", "", body)).split("\n")
    return [part.strip() for line in lines for part in ENDS.split(text_of(line)) if part.strip()]


def too_long(page: str) -> list[str]:
    found = []
    for each in sentences(page):
        wide = len(re.findall("[\u4e00-\u9fff]", each))
        if wide > CHARACTERS or (not wide and len(each.split()) > WORDS):
            found.append(each)
    return found


def buttons(page: str) -> int:
    main = page[page.index("<main") : page.index("</main>")]
    return len(re.findall(r'<button|class="btn main', main)) - len(re.findall(r'<button class="btn main', main))


def is_plain(page: str) -> bool:
    return 'class="plain-mode"' in page and "<table" not in page and 'class="tabs"' not in page


def test_a_worker_does_a_task_on_one_screen_in_short_sentences(fresh: ServedCompany) -> None:
    worker, path = fresh.person(FRONT), path_of(RECORDS)
    home = worker.get("/").text
    assert is_plain(home)
    assert (too_long(home), buttons(home)) == ([], 1)
    assert all(f'href="{each}"' in home for each in ("/agreements", "/profile", "/me"))
    page = worker.get(path).text
    assert is_plain(page)
    assert (too_long(page), buttons(page)) == ([], 1)
    assert 'href="tel:0512-6001"' in page
    assert "拍一张照片" in text_of(page)
    lacking = worker.post(path, "submit", page=page)
    assert lacking.status_code == 422
    assert (is_plain(lacking.text), too_long(lacking.text)) == (True, [])
    refused = worker.post(path, "submit", [("急.jpg", b"MZ" + bytes(50), "image/jpeg")])
    assert (refused.status_code, is_plain(refused.text), too_long(refused.text)) == (422, True, [])
    assert "这个文件打不开。 请重新拍一张。" in text_of(refused.text)
    assert worker.post(path, "submit", [("记录.jpg", photo(), "image/jpeg")]).status_code == 303
    done = worker.get(path).text
    assert "这件交好了" in text_of(done)
    assert (is_plain(done), too_long(done), buttons(done)) == (True, [], 0)
    assert 'class="plain-mode"' not in fresh.person(FOREMAN).get(path).text
    assert fresh.person(FOREMAN).post(path, "return", reason="照片看不清").status_code == 303
    back = worker.get(path).text
    assert "照片看不清" in text_of(back)
    assert (is_plain(back), too_long(back), buttons(back)) == (True, [], 1)


def test_the_plain_mode_speaks_english_as_shortly(served: ServedCompany) -> None:
    page = served.person(FRONT, "en").get(path_of(RECORDS)).text
    assert is_plain(page)
    assert too_long(page) == []
    assert "Take a photo" in text_of(page)


def test_a_receiver_on_the_line_confirms_on_one_screen_and_sends_back_on_another(fresh: ServedCompany) -> None:
    fresh.tell("employee.changed", SUCCESSOR, track="frontline")
    path = path_of("E1/1:own.files")
    leaver = fresh.person("E1")
    leaver.post(path, "submit", [("账.jpg", photo(), "image/jpeg")])
    receiver = fresh.person(SUCCESSOR)
    page = receiver.get(path).text
    assert (is_plain(page), too_long(page), buttons(page)) == (True, [], 1)
    assert 'value="confirm"' in page
    other = receiver.get(path, step="return").text
    assert (is_plain(other), too_long(other), buttons(other)) == (True, [], 1)
    assert receiver.post(path, "return", page=other, reason="").status_code == 422
    assert receiver.post(path, "return", page=other, reason="缺一页").status_code == 303


def test_who_is_no_front_line_worker_reads_pages_as_they_are(served: ServedCompany) -> None:
    assert 'class="plain-mode"' not in served.person(MANAGER).get("/").text
