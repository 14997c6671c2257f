"""Likely: a condition that most rows of a table meet, told to a database that guesses otherwise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Likely(FunctionElement[int]):
    """A condition as it is; SQLite takes it as one that holds of nearly all rows.

    Without statistics it guesses that a company has ten rows, and goes through all of a company by the primary key
    where an index leads to the few that are asked for. PostgreSQL counts.
    """

    name = "likely"
    type = Integer()  # of a Boolean SQLAlchemy would ask whether it is 1, and no index would be found
    inherit_cache = True


@compiles(Likely)
def _plain(element: Likely, compiler: SQLCompiler, **told: Any) -> str:  # noqa: ANN401 - as SQLAlchemy hands it on
    return str(compiler.process(element.clauses, **told))


@compiles(Likely, "sqlite")
def _likely(element: Likely, compiler: SQLCompiler, **told: Any) -> str:  # noqa: ANN401 - as SQLAlchemy hands it on
    return f"likely({compiler.process(element.clauses, **told)})"
