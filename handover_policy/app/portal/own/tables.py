"""read_table, blank_table: tables that people bring from a spreadsheet, and one to fill in."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

PACKED = b"PK\x03\x04"
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",;\t"
MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 100 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 10_000, 200
SAMPLE = 4096
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet might reckon: it is written as text."""


class TableUnfit(ValueError):
    """A table that cannot be read; `code` says why, `params` fill its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        """Take the code and the params."""
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """Rows of a table by field, each with its number in the file; `unknown` are columns that no field has."""

    rows: Sequence[tuple[int, Mapping[str, str]]]
    unknown: Sequence[str]


def read_table(content: bytes, columns: Mapping[str, Sequence[str]]) -> TableRead:
    """Return the rows of a table whose first row names its columns.

    Args:
        content: of a file, CSV (UTF-8 or GB18030) or XLSX.
        columns: by field every name that a column of it may have.

    Raises:
        TableUnfit: it is none, too large, or none of its columns is known.

    """
    if len(content) > MOST_BYTES:
        raise TableUnfit("too-large", most=MOST_BYTES // 1024 // 1024)
    lines = [(number, row) for number, row in enumerate(_lines(content), 1) if any(row)]
    if not lines:
        raise TableUnfit("empty")
    if len(lines) > MOST_ROWS:
        raise TableUnfit("rows", most=MOST_ROWS)
    named = {_plain(name): field for field, names in columns.items() for name in names}
    heads = lines[0][1]
    fields = [named.get(_plain(head)) for head in heads]
    if not any(fields):
        raise TableUnfit("columns", known=tuple(names[0] for names in columns.values()))
    rows = [
        (number, {field: cell for field, cell in zip(fields, row, strict=False) if field is not None})
        for number, row in lines[1:]
    ]
    unknown = [head for head, field in zip(heads, fields, strict=True) if field is None and head]
    return TableRead(rows=rows, unknown=unknown)


def blank_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table to fill in as XLSX: its columns, and the rows there are."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - half a second, and an extra
    from openpyxl.styles import Font  # type: ignore[import-untyped]  # noqa: PLC0415 - the same

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(each for each in title if each not in r"[]:*?/\ ")[:31] or "1"
    sheet.append([_text(each) for each in heads])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_text(each) for each in row])
    for column in sheet.columns:
        for cell in column:
            cell.data_type, cell.number_format = "s", "@"
        sheet.column_dimensions[column[0].column_letter].width = 20
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _lines(content: bytes) -> Iterator[list[str]]:
    return _of_workbook(content) if content.startswith(PACKED) else _of_text(content)


def _of_text(content: bytes) -> Iterator[list[str]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        try:
            separator = csv.Sniffer().sniff(text[:SAMPLE].split("\n")[0], SEPARATORS).delimiter
        except csv.Error:
            separator = ","
        try:
            return iter([[cell.strip() for cell in row[:MOST_COLUMNS]] for row in _rows(text, separator)])
        except csv.Error:
            break
    raise TableUnfit("unreadable")


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    yield from csv.reader(StringIO(text, newline=""), delimiter=separator)


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - an extra

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise TableUnfit("too-large", most=MOST_UNPACKED // 1024 // 1024)
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        return iter([[_cell(each) for each in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)])
    except (zipfile.BadZipFile, CalamineError, IndexError, OSError) as error:
        raise TableUnfit("unreadable") from error


def _cell(value: object) -> str:
    """Return a cell as people read it: days as ISO dates, whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


def _text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula or refuses."""
    shown = "".join(each for each in cell if each.isprintable() or each == "\n")
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
