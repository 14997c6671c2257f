"""AgreementSigning: the clauses that somebody signed as a PDF with their signature: the text as it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import orjson
from sqlalchemy import Connection

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.filing.archive import Archive
from handover_policy.app.portal.own.agreements import DOCUMENT, digest_of, shown_text
from handover_policy.app.portal.own.agreements import SIGNED as AGREEMENT_SIGNED
from handover_policy.app.portal.own.versions import policy_of_version
from handover_policy.app.serving.company import Company
from handover_policy.app.signing.assurance import KEY, assurance_read
from handover_policy.app.signing.keeping import KeptRevision, RunByWriter, by_writer, keep_revision
from handover_policy.app.signing.making import PLACED, Made
from handover_policy.app.signing.words import agreement_lines
from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.own import OwnRow, rows_about
from handover_policy.ledger.reading.signatures import signatures_of
from handover_policy.policy.clauses import Clause
from handover_policy.policy.policy_set import PolicySet
from handover_policy.ports.signer import Signatory, Signer, SigningAsked
from handover_policy.render.documents.pdf import print_pdf
from handover_policy.texts.texts import texts

PARTY = "employee"
PAPER = frozenset({"paper", "wet"})
STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
body { margin: 0; color: #1b2430; font: 10.5pt/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
  "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 3mm; font-size: 18pt; } h2 { margin: 6mm 0 1mm; font-size: 12pt; break-after: avoid; }
p { margin: 0 0 2mm; } .soft { color: #5b6675; font-size: 9pt; } .code { font-family: "DejaVu Sans Mono", monospace; }
.box { width: 90mm; height: 34mm; border: 1pt dashed #a9b7ca; break-inside: avoid; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A signing that is to be put into a document, with what was signed."""

    row: OwnRow
    event: Mapping[str, Any]
    policy: PolicySet
    clauses: Sequence[Clause]
    name: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.event["time"])

    @property
    def how(self) -> tuple[str, str]:
        """The method, and the source that told it."""
        return str(self.event["data"]["method"]), str(self.event["source"])


@dataclass(frozen=True, slots=True)
class AgreementSigning:
    """Makes the PDFs of what people of one company signed; `since` is the position from which they are made."""

    company: Company
    archive: Archive
    signer: Signer
    since: int = 0
    run: RunByWriter = by_writer

    def make_next(self, person: str, now: datetime) -> Made:
        """Make the next PDF of what somebody signed and tell of it; raises what SheetSigning does."""
        with reading(self.archive.engine) as connection:
            given = self._next(connection, person, now)
        if given is None:
            return "done"
        manifest = given.policy.manifest
        text, sha256 = shown_text(given.policy, given.clauses), digest_of(given.policy, given.clauses)
        printed = print_pdf(_page(given, sha256), {f"{DOCUMENT}.json": text}, given.at)
        signatory = Signatory(person=person, name=given.name, party=PARTY, title="")
        asked = SigningAsked(
            document=printed.content,
            name=f"{person} {DOCUMENT} {given.row.position}",
            parties=(PARTY,),
            places={PARTY: printed.places[f"{PLACED}{PARTY}"]},
            signatory=signatory,
            at=given.at,
            lines=agreement_lines(manifest, signatory, given.at, given.how, sha256),
            now=now,
        )
        outcome = self.signer.start(asked)
        row = {
            "case": None,
            "document": DOCUMENT,
            "round": 1,
            "content": sha256,
            "party": PARTY,
            "person": person,
            "at": given.event["time"],
            "event": given.row.position,
            "signer": self.signer.kind,
            "authority": outcome.authority,
            "state": outcome.state,
            "assurance": assurance_read(str(given.event.get(KEY) or ""), str(given.event["source"])),
        }
        keep_revision(self.company, self.archive, KeptRevision(row=row, content=outcome.document), now, self.run)
        return "made"

    def _next(self, connection: Connection, person: str, now: datetime) -> _Given | None:
        view = view_of(connection, self.company, now)
        done = {row["event"] for row in signatures_of(connection, self.company.id, person)}
        for row in reversed(rows_about(connection, self.company.id, person, (AGREEMENT_SIGNED,))):
            if row.position >= self.since and row.position not in done and row.body is not None:
                given = _given(view, row, person)
                if given is not None:
                    return given
        return None


def _given(view: View, row: OwnRow, person: str) -> _Given | None:
    """Return a signing whose text is at hand as it was shown; None for another, and for one on paper."""
    event = orjson.loads(row.body or "{}")
    data = event["data"]
    policy = policy_of_version(view, str(data["policy_version"]))
    if policy is None or data["method"] in PAPER:
        return None
    by_id = {each.id: each for each in policy.clauses}
    clauses = [by_id[name] for name in data["clauses"] if name in by_id]
    if digest_of(policy, clauses) != str(data["sha256"]).removeprefix("sha256:").lower():
        return None  # what was shown was something else: nobody is made to sign a text that they never saw
    return _Given(row=row, event=event, policy=policy, clauses=clauses, name=view.called(person) or person)


def _page(given: _Given, sha256: str) -> str:
    """Return the page that is signed: the clauses as they were shown, and their digest."""
    manifest = given.policy.manifest
    words = texts(manifest.language)
    parts = [
        f"<p class='soft'>{escape(manifest.company or manifest.title)}</p>",
        f"<h1>{escape(words.say('signing.agreement.title'))}</h1>",
        f"<p>{escape(given.name)} {escape(given.event['subject'])}</p>",
        f"<p class='soft'>{escape(manifest.title)} {escape(manifest.id)}@{escape(manifest.version)}</p>",
    ]
    for number, clause in enumerate(given.clauses, 1):
        parts.append(f"<h2>{number}. {escape(clause.title)}</h2>")
        parts += [f"<p>{escape(line.strip())}</p>" for line in clause.text.splitlines() if line.strip()]
    digest = f"<p class='soft'>{escape(words.say('signing.agreement.digest'))} <span class='code'>{sha256}</span></p>"
    place = f"<h2>{escape(words.say('signing.agreement.place'))}</h2><div class='box' id='{PLACED}{PARTY}'></div>"
    language, title = escape(manifest.language), escape(words.say("signing.agreement.title"))
    head = f"<!DOCTYPE html><html lang='{language}'><head><title>{title}</title><style>{STYLE}</style></head>"
    return f"{head}<body>{''.join(parts)}{place}{digest}</body></html>"
