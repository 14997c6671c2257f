"""BareRegister: a state whose cases are without their tasks, which are most of what there is to read of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

from handover_policy.ledger.rows.cases import CaseRows
from handover_policy.ledger.rows.register import RowRegister


class BareCaseRows(CaseRows):
    """The table of cases, each without its tasks."""

    def _tasks_of(self, names: Collection[str]) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - the table's
        return iter(())

    def flush(self) -> None:
        """Refuse: what is written of a case is written whole.

        Raises:
            TypeError: always.

        """
        raise TypeError("cases without their tasks are not written")


class BareRegister(RowRegister):
    """A state for who asks of many people whether they have left, of no task, and writes nothing."""

    CASES: ClassVar[type[CaseRows]] = BareCaseRows
