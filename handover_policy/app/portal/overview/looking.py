"""CaseLook: cases as the rules see them now, to ask when silence counts and who signs; nothing of it is kept."""

from __future__ import annotations

from datetime import date

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.acts import acceptance_day
from handover_policy.decide.handover.signing import deeming_day
from handover_policy.decide.handover.turns import is_excused, turn
from handover_policy.decide.people import resolve
from handover_policy.model.case import Case, Task

LEAVER = "leaver"


class CaseLook:
    """One case at the moment of a view."""

    def __init__(self, view: View, case: Case) -> None:
        """Take the case up as an event of this moment would."""
        self.case = case
        self._work: CaseWork = taken_up(view, case)

    def accepted_on(self, task: Task) -> date | None:
        """Return the day on which silence counts as acceptance of a task's step; None where it never does."""
        return acceptance_day(self._work, task)

    def deemed_on(self) -> date | None:
        """Return the day on which silence counts as signatures; None where it never does."""
        return deeming_day(self._work)

    def unsigned(self) -> tuple[str, ...]:
        """Return the parties whose signature the sheet waits for; of a strict order the one whose turn it is."""
        sheet = self.case.sheet
        if sheet is None:
            return ()
        now = turn(self._work, sheet)
        listed = self._work.book.policy.manifest.sheet_parties if now is None else (now,)
        return tuple(party for party in listed if not sheet.stands_for(party) and not is_excused(self._work, party))

    def signer(self, party: str) -> str | None:
        """Return who signs for a party."""
        return self.case.employee if party == LEAVER else resolve(self._work, party)
