"""Part: what a word does in a sentence that may threaten."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """The part that a word plays."""

    LAWFUL = "lawful"  # what the law itself has withheld from wages
    LIMIT = "limit"  # the limits that the law sets to deductions
    ASIDE = "aside"  # measures, "not only": no denial, and nothing else
    UNRELATED = "unrelated"  # "has nothing to do with"
    BECAUSE = "because"
    COPY = "copy"  # a copy of papers is not the papers
    MUST = "must"  # "has no choice but to"
    EVEN = "even"  # opens a concession: what follows makes no difference
    ALL = "all"  # closes a concession
    IF = "if"
    ELSE = "else"
    COMPANY = "company"
    ANYBODY = "anybody"
    VOID = "void"
    CAUSE = "cause"  # there is no end of employment, so that nothing is due
    REMEDY = "remedy"  # what somebody may do against it
    CERTIFICATE = "certificate"
    TRANSFER = "transfer"
    OTHER = "other"  # what may well wait for the handover
    PAPERS = "papers"
    DEPOSIT = "deposit"
    RIGHT = "right"
    FINE = "fine"
    PENALTY = "penalty"
    REPAY = "repay"
    DEDUCT = "deduct"
    AMOUNT = "amount"
    PAY = "pay"
    WAIVE = "waive"
    COMPETE = "compete"
    REJECT = "reject"  # a resignation is not taken for one
    BLOCK = "block"  # hinders somebody
    HOLD = "hold"
    GATE = "gate"  # "only after", "unless"
    NOT = "not"  # denies what is done: "may not", "will not"
    LACK = "lack"  # says of the handover that it is open, and denies nothing else
    NEVER = "never"  # denies the next word of any kind: "un-", "not"
    AFTER = "after"  # "after", "when": in time, perhaps on condition
    APPROVAL = "approval"
    NOTICE = "notice"  # giving notice, which a denial before it denies
    DONE = "done"  # the handover, and what belongs to it
    LEAVE = "leave"
    KEEP = "keep"  # takes papers into custody
    GIVE = "give"


HOLDING = frozenset({Part.HOLD, Part.BLOCK, Part.DEDUCT, Part.FINE, Part.PENALTY, Part.REPAY, Part.WAIVE, Part.KEEP})
"""Parts that harm where they are said, and reassure where they are denied."""
ACTS = HOLDING | {Part.GIVE, Part.GATE, Part.REJECT, Part.DEPOSIT, Part.COMPETE}
"""Parts that a denial can turn round."""
