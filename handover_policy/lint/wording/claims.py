"""claims_in: what a text threatens or takes, sentence by sentence, with what it withholds and on what condition.

How a sentence is read, as a lawyer would:

1. Which thing is it about: the certificate, wages, the transfer of insurance and file, the leaving itself, papers?
2. What happens to it: is it given, held back, made dependent on something?
3. Is that denied? "不得扣留" promises; "不予出具" and "不得不扣留" threaten: a denied denial says the thing itself.
4. On what condition? What the leaver must do first is a condition; what "makes no difference" (无论, whether or not) is
   none, and changes nothing of what is said of the thing: "无论您是否同意，都将暂缓发放工资" holds wages back.
5. Whom does it bind? "如公司拖延出具离职证明，请向劳动监察投诉" tells what to do against it.

What is understood without doubt is a claim; a sentence that names a thing and a condition and is understood neither as
a threat nor as a promise is doubtful: somebody has to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handover_policy.lint.wording.lexicon import of_handover
from handover_policy.lint.wording.parts import ACTS, HOLDING, Part
from handover_policy.lint.wording.sentence import Sentence, SubClause, sentences_of

CERTIFICATE, WAGES, TRANSFER = "certificate_withheld", "wages_withheld", "transfer_withheld"
PENALTY, FINE, DEDUCTION, REPAYMENT = "penalty", "fine", "deduction", "repayment"
APPROVAL, HANDOVER, FORBIDDEN = "leaving_needs_approval", "leaving_needs_handover", "leaving_refused"
WAIVER, PAPERS, DEPOSIT, NON_COMPETE = "waiver", "papers_held", "deposit", "non_compete"
CLAIMS = (
    CERTIFICATE,
    WAGES,
    TRANSFER,
    PENALTY,
    FINE,
    DEDUCTION,
    REPAYMENT,
    APPROVAL,
    HANDOVER,
    FORBIDDEN,
    WAIVER,
    PAPERS,
    DEPOSIT,
    NON_COMPETE,
)
"""What a text can do to the leaver; `says_none` of a statute names some of them."""
THINGS = {Part.CERTIFICATE: CERTIFICATE, Part.PAY: WAGES, Part.TRANSFER: TRANSFER}
MONEY = {Part.PENALTY: PENALTY, Part.FINE: FINE, Part.REPAY: REPAYMENT}
NAMES_WAGES = re.compile("工资|薪|报酬")
BREACH = re.compile(
    "(公司|单位|甲方|雇主)(如果?|若|有|无故|无正当理由)?(未|没有(?!义务|责任|必要)|拖欠|克扣)"
    "(?=[^，。；,;：:]{0,40}(支付|发放|缴纳|结清|工资|报酬|社会保险|社保))[^，。；,;：:]{0,40}?"
    "((的|时)(?=[，,])|(?=[，,](员工|劳动者|乙方|您)?(因此|据此)))"
    r"|\b(if|where|when|should) the (company|employer)\b[^,.;:]{0,60}\b(pay|paid|wages?|salary)\b[^,.;:]{0,30}"
    r"(?=, (the|an) employee\b)",
    re.IGNORECASE,
)
"""Where the company is said to break its word, as a case of which something follows."""
ON_THE_LEAVER = frozenset({Part.DONE, Part.APPROVAL, Part.GATE})
"""What makes it the leaver's turn again, in what the company is said to fail to do."""
SPEAKS_OF_MORE = frozenset(
    {*THINGS, *MONEY, *HOLDING, Part.GIVE, Part.GATE, Part.DONE, Part.APPROVAL, Part.DEDUCT, Part.WAIVE, Part.AMOUNT}
)
"""What a sentence on the company's breach says nothing more of."""
DUE = frozenset(THINGS.values())
HINDERS = frozenset({Part.HOLD, Part.BLOCK})


@dataclass(frozen=True, slots=True)
class TextClaim:
    """What a sentence does to the leaver; `doubtful` where only a person can tell."""

    kind: str
    sentence: str
    doubtful: bool = False


