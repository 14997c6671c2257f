"""SignedStage: a company whose sheets are signed by a watch that looks when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from handover_policy.app.asking.view import view_of
from handover_policy.app.filing.archive import Archive
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.signing.standing import SigningStanding
from handover_policy.app.signing.watching import SigningWatch
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.reading.signatures import signature_rows
from handover_policy.model.case import Case
from handover_policy.ports.signer import Signer
from tests.service.ledger.playing import COMPANY, Clock, settings_for, tell, writing_for

CASE = "E1001/1"


def at_once(_: Company, task: Callable[[], bool]) -> bool:
    """Do what the writer would do between two batches: nobody else is here."""
    return task()


@dataclass
class SignedStage:
    """What a watch asks of a service, and the company that it watches."""

    company: Company
    settings: Settings
    now: Clock
    engine: Engine
    archive: Archive

    @property
    def companies(self) -> Mapping[str, Company]:
        return {self.company.id: self.company}

    def watch(self) -> SigningWatch:
        return SigningWatch(self, run=at_once)  # type: ignore[arg-type] # as much of a service as it asks

    def tell(self, lines: Sequence[bytes]) -> None:
        tell(self.company, lines, self.now)

    def rows(self, case: str = CASE) -> Sequence[Mapping[str, Any]]:
        with self.engine.connect() as connection:
            return signature_rows(connection, COMPANY, case)

    def file(self, sha256: str) -> bytes:
        with self.archive.read(COMPANY, sha256) as opened:
            return opened.read()

    def case(self, name: str = CASE) -> Case:
        with self.engine.connect() as connection:
            found = view_of(connection, self.company, self.now()).state.case(name)
        assert found is not None
        return found

    def watch_from(self, position: int) -> None:
        """Let signatures count from a row on, whenever keys were made."""
        SigningStanding(since=position, settled=max(0, position - 1)).keep(self.settings.data, self.company.id)

    def newest(self, case: str = CASE) -> bytes:
        return self.file(self.rows(case)[-1]["sha256"])

    def signer(self, watch: SigningWatch) -> Signer:
        signer = watch.signer(self.company)
        assert signer is not None
        return signer


@contextmanager
def stage(folder: Path, *, policy: Sequence[str] = ("builtin:default",), **told: Any) -> Iterator[SignedStage]:
    """Give a stage; `told` are settings of the company."""
    clock = Clock()
    base = settings_for(f"sqlite:///{folder / 'handover.db'}", folder, policy)
    companies: tuple[CompanySettings, ...] = tuple(replace(each, **told) for each in base.companies)
    settings = replace(base, companies=companies)
    with writing_for(settings, clock) as company:
        engine = company.lane.ledger.engine
        archive = Archive(engine, FolderBlobs(settings.files), settings.uploads)
        yield SignedStage(company=company, settings=settings, now=clock, engine=engine, archive=archive)


__all__ = ["CASE", "SignedStage", "at_once", "stage"]
