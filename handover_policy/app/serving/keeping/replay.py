"""LedgerReplay: the rows of a ledger decided again in their order, by the policies that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson

from handover_policy.app.run import Run
from handover_policy.app.serving.keeping.sets import PolicyLost, reopened
from handover_policy.decide.decided import Decided
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.owing import versions_changed
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import event_key
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.keeping.state_rows import StateRows, state_from, state_of
from handover_policy.ledger.people.addresses import Reached, addresses_in
from handover_policy.ledger.people.tables import ADDRESSES
from handover_policy.ledger.state_format import converted
from handover_policy.ledger.tables import SEEN_EVENTS
from handover_policy.model.events import Event

Content = Callable[[str], str | None]


class Undecidable(ValueError):
    """A row that cannot be decided again.

    `code` says why: `policy-lost` (what it was decided by is not there), `policy-unsaid` (no row before it says what
    decides), `row-unreadable` (its body is no event, or no opening) or `row-erased`.
    """

    def __init__(self, position: int, code: str, why: str = "") -> None:
        """Take the row's position, the code, and what is known beyond it."""
        super().__init__(f"row {position}: {code} {why}".rstrip())
        self.position, self.code, self.why = position, code, why


class SeenAt(NamedTuple):
    """Where an event stands that was decided again."""

    content: bytes
    position: int
    refused: bool


class LedgerReplay:
    """The fold of a ledger, row by row, in memory."""

    def __init__(self, content: Content, *, engine: EngineName = "durable") -> None:
        """Take what gives the contents that rows of kind `policy` name, by digest."""
        self._content, self._engine = content, engine
        self._runs: dict[str, Run] = {}
        self._run: Run | None = None
        self._register: Register | None = None
        self._seen: dict[bytes, SeenAt] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self.policy = ""
        self.code = ""
        self.newest = ""
        self.digests: Mapping[str, tuple[str, str]] = {}

    def take(self, position: int, kind: str, body: str | None) -> tuple[Event, Decided] | None:
        """Take a row; return the decision on it where it is an event.

        Raises:
            Undecidable: it cannot be decided.

        """
        if kind not in {"event", "policy", "code", "opening"}:
            return None
        if body is None:
            raise Undecidable(position, "row-erased")
        if kind == "event":
            return self._decided(position, body)
        try:
            told: Mapping[str, Any] = orjson.loads(body)
            if kind == "code":
                self.code = str(told["version"])
            elif kind == "policy":
                self._decide_by(body)
            else:
                self._open(told)
        except PolicyLost as lost:
            raise Undecidable(position, "policy-lost", lost.what) from lost
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Undecidable(position, "row-unreadable", repr(error)) from error
        return None

    def state(self) -> StateRows | None:
        """Return the state after the rows so far; None where no row said what decides."""
        if self._register is None:
            return None
        return state_of(self._register, ((key, *seen) for key, seen in self._seen.items()), self._addresses)

    def _decided(self, position: int, body: str) -> tuple[Event, Decided]:
        run = self._run
        if run is None:
            raise Undecidable(position, "policy-unsaid")
        event = run.read_line(body.encode(errors="surrogatepass"), position)
        if isinstance(event, Unreadable):
            raise Undecidable(position, "row-unreadable", ", ".join(each.code for each in event.reasons))
        decided = run.decided(event)
        self._stands(event, position, refused=decided.decision.outcome == "refused")
        if decided.decision.outcome == "applied":
            for reached in addresses_in(event):
                self._reach(reached)
        return event, decided

    def _reach(self, told: Reached) -> None:
        """Note where somebody is reached."""
        if told.value is None:
            self._addresses.pop((told.person, told.kind), None)
        else:
            self._addresses[told.person, told.kind] = told.value

    def _stands(self, event: Event, position: int, *, refused: bool) -> None:
        """Note where an event stands; a refused one never takes the place of one that counts."""
        key = event_key(event.source, event.id)
        before = self._seen.get(key)
        if not refused or before is None or before.refused:
            self._seen[key] = SeenAt(event.digest, position, refused)

    def _decide_by(self, body: str) -> None:
        """Let the versions decide that a row names; those that decided before may be others."""
        run = self._runs.get(body)
        if run is None:
            run = self._runs[body] = Run(reopened(body, self._content), engine=self._engine)
        run.register = Register(run.books.zone_owner.manifest.timezone) if self._register is None else self._register
        self._run, self._register, self.policy = run, run.register, body
        told = {each["version"]: str(each["digest"]) for each in orjson.loads(body)["versions"]}
        here = run.books.digests()
        self.newest = told[run.books.zone_owner.manifest.version]
        self.digests = {name: (digest, here[name]) for name, digest in told.items() if here[name] != digest}
        versions_changed(run.register, run.books)

    def _open(self, told: Mapping[str, Any]) -> None:
        """Go on from an opening."""
        self._register = None
        self._decide_by(told["policy"])
        if self._run is None:
            raise TypeError("an opening names no policy")
        state = state_from(told["state"], lambda table, body: converted(table, body, told["format"]))
        self._register = self._run.register = state.register(self._run.register.zone)
        self.code = told["code"]
        self._addresses = {(row["person"], row["kind"]): row["value"] for row in state.rows[ADDRESSES.name]}
        self._seen = {
            row["key"]: SeenAt(row["content"], row["position"], row["refused"]) for row in state.rows[SEEN_EVENTS.name]
        }