@lru_cache(maxsize=8192)
def claims_in(text: str) -> tuple[TextClaim, ...]:
    """Return the claims of a text, each once; every rule of law asks for the same ones."""
    found: dict[TextClaim, None] = {}
    caused = False
    for sentence in sentences_of(text):
        nothing_due = (caused or bool(sentence.having(Part.CAUSE))) and not sentence.having(Part.DONE)
        caused = bool(sentence.having(Part.CAUSE)) and sentence.text.endswith((";", "；"))
        if _is_label(sentence):
            continue
        certain = list(dict.fromkeys(kind for kind in _claims(sentence) if not (nothing_due and kind in DUE)))
        doubts = () if certain or nothing_due else dict.fromkeys(_doubts(sentence))
        for kind in certain:
            found[TextClaim(kind, sentence.text, doubtful=sentence.asks)] = None
        for kind in doubts:
            found[TextClaim(kind, sentence.text, doubtful=True)] = None
    return tuple(found)


def _is_label(sentence: Sentence) -> bool:
    """Return whether a sentence is but the name of something, as the heads of a table are."""
    ends = sentence.text.endswith(("。", "！", "!", ".", "；", ";", "？", "?"))
    return not ends and sum(len(clause.words) for clause in sentence.clauses) <= 1


def _claims(sentence: Sentence) -> Iterator[str]:
    breached = _is_breach(sentence)
    complained = breached or _is_complaint(sentence)
    for place, clause in enumerate(sentence.clauses):
        before = sentence.clauses[place - 1] if place else None
        if _is_void(clause, sentence.clauses[place + 1 : place + 2]):
            continue
        if not complained:
            yield from _withheld(clause, before)
        if not breached:
            yield from _money(sentence, clause)
        yield from _leaving(clause, before)
        yield from _kept(clause)


def _is_void(clause: SubClause, following: tuple[SubClause, ...]) -> bool:
    """Return whether a clause, or the one after it, says that what it names is void: "放弃工资的文字均属无效"."""
    named = bool(clause.having(Part.ANYBODY, Part.WAIVE, Part.PENALTY, Part.FINE, Part.DEPOSIT))
    alone = [each for each in following if not each.having(*ACTS, *THINGS)]
    return named and any(each.having(Part.VOID) for each in (clause, *alone))


def _is_complaint(sentence: Sentence) -> bool:
    """Return whether a sentence tells what somebody may do where the company breaks the law."""
    return bool(sentence.having(Part.REMEDY)) and not any(word.denied for word in sentence.having(Part.DONE))


def _is_breach(sentence: Sentence) -> bool:
    """Return whether a sentence tells a case in which the company does not pay what it owes: its own breach.

    So the law words it ("用人单位未及时足额支付劳动报酬的，劳动者可以解除劳动合同"). Where the rest of it speaks of
    wages, of papers, of the handover or of a condition, it is read as any other.
    """
    told = BREACH.search(sentence.text)
    if told is None:
        return False
    start, end = (place + sentence.lead for place in told.span())
    return not any(
        word.part in (ON_THE_LEAVER if start <= word.place < end else SPEAKS_OF_MORE) for word in sentence.words
    )


def _things(clause: SubClause, before: SubClause | None) -> list[str]:
    """Return what a clause is about; one that names nothing goes on with what the one before named."""
    named = [THINGS[word.part] for word in clause.having(*THINGS)]
    if clause.having(Part.OTHER) and not clause.having(*HINDERS):
        return []
    if named or before is None or clause.having(Part.OTHER, Part.LEAVE, Part.PAPERS):
        return named
    bare = not before.having(*HINDERS, Part.GIVE)
    goes_on = clause.having(*HINDERS, Part.GATE)
    return [THINGS[word.part] for word in before.having(*THINGS)] if bare or goes_on else []


def _withheld(clause: SubClause, before: SubClause | None) -> Iterator[str]:
    """Yield what a clause holds back, does not give, or gives on condition only."""
    things = _things(clause, before)
    if not things or clause.having(Part.UNRELATED):
        return
    hindered = any(not word.denied for word in clause.having(*HINDERS))
    refused = any(word.denied for word in clause.having(Part.GIVE))
    nothing = any(word.denied for word in clause.having(*THINGS)) and not clause.having(*HOLDING, Part.GIVE, Part.GATE)
    if hindered or refused or nothing or _is_gated(clause, before):
        yield from things


