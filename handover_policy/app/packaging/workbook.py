"""workbook: tables as one XLSX file whose bytes are the same for the same tables; every cell is text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

LONGEST_CELL, LONGEST_TITLE, WIDEST = 32_767, 31, 60
NOT_IN_TITLES = frozenset("[]:*?/\\")
RESERVED = "history"
"""A name that Excel keeps for itself."""
EPOCH = (1980, 1, 1, 0, 0, 0)
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
    '<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its title, the names of its columns, and its rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def workbook(tables: Sequence[Table]) -> bytes:
    """Return tables as XLSX, a sheet each; nothing in a cell is ever reckoned."""
    titles = list(_titles(tables))
    numbers = range(1, len(tables) + 1)
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, titles, strict=True)
    )
    related = "".join(_related(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
    related += _related(len(tables) + 1, "styles", "styles.xml")
    kinds = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("workbook.xml", "sheet.main"),
            ("styles.xml", "styles"),
            *((f"worksheets/sheet{number}.xml", "worksheet") for number in numbers),
        )
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
        "_rels/.rels": _relations(_related(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(related),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{number}.xml": _sheet(table) for number, table in zip(numbers, tables, strict=True)},
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # the same on every system
            packed.writestr(info, DECLARED + content)
    return written.getvalue()


def _titles(tables: Sequence[Table]) -> Iterator[str]:
    """Yield names of sheets that spreadsheets take: short, nothing odd in them, each another one."""
    taken = {RESERVED}
    for table in tables:
        plain = "".join(each for each in table.title if each not in NOT_IN_TITLES and _is_sign(each)).strip(" '")
        title, number = plain[:LONGEST_TITLE] or "-", 1
        while title.casefold() in taken:
            number += 1
            title = f"{plain[: LONGEST_TITLE - 5]} ({number})"
        taken.add(title.casefold())
        yield title


def _sheet(table: Table) -> str:
    rows = [table.heads, *table.rows]
    columns = max((len(row) for row in rows), default=0)
    widths = [
        min(max((len(row[at]) for row in rows if at < len(row)), default=0) * 2 + 2, WIDEST) for at in range(columns)
    ]
    cols = "".join(
        f'<col min="{at}" max="{at}" width="{max(width, 10)}" customWidth="1"/>' for at, width in enumerate(widths, 1)
    )
    written = "".join(
        f'<row r="{number}">{"".join(_cell(number, at, each) for at, each in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{f'<cols>{cols}</cols>' if cols else ''}<sheetData>{written}</sheetData></worksheet>"
    )


def _cell(row: int, column: int, text: str) -> str:
    if not text:
        return ""
    shown = "".join(each for each in text if each in "\n\t" or _is_sign(each))
    style = 1 if row == 1 else 0
    return (
        f'<c r="{_letters(column)}{row}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escape(shown[:LONGEST_CELL], quote=False)}</t></is></c>'
    )


def _is_sign(sign: str) -> bool:
    """Return whether a file of a spreadsheet may hold a sign: no control, and nothing that is no character."""
    return (
        sign >= " " and not "\x7f" <= sign <= "\x9f" and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"
    )


def _letters(column: int) -> str:
    """Return the letters by which a column is called: A to Z, then AA."""
    letters, rest = "", column + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        letters = chr(65 + at) + letters
    return letters


def _related(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
