"""Documents as PDF/A-3: their pages, text and attachments, the same bytes every time, rare characters included."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable, write_pdf
from tests.edges.cli.command import EXAMPLE, ROOT, Ended, handover, hired, line, lines
from tests.edges.documents.written import DOCUMENTS, LANGUAGES, attachments_of, facts_of, sampled, text_of

AT = datetime(2026, 4, 1, tzinfo=UTC)
RARE = "𠮷㛃王😀"
PAGE = "<html lang=zh><title>t</title><body>{}</body></html>"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_a4_tagged_and_of_few_pages(name: str, language: str) -> None:
    facts = facts_of(sampled(name, language))
    assert (facts["Page size"], facts["Tagged"], facts["PDF version"]) == ("595.276 x 841.89 pts (A4)", "yes", "1.7")
    assert 1 <= int(facts["Pages"]) <= 2
    assert facts["CreationDate"].startswith("2026-11-")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("task-list", ["工作交接任务清单", "公司资产归还", "待办"]),
        (
            "confirmation-sheet",
            ["工作交接确认单", "一 交接任务", "王晓敏", "李建国", "陈立", "逾期完成", "已豁免", "视为接收"],
        ),
        ("agreement-confirmation", ["离职协议确认函", "未交接造成损失的赔偿", "sha256:"]),
        ("leaving-certificate", ["2024年4月1日", "2026年11月12日", "渠道经理", "5 年 7 个月", "特此证明"]),
        ("handover-package", ["华东医疗器械", "NB-20391", "渠道二期方案.docx", "v3"]),
    ],
)
def test_a_document_holds_its_words(name: str, words: list[str]) -> None:
    text = text_of(sampled(name))
    wanted = (*words, f"第1/{facts_of(sampled(name))['Pages']}页")
    assert [word for word in wanted if word.replace(" ", "") not in text] == []


def test_the_digest_on_the_sheet_is_that_of_the_file_attached_to_it(tmp_path: Path) -> None:
    found = attachments_of(sampled("confirmation-sheet"), tmp_path / "out")
    assert sorted(found) == ["confirmation-sheet.json", "sheet.json"]
    digest = hashlib.sha256(found["sheet.json"]).hexdigest()
    assert digest in text_of(sampled("confirmation-sheet"))
    assert json.loads(found["confirmation-sheet.json"])["content"]["sha256"] == digest


@pytest.mark.parametrize("name", sorted(set(DOCUMENTS) - {"confirmation-sheet"}))
def test_every_other_document_carries_what_it_says_as_json(name: str, tmp_path: Path) -> None:
    ((file, content),) = attachments_of(sampled(name), tmp_path / "out").items()
    assert (file, json.loads(content)["document"]) == (f"{name}.json", name)


def test_two_processes_write_the_same_bytes_whatever_their_hash_seed() -> None:
    written = {
        handover(
            "render", "confirmation-sheet", "--sample", "--format", "pdf", settings={"PYTHONHASHSEED": seed, "TZ": zone}
        ).out
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }
    assert [content[:5] for content in written] == [b"%PDF-"]


def test_rare_characters_and_emoji_are_found_in_other_fonts() -> None:
    assert write_pdf(PAGE.format(RARE), {}, AT).startswith(b"%PDF-")


def test_an_emoji_font_made_at_another_time_of_day_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_pdf(PAGE.format(RARE), {}, AT)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert write_pdf(PAGE.format(RARE), {}, AT) == first
    assert os.environ["SOURCE_DATE_EPOCH"] == "1"


def test_threads_that_print_at_once_write_the_same_bytes_as_one_after_the_other() -> None:
    moments = [AT + timedelta(days=each) for each in range(4)]
    alone = [write_pdf(PAGE.format(RARE), {}, each) for each in moments]
    with ThreadPoolExecutor(len(moments)) as threads:
        beside = list(threads.map(lambda each: write_pdf(PAGE.format(RARE), {}, each), moments))
    assert beside == alone
    assert len(set(alone)) == len(moments)


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(CharactersUnshown) as unshown:
        write_pdf(PAGE.format("a\U000e0fff\U0010fffd"), {}, AT)
    assert unshown.value.by_script == {"Unknown": "\U0010fffd"}


def with_fonts_of(tmp_path: Path, *folders: str) -> dict[str, str]:
    """Return settings under which only the fonts of some folders are installed."""
    told = "".join(f"<dir>{folder}</dir>" for folder in folders)
    config = tmp_path / "fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    config.write_text(f"{head}<fontconfig>{told}<cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    return {"FONTCONFIG_FILE": str(config)}


def rendered_with(settings: dict[str, str], place: Path, *more: str) -> Ended:
    return handover("render", "task-list", "--sample", *more, "--output", place, settings=settings)


def test_without_any_font_a_sentence_says_so_and_the_old_file_stays(tmp_path: Path) -> None:
    place = tmp_path / "list.pdf"
    place.write_text("old")
    ended = rendered_with(with_fonts_of(tmp_path), place)
    assert (ended.code, place.read_text()) == (3, "old")
    assert "no font is installed" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_document_in_chinese_is_refused_where_no_font_has_its_characters(tmp_path: Path) -> None:
    latin = Path(
        subprocess.run(["fc-match", "-f", "%{file}", "DejaVu Sans"], capture_output=True, check=True).stdout.decode()
    )
    if "dejavu" not in latin.name.lower():
        pytest.skip("a font without Chinese is not installed")
    place = tmp_path / "list.pdf"
    ended = rendered_with(with_fonts_of(tmp_path, str(latin.parent)), place)
    assert (ended.code, place.exists()) == (1, False)
    assert "汉字（Han" in ended.err
    assert "no PDF was written" in ended.err


def test_nothing_is_loaded_into_a_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    page = PAGE.format(
        f"<img src='{secret.as_uri()}'><link rel=attachment href='{secret.as_uri()}'>"
        f"<style>@import '{secret.as_uri()}'</style>x"
    )
    place = tmp_path / "x.pdf"
    place.write_bytes(write_pdf(page, {}, AT))
    assert attachments_of(place, tmp_path / "out") == {}


def many(count: int) -> bytes:
    """Return a departure with a task for each of so many customers."""
    records = [{"name": f"客户{number:03d}"} for number in range(count)]
    return lines(
        hired("M1", name="陈立", manager="M0"),
        hired(name=RARE),
        line("p", "profile.updated", "E1", "2026-03-01T10:00:00+08:00", section="customers", records=records),
        line("r", "resignation.submitted", form="written"),
    )


@pytest.mark.parametrize(("count", "pages"), [(1, range(1, 3)), (60, range(3, 9)), (300, range(12, 40))])
def test_a_sheet_of_many_tasks_has_them_all_and_numbers_its_pages(count: int, pages: range, tmp_path: Path) -> None:
    own = tmp_path / "set"
    own.mkdir()
    (own / "policy.yaml").write_text("kind: policy\nid: own\ntitle: 制度\nversion: 1.0.0\nextends: builtin:default\n")
    (own / "tasks.yaml").write_text(
        "kind: tasks\nid: own\ntitle: 清单\ntasks:\n"
        "  - id: own.each\n    title: 客户移交\n    for_each: profile.customers\n"
        "    start: arrival\n    steps: [{party: leaver, do: 移交, due: last_day}]\n"
    )
    place = tmp_path / "sheet.pdf"
    ended = handover(
        "render", "confirmation-sheet", "--events", "-", "--policy", own, "--output", place, given=many(count)
    )
    assert ended.code == 0
    text, facts = text_of(place), facts_of(place)
    assert int(facts["Pages"]) in pages
    assert text.count("客户移交") == count
    assert f"第{facts['Pages']}/{facts['Pages']}页" in text


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ModuleNotFoundError('weasyprint')\n")
    ended = handover(
        "render",
        "task-list",
        "--events",
        EXAMPLE,
        "--format",
        "pdf",
        settings={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )
    assert (ended.code, ended.out) == (3, b"")
    assert "pip install 'weasyprint>=70'" in ended.err


def test_without_its_libraries_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("print('advice')\nraise OSError('cannot load library libpango')\n")
    ended = handover(
        "render",
        "task-list",
        "--events",
        EXAMPLE,
        "--format",
        "pdf",
        settings={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )
    assert (ended.code, ended.out) == (3, b"")
    assert "libpango-1.0-0" in ended.err


def test_what_is_missing_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailable) as missing:
        write_pdf(PAGE, {}, AT)
    assert missing.value.missing == "weasyprint"


def test_a_page_can_be_drawn() -> None:
    drawn = subprocess.run(
        ["pdftoppm", "-r", "20", "-png", str(sampled("confirmation-sheet"))], capture_output=True, check=True
    )
    assert drawn.stdout.startswith(b"\x89PNG")
    assert drawn.stderr == b""
