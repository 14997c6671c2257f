"""What a leaver leaves is packed by itself once they are gone, kept once for the same contents, and made again."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from handover_policy.app.filing.archive import Archive
from handover_policy.app.packaging.exporting import export_package
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.packages.kept import kept_package, looked_to
from handover_policy.ports.blobs import KeptBlob
from tests.evidence.package.packing import CASE, LEAVER, MANAGER, PRIVATE, SUCCESSOR, Packing, packing
from tests.service.ledger.playing import COMPANY

TASK = f"{CASE}:engineer.code"


def leave(made: Packing) -> None:
    """Let the engineer bring files, hand one in, and leave."""
    made.upload(2, "src/网关.txt", b"first")
    made.upload(3, "src/网关.txt", b"second")
    made.upload(3, "CON.txt", b"a name of Windows")
    made.upload(3, "far.txt", b"elsewhere", kept=False)
    made.tell("successor.assigned", 4, {"successor": SUCCESSOR, "by": MANAGER})
    handed = {"kind": "file", "path": "移交说明.pdf", "sha256": made.keep("移交说明.pdf", b"%PDF-1.7 handed in")}
    made.tell("task.submitted", 5, {"task": TASK, "by": LEAVER, "evidence": [handed]})
    made.tell("employee.left", 6, {"on": "2026-04-06"})


def test_what_somebody_leaves_is_one_file_for_who_goes_on(tmp_path: Path) -> None:
    with packing(tmp_path) as made:
        assert made.look() == 0
        leave(made)
        assert made.look() == 1
        packed = made.newest()
        names = packed.namelist()
        assert {
            "交接资料包.html",
            "交接资料包.xlsx",
            "README.txt",
            "SHA256SUMS.txt",
            "表格/01 项目信息.csv",
            "资料/研发代码/src/网关.txt",
            "资料/旧版本/研发代码/src/v1 2026-04-02 1000 网关.txt",
            "资料/研发代码/_CON.txt",
        } <= set(names)
        assert packed.read("资料/研发代码/src/网关.txt") == b"second"
        assert [name for name in names if name.endswith("移交说明.pdf")] == [f"资料/{title_of(made)}/移交说明.pdf"]
        assert not any("far.txt" in name for name in names)
        lines = [line.split("  ", 1) for line in packed.read("SHA256SUMS.txt").decode().splitlines()]
        assert {name: digest for digest, name in lines} == {
            name: hashlib.sha256(packed.read(name)).hexdigest() for name in names if name != "SHA256SUMS.txt"
        }
        page = packed.read("交接资料包.html").decode()
        assert all(said in page for said in ("网关", "李四", "陈接手", "移交说明.pdf"))
        tables_open(packed.read("交接资料包.xlsx"), packed.read("表格/01 项目信息.csv"))
        readme = packed.read("README.txt").decode("utf-8-sig")
        assert "张三" in readme
        assert "As of:" in readme
        whole = b"".join(packed.read(name) for name in names) + "".join(names).encode()
        assert [each for each in PRIVATE if each.encode() in whole] == []


def title_of(made: Packing) -> str:
    with made.exporter.engine.connect() as connection:
        case = made.exporter.view(connection).state.case(CASE)
        assert case is not None
        return case.tasks[TASK].title


def tables_open(workbook: bytes, table: bytes) -> None:
    """Hold that spreadsheets read the tables, in Chinese, and reckon nothing."""
    rows = [["名称", "阶段", "负责事项", "相关资料"], ["网关", "上线", "=1+1", "设计.docx"]]
    listed = CalamineWorkbook.from_filelike(BytesIO(workbook))
    assert listed.sheet_names[0] == "项目信息"
    book = load_workbook(BytesIO(workbook))
    found = [[cell.value for cell in row] for row in book["项目信息"].iter_rows()]
    assert found[1:] == rows[1:]
    assert listed.get_sheet_by_index(0).to_python() == found
    assert {cell.data_type for row in book["项目信息"].iter_rows() for cell in row} <= {"s", "inlineStr"}
    read = list(csv.reader(StringIO(table.decode("utf-8-sig"))))
    assert read == [found[0], ["网关", "上线", "'=1+1", "设计.docx"]]
    assert table.startswith(b"\xef\xbb\xbf")
    states = {row[-1].value for row in book["文件清单"].iter_rows(min_row=2)}
    assert states == {"最新版本", "旧版本", "原件不在本系统"}


def test_the_same_contents_are_the_same_file_and_others_are_a_version_of_it(tmp_path: Path) -> None:
    with packing(tmp_path / "one") as made, packing(tmp_path / "other") as again:
        for each in (made, again):
            leave(each)
            assert each.look() == 1
        assert made.content() == again.content()
        made.tick(8)
        made.tell("successor.assigned", 8, {"successor": SUCCESSOR, "by": MANAGER})
        made.look()
        assert [each.version for each in made.versions] == [1]
        made.tell("successor.assigned", 9, {"successor": MANAGER, "by": "U-HR"})
        made.look()
        assert [(each.name, each.version) for each in made.versions] == [
            ("交接资料包-E1-1.zip", 1),
            ("交接资料包-E1-1.zip", 2),
        ]
        made.upload(9, "late.txt", b"brought by a nightly job after they left")
        made.look()
        assert len(made.versions) == 3
        with made.exporter.engine.connect() as connection:
            kept = kept_package(connection, COMPANY, CASE)
        assert kept is not None
        assert (kept.sha256, kept.receiver) == (made.versions[-1].file.sha256, MANAGER)


def test_a_walk_out_has_its_package_within_one_tick_and_a_return_no_further_one(tmp_path: Path) -> None:
    with packing(tmp_path, resigned=False) as made:
        made.upload(2, "网关.txt", b"all there is")
        made.tell("employee.absent", 7, {"since": "2026-04-07"})
        made.look()
        made.tick(14)
        made.look()
        assert [each.version for each in made.versions] == [1]
        assert made.newest().read("资料/研发代码/网关.txt") == b"all there is"
        assert "周主管" in made.newest().read("README.txt").decode("utf-8-sig")
        made.tell("employee.returned", 15, {"on": "2026-04-15", "by": MANAGER})
        made.upload(15, "more.txt", b"at work again")
        made.look()
        assert [each.version for each in made.versions] == [1]


def test_a_departure_that_nobody_told_the_end_of_is_packed_after_its_last_day(tmp_path: Path) -> None:
    with packing(tmp_path) as made:
        made.tell("last_day.changed", 2, {"last_day": "2026-04-10", "agreed_by": MANAGER, "reason": "both agree"})
        made.tick(10)
        assert made.look() == 0
        made.tick(13)
        made.look()
        assert len(made.versions) == 1


class _Broken(FolderBlobs):
    """Keeps nothing any more: the disk is full."""

    def put(self, company: str, content: BinaryIO) -> KeptBlob:
        raise OSError(28, "No space left on device", company, content.name)


@pytest.mark.parametrize("where", ["disk", "after"])
def test_what_is_broken_off_is_made_again(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with packing(tmp_path) as made:
        leave(made)
        exporter, archive = made.exporter, made.exporter.archive
        with monkeypatch.context() as patched:
            if where == "disk":
                broken = Archive(archive.engine, _Broken(tmp_path / "blobs"), archive.uploads)
                patched.setattr(made, "exporter", replace(exporter, archive=broken))
            else:
                patched.setattr(Archive, "bring", _killed)
            with pytest.raises((OSError, KeyboardInterrupt)):
                made.look()
        assert made.versions == []
        with exporter.engine.connect() as connection:
            assert kept_package(connection, COMPANY, CASE) is None
        assert made.look() == 1
        assert len(made.versions) == 1
        with exporter.engine.connect() as connection:
            done = looked_to(connection, COMPANY)
        assert made.look() == 0
        assert done > 0


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_the_archive_lost_is_named_and_comes_in_once_it_is_back(tmp_path: Path) -> None:
    with packing(tmp_path) as made:
        leave(made)
        sha256 = hashlib.sha256(b"second").hexdigest()
        lost = tmp_path / "blobs" / COMPANY / sha256[:2] / sha256
        lost.unlink()
        made.look()
        assert "资料/研发代码/src/网关.txt" not in made.newest().namelist()
        listed = made.newest().read("表格/04 文件清单.csv").decode("utf-8-sig")
        assert "归档中读不到" in listed
        made.tell("successor.assigned", 8, {"successor": SUCCESSOR, "by": MANAGER})
        made.look()
        assert len(made.versions) == 1
        made.keep("网关.txt", b"second")
        made.tell("successor.assigned", 9, {"successor": SUCCESSOR, "by": MANAGER})
        made.look()
        assert made.newest().read("资料/研发代码/src/网关.txt") == b"second"


def test_a_package_that_the_archive_lost_is_made_anew(tmp_path: Path) -> None:
    with packing(tmp_path) as made:
        leave(made)
        made.look()
        before = export_package(made.exporter, CASE)
        assert before is not None
        (tmp_path / "blobs" / COMPANY / before.sha256[:2] / before.sha256).unlink()
        made.tick(8)
        after = export_package(made.exporter, CASE)
        assert after is not None
        assert made.newest().testzip() is None
        assert after == export_package(made.exporter, CASE)


def test_who_gave_notice_and_works_on_is_packed_by_nobody(tmp_path: Path) -> None:
    with packing(tmp_path) as made:
        made.tell("resignation.withdrawn", 3, {"accepted_by": MANAGER})
        made.tick(20)
        made.look()
        assert made.versions == []
        assert made.clock() >= datetime(2026, 4, 20, tzinfo=UTC) - timedelta(days=1)