def _is_gated(clause: SubClause, before: SubClause | None) -> bool:
    """Return whether what a clause is about comes only after something that the leaver or a superior does."""
    gates = clause.having(Part.GATE)
    if any(word.denied for word in gates):
        return False
    alone = before is not None and not before.having(*THINGS, Part.OTHER, *HINDERS)
    if not gates and not (before is not None and alone and _opens(before)):
        return False
    near = (clause, before) if before is not None and alone else (clause,)
    return any(_asks_first(each) for each in near)


def _opens(clause: SubClause) -> bool:
    return any(not word.denied and word.text[:1] not in "才方" for word in clause.having(Part.GATE))


def _asks_first(clause: SubClause) -> bool:
    """Return whether a clause names the handover, or somebody's approval."""
    inside = any(of_handover().search(word.text) for word in clause.having(Part.GATE))
    return bool(clause.having(Part.DONE, Part.APPROVAL)) or inside


def _money(sentence: Sentence, clause: SubClause) -> Iterator[str]:
    """Yield what a clause takes from the leaver: a penalty, a fine, wages earned, or a part of wages."""
    for part, kind in MONEY.items():
        if any(not word.denied for word in clause.having(part)):
            yield kind
    taken = [word for word in clause.having(Part.DEDUCT) if not word.denied]
    lawful = clause.having(Part.LAWFUL) or sentence.having(Part.LIMIT)
    of_wages = sentence.having(Part.PAY, Part.AMOUNT) or any(NAMES_WAGES.search(word.text) for word in taken)
    if taken and of_wages and not lawful:
        yield DEDUCTION


def _leaving(clause: SubClause, before: SubClause | None) -> Iterator[str]:
    """Yield what a clause makes of the leaving itself: bound to approval or handover, forbidden, not recognised."""
    if any(not word.denied for word in clause.having(Part.REJECT)):
        yield FORBIDDEN
    if not clause.having(Part.LEAVE):
        return
    stopped = Part.LEAVE in clause.forbids
    if stopped or any(not word.denied for word in clause.having(Part.GATE)):
        near = (clause, before) if before is not None else (clause,)
        asked = [word for each in near for word in each.having(Part.APPROVAL)]
        done = any(each.having(Part.DONE) for each in near)
        if asked and (stopped or not all(word.denied for word in asked)):
            yield APPROVAL
        if done:
            yield HANDOVER
        elif stopped and not asked:
            yield FORBIDDEN


def _kept(clause: SubClause) -> Iterator[str]:
    """Yield what a clause keeps of the leaver's own: papers, a deposit, rights, the freedom to work elsewhere."""
    papers = clause.having(Part.PAPERS) and not clause.having(Part.COPY)
    if papers and any(not word.denied for word in clause.having(Part.KEEP, Part.HOLD)):
        yield PAPERS
    if any(not word.denied for word in clause.having(Part.DEPOSIT)):
        yield DEPOSIT
    if clause.having(Part.RIGHT, Part.PAY, Part.OTHER) and any(not word.denied for word in clause.having(Part.WAIVE)):
        yield WAIVER
    if any(word.denied for word in clause.having(Part.COMPETE)):
        yield NON_COMPETE


def _doubts(sentence: Sentence) -> Iterator[str]:
    """Yield what a sentence may be about that names a thing and an open handover, and promises nothing."""
    if _is_complaint(sentence) or _is_breach(sentence):
        return
    promised = any(word.denied for word in sentence.having(*HINDERS, Part.GATE, Part.DEDUCT))
    if promised or sentence.having(Part.UNRELATED) or any(clause.conceded for clause in sentence.clauses):
        return
    for place, clause in enumerate(sentence.clauses):
        before = sentence.clauses[place - 1] if place else None
        things = _things(clause, before)
        own = before is None or before.having(*THINGS, Part.OTHER)
        near = (clause,) if own and clause.having(*THINGS) else (clause, *((before,) if before is not None else ()))
        if any(_waits(each) for each in near):
            yield from things


def _waits(clause: SubClause) -> bool:
    """Return whether a clause speaks of an open handover, or of what comes once it is done."""
    done = clause.having(Part.DONE)
    if any(word.denied for word in done) or (done and clause.having(Part.IF)):
        return True
    return any(
        (each.place < after.place) is not after.text.isascii() for after in clause.having(Part.AFTER) for each in done
    )
