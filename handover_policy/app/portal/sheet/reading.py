"""reads_sheet: whether the confirmation sheet of a case is somebody's to read."""

from __future__ import annotations

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.taken_up import taken_up
from handover_policy.app.portal.sheet.signing import own_parts
from handover_policy.app.portal.visitor import Visitor, sees_case
from handover_policy.model.case import Case


def reads_sheet(view: View, visitor: Visitor, case: Case) -> bool:
    """Return whether somebody may read a sheet: who sees the case, and its parties; who has left, their own."""
    if sees_case(view, visitor, case):
        return True
    if visitor.private:
        return case.employee == visitor.id
    return bool(own_parts(case, taken_up(view, case), visitor.id))
