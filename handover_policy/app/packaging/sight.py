"""sees_package, PackageShown: who may see the package of a case, and what a page shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.asked import is_due, receiver_of
from handover_policy.app.packaging.contents import PackageContents, PackedFile, contents_of
from handover_policy.app.packaging.exporting import package_place
from handover_policy.app.portal.visitor import Visitor, acts_for, sees_case
from handover_policy.ledger.files.versions import FileVersion, versions_at
from handover_policy.ledger.packages.kept import KeptPackage, kept_package, packages_for
from handover_policy.model.case import Case

SHOWN_FOR = timedelta(days=60)
MOST_SHOWN = 5
"""How long, and how many, packages are among what comes first to whom they are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageShown:
    """The package of a case as a page shows it; `kept` is the newest that was exported, `versions` are all."""

    case: Case
    name: str
    contents: PackageContents
    kept: KeptPackage | None
    versions: Sequence[FileVersion]

    @property
    def away(self) -> bool:
        """Whether nobody has decided yet that the employment ends."""
        return _is_away(self.case)

    @property
    def exported_at(self) -> datetime | None:
        """When the newest was exported, where the employer is."""
        return None if self.kept is None else datetime.fromisoformat(self.kept.at).astimezone(self.contents.at.tzinfo)

    @property
    def groups(self) -> Mapping[str, Sequence[PackedFile]]:
        """The newest version of each file, by what they were brought for."""
        found: dict[str, list[PackedFile]] = {}
        for each in self.contents.files:
            if each.newest:
                found.setdefault(each.group, []).append(each)
        return found

    @property
    def count(self) -> int:
        """How many files there are, each counted once."""
        return sum(each.newest for each in self.contents.files)

    @property
    def size(self) -> int:
        """The bytes of all files in all versions."""
        return sum(each.held.size for each in self.contents.files if each.held is not None)

    @property
    def missing(self) -> int:
        """How many versions the archive does not hold."""
        return sum(each.held is None for each in self.contents.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReady:
    """A package that is there for somebody: of which case, and whose; `away` as a page of it says."""

    case: Case
    name: str
    away: bool


def sees_package(view: View, visitor: Visitor, case: Case) -> bool:
    """Return whether the package of a case is somebody's to see: who sees the case, and who goes on with the work.

    To the successor it opens once the leaver has left, stays away, or the case has closed.
    """
    if sees_case(view, visitor, case):
        return True
    if visitor.private or visitor.id == case.employee or not is_due(case, view.today):
        return False
    receiver = receiver_of(case)
    return visitor.id == receiver or acts_for(view, visitor, receiver, view.today)


def package_shown(view: View, case: Case) -> PackageShown:
    """Return the package of a case as a page shows it; KeyError where nobody knows whose it is."""
    contents = contents_of(view, case)
    return PackageShown(
        case=case,
        name=contents.told.leaver.name,
        contents=contents,
        kept=kept_package(view.connection, view.company.id, case.id),
        versions=versions_at(view.connection, view.company.id, package_place(case.id))[::-1],
    )


def packages_ready(view: View, visitor: Visitor) -> Sequence[PackageReady]:
    """Return the packages that were exported for somebody of late."""
    if visitor.private:
        return ()
    since = (view.now - SHOWN_FOR).astimezone(UTC).isoformat(timespec="seconds")
    names = packages_for(view.connection, view.company.id, visitor.id, since, MOST_SHOWN)
    cases = [case for name in names if (case := view.state.case(name)) is not None]
    return [
        PackageReady(case=case, name=view.called(case.employee) or case.employee, away=_is_away(case))
        for case in cases
        if sees_package(view, visitor, case)
    ]


def _is_away(case: Case) -> bool:
    return case.absent and case.last_day is None
