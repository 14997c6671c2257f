"""clauses_chapter: what employees sign, and what follows from it, in plain words beside the text itself."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.model.condition import ALWAYS
from handover_policy.model.words.clauses import ONEROUS
from handover_policy.model.words.word import title
from handover_policy.policy.clauses import Clause, Consequence


def clauses_chapter(saying: InWords) -> Chapter:
    """Return the chapter of clauses."""
    rules = tuple(clause_rule(saying, place, clause) for place, clause in enumerate(saying.policy.clauses))
    return Chapter(id="clauses", title=saying.say("clauses.title"), rules=rules)


def clause_rule(saying: InWords, place: int, clause: Clause) -> PlainRule:
    """Return a clause: its text, when it is signed, and what it means for the employee."""
    what = clause.consequence
    told = [saying.say(f"clauses.sign.{clause.sign}")]
    if clause.when != ALWAYS:
        told.append(saying.those(clause.when))
    told += [] if what is None else meaning(saying, place, what)
    return PlainRule(
        id=clause.id,
        title=clause.title,
        sentences=tuple(told),
        quoted=saying.paragraphs(clause.text),
        laws=saying.laws(clause.law),
        warns=what is not None and what.kind in ONEROUS,
    )


def meaning(saying: InWords, place: int, what: Consequence) -> Iterator[str]:
    """Yield what a consequence means, sentence by sentence."""
    path = ("clauses", place, "consequence")
    if what.kind == "damages":
        yield saying.say(f"clauses.damages.{what.measure or 'actual_loss'}")
    elif what.percent is not None:
        of = saying.named("of", what.of or "")
        yield saying.say(f"clauses.{what.kind}.percent", percent=saying.value(what.percent, (*path, "percent")), of=of)
    elif what.served is None:
        yield saying.say(f"clauses.{what.kind}.plain")
    else:
        yield saying.say("clauses.served")
    if what.amount is not None:
        yield saying.say("clauses.amount", amount=saying.value(what.amount, (*path, "amount")))
    if what.trigger is not None:
        yield saying.say("clauses.trigger", what=title(f"consequence_triggers.{what.trigger}", saying.words.language))
    if what.when != ALWAYS:
        yield saying.say("clauses.when", when=saying.holds(what.when))
    if what.proof_required:
        yield saying.say("clauses.proof")
    if what.cap_percent_of_month is not None:
        cap = saying.value(what.cap_percent_of_month, (*path, "cap_percent_of_month"))
        yield saying.say("clauses.cap", cap=cap)
    if what.floor is not None:
        yield saying.say("clauses.floor", floor=saying.named("floors", what.floor))
    if what.exclude:
        causes = saying.listed(saying.label("case.cause", each) for each in what.exclude)
        yield saying.say("clauses.exclude", causes=causes)
    if what.kind in ONEROUS:
        yield saying.say("clauses.no-deduction")
