"""Cell, cells_of, played: the Python blocks of a page, run one after the other as a notebook runs its cells."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A block of Python, and the output that the page shows below it; empty where it shows none."""

    code: str
    shown: str


def cells_of(page: str) -> list[Cell]:
    """Return the blocks of a page, in their order."""
    return [Cell(code=code, shown=shown or "") for code, shown in BLOCK.findall(page)]


def played(cells: list[Cell]) -> Iterator[tuple[Cell, str]]:
    """Yield each cell with what it gives: what it prints, and the value of its last line, as a notebook shows it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        tree = ast.parse(cell.code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        output = StringIO()
        with redirect_stdout(output):
            exec(compile(tree, "<page>", "exec"), names)  # noqa: S102 - our own page
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<page>", "eval"), names)  # noqa: S307 - the same
                if value is not None:
                    print(repr(value))  # noqa: T201 - as a notebook does
        yield cell, output.getvalue()
