"""step_variations: who does a step by when, with which evidence, and whether silence does it; told by its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handover_policy.conditions.domains import Domains
from handover_policy.model.altered import altered
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.policy.policy_set import StepRule, TaskRule
from handover_policy.policy.rows.steps import OF_A_STEP
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.mutant import Variation, in_field
from handover_policy.testing.mutating.values import following, names, periods, times, written_period

LEAVER, LAST_DAY = "leaver", "last_day"
OF_SILENCE = ("accepted_after", "never_silent")
KINDS_OF_EVIDENCE = ("file", "link")
AT_ONCE = Period(count=1, unit="day")
"""The time after which silence counts in the trial of a step that is meant never to be silent."""


def step_variations(
    step: StepRule, parties: Sequence[str], domains: Domains, *, replaces: bool = False
) -> Iterator[Variation[StepRule]]:
    """Yield a step with one thing changed; `replaces` tells that it takes the place of the leaver's."""
    for variation in _fields(step, parties, domains, replaces=replaces):
        yield altered(variation, place=step.location)


def _fields(
    step: StepRule, parties: Sequence[str], domains: Domains, *, replaces: bool
) -> Iterator[Variation[StepRule]]:
    others = tuple(party for party in parties if not (replaces and party == LEAVER))
    yield from in_field(step, "party", names(step.party, others, "recipient"))
    yield from in_field(step, "due", times(step.due, OF_A_STEP))
    yield from in_field(step, "accepted_after", periods(step.accepted_after))
    yield from in_field(step, "evidence", _other_evidence(step.evidence))
    if step.never_silent:
        yield _silent(step)
    yield from in_field(step, "when", conditions(step.when, domains))


def _other_evidence(evidence: tuple[str, ...]) -> Iterator[Variation[tuple[str, ...]]]:
    """Yield evidence of another kind in the place of each."""
    for place, kind in enumerate(evidence):
        other = following(kind, KINDS_OF_EVIDENCE) or kind
        changed = (*evidence[:place], other, *evidence[place + 1 :])
        if other not in evidence:
            yield Variation(
                noun=changed, kind="task", before=f"[{', '.join(evidence)}]", after=f"[{', '.join(changed)}]"
            )


def _silent(step: StepRule) -> Variation[StepRule]:
    """Return a step that silence completes after a day, where it was meant never to."""
    changed = altered(step, never_silent=False, accepted_after=AT_ONCE)
    after = f"accepted_after: {written_period(AT_ONCE)}"
    return Variation(noun=changed, kind="task", field="never_silent", before="true", after=after)


def is_held_by_the_step_before(task: TaskRule, place: int, due: TimeExpression) -> bool:
    """Return whether a step can only be due when the one before it is: its day lies no later, and not after the end.

    No step is due before the one before it; a day that would be counts as that day.
    """
    if place == 0:
        return False
    before, step = task.steps[place - 1], task.steps[place]
    earlier = before.due or TimeExpression(anchor=LAST_DAY)
    alike = (earlier.anchor, earlier.offset.unit) == (due.anchor, due.offset.unit) or (
        not earlier.offset.count and earlier.anchor == due.anchor
    )
    plain = not (earlier.targets or due.targets or due.hour or earlier.hour)
    alone = not (before.group or step.group) and before.when == step.when
    within = due.anchor == LAST_DAY and due.offset.count <= min(earlier.offset.count, 0)
    return alike and plain and alone and within


def is_never_heard(task: TaskRule, place: int, other: StepRule) -> bool:
    """Return whether a step differs by its silence alone, which nobody hears: who begins by giving is waited for.

    The leaver gives, as does whoever fills in a list, brings evidence, or takes the leaver's place.
    """
    step, first = task.steps[place], task.steps[0]
    silence = (step.accepted_after, step.never_silent) != (other.accepted_after, other.never_silent)
    begins = step is first or (step.group > 0 and step.group == first.group)
    return silence and begins and (step.party == LEAVER or task.items is not None or bool(step.evidence))


def substitute_is_heard(task: TaskRule) -> bool:
    """Return whether silence can complete a step that is done in the leaver's place: one that does not begin."""
    return any(step.party == LEAVER for step in task.steps[1:])
