"""PolicyWatch: looks, beside the writers, whether the policies of companies have changed, and has them taken up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.policies import is_elsewhere, stamps_of
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import GitPlace
from handover_policy.app.serving.taking_up import look_again, take_up_now
from handover_policy.sources.git.process import GitFailed
from handover_policy.sources.shipped import BUILTIN
from handover_policy.sources.watching import stamps

LOG = structlog.get_logger()
FOLDER_SECONDS, GIT_SECONDS = 2.0, 60.0
"""How often folders are looked at, and repositories of others asked."""


class PolicyWatch:
    """A thread that watches the policies of a service until it is stopped."""

    def __init__(self, service: Service, *, folders: float = FOLDER_SECONDS, git: float = GIT_SECONDS) -> None:
        """Take the service, and the seconds between two looks at folders, and at repositories."""
        self._service, self._folders, self._git = service, folders, git
        self._ended = threading.Event()
        self._seen: dict[str, tuple[object, ...]] = {}
        self._asked: dict[str, tuple[float, tuple[object, ...]]] = {}
        self._thread = threading.Thread(target=self._watch, name="policies", daemon=True)

    def start(self) -> None:
        """Begin to watch: what lies there now was taken up when the service started."""
        self._seen = {each.id: self._stamps(each) for each in self._service.companies.values()}
        self._thread.start()

    def stop(self) -> None:
        """End; a look at hand is not waited for."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(self._folders):
            for company in tuple(self._service.companies.values()):
                try:
                    self._look(company)
                except Exception as error:  # noqa: BLE001 - a writer that has ended, say: the next look finds another
                    LOG.warning("policy-not-looked-at", company=company.id, why=str(error) or repr(error))

    def _look(self, company: Company) -> None:
        """Take up what has changed, once it has lain there unchanged for one look: an editor writes file by file."""
        stamped = self._stamps(company)
        if stamped == self._seen.get(company.id):
            return
        self._ended.wait(self._folders / 4)
        if self._stamps(company) != stamped or self._ended.is_set():
            return
        take_up_now(company, look_again(company, self._service.now()), self._service.now)
        self._seen[company.id] = stamped

    def _stamps(self, company: Company) -> tuple[object, ...]:
        return (*stamps(tuple(_folders(company))), *self._of_git(company))

    def _of_git(self, company: Company) -> tuple[object, ...]:
        """Return what tells that a version in git has changed; repositories elsewhere are asked now and then."""
        repositories = [place.repository for place in company.settings.policy if isinstance(place, GitPlace)]
        if not repositories:
            return ()
        at, known = self._asked.get(company.id, (0.0, ()))
        pause = self._git if any(map(is_elsewhere, repositories)) else 0.0
        if not known or time.monotonic() - at >= pause:
            try:
                known = tuple(stamps_of(company.settings))
            except GitFailed as failed:
                LOG.warning("policy-not-fetched", company=company.id, why=str(failed))
            self._asked[company.id] = (time.monotonic(), known)
        return known


def _folders(company: Company) -> Iterator[Path]:
    """Yield the folders that a company's policy is read from, those of the sets that it extends among them."""
    for place, read in zip(company.settings.policy, company.opened.sets, strict=False):
        if isinstance(place, GitPlace) or place.startswith(BUILTIN):
            continue  # what ships changes with a release alone
        at = Path(place)
        yield at
        for parent in read.folders[1:]:
            if parent.name.startswith(BUILTIN):
                break
            at = at / parent.name
            yield at
