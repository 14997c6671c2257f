"""Whatever files are called and tables hold: it unpacks everywhere, reads back as it was, and takes no memory."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from handover_policy.app.packaging.names import DEVICES, FORBIDDEN, PackedPlaces, segments_of
from handover_policy.app.packaging.workbook import Table, workbook
from handover_policy.ledger.files.versions import HeldFile, hold_file
from tests.evidence.package.packing import Packing, packing
from tests.service.ledger.playing import COMPANY

NASTY = st.sampled_from(
    ["..", ".", "/", "\\", "CON", "nul.txt", "a" * 300 + ".docx", "\0", "合同：终稿?.docx", " .", "é"]
)
PATHS = st.lists(st.one_of(NASTY, st.text(max_size=20)), max_size=5).map("/".join)
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=20)
MEGABYTE = 1024 * 1024


@settings(max_examples=300)
@given(st.lists(PATHS, max_size=6))
def test_every_path_has_a_place_that_every_system_unpacks(paths: list[str]) -> None:
    places = PackedPlaces()
    found = [places.place("files", *segments_of(each)) for each in paths]
    assert len({each.casefold() for each in found}) == len(found)
    for each in found:
        for part in each.split("/"):
            assert part
            assert part not in {".", ".."}
            assert not part.endswith((" ", "."))
            assert FORBIDDEN.isdisjoint(part)
            assert "\0" not in part
            assert part.partition(".")[0].casefold() not in DEVICES
            assert len(part) <= 100
        assert len(each.split("/")) <= 9


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, st.lists(st.tuples(CELLS, CELLS), max_size=4)), min_size=1, max_size=4))
def test_tables_read_back_as_they_were(told: list[tuple[str, list[tuple[str, str]]]]) -> None:
    tables = [Table(title=title, heads=("一", "2"), rows=rows) for title, rows in told]
    written = workbook(tables)
    assert written == workbook(tables)
    book = CalamineWorkbook.from_filelike(BytesIO(written))
    assert len({name.casefold() for name in book.sheet_names}) == len(tables)
    for number, table in enumerate(tables):
        read = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
        assert read[: len(table.rows) + 1][0] == ["一", "2"]
        shown = [list(row) for row in table.rows]
        while shown and shown[-1] == ["", ""]:
            shown.pop()
        assert read[1:] == shown


def bring_large(made: Packing, megabytes: int) -> None:
    """Bring a file of zeros that lies on no disk."""
    with TemporaryFile(dir=made.exporter.folder) as large:
        large.truncate(megabytes * MEGABYTE)
        kept = made.exporter.archive.blobs.put(COMPANY, large)
    made.tell("document.uploaded", 2, {"path": "large.bin", "sha256": kept.sha256, "size": kept.size})
    hold_file(made.exporter.engine, COMPANY, HeldFile(sha256=kept.sha256, size=kept.size, media_type="text/plain"))


@pytest.mark.parametrize("megabytes", [64, pytest.param(500, marks=pytest.mark.long)])
def test_large_files_go_through_and_take_no_memory(tmp_path: Path, megabytes: int) -> None:
    with packing(tmp_path) as made:
        bring_large(made, megabytes)
        made.tell("employee.left", 6, {"on": "2026-04-06"})
        made.look()
        assert made.versions[-1].file.size > megabytes * MEGABYTE
        tracemalloc.start()
        try:
            made.tell("successor.assigned", 7, {"successor": "M1", "by": "U-HR"})
            made.look()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(made.versions) == 2
        assert peak < 24 * MEGABYTE
