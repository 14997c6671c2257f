"""judging_anew, altering: what policy tests are decided by, under the policy as it is and under changes of it."""

from __future__ import annotations

from collections.abc import Callable

from handover_policy.app.load import Opened
from handover_policy.app.session import DecideJson, Run, judging
from handover_policy.policy.policy_set import PolicySet


def judging_anew(opened: Opened) -> Callable[[], DecideJson]:
    """Return a maker of callables that decide one event at a time and give decisions as JSON, each knowing nobody."""
    first = Run(opened)
    return lambda: judging(first.again())


def altering(opened: Opened) -> Callable[[PolicySet], Callable[[], DecideJson]]:
    """Return a maker of what `judging_anew` gives, for another policy with the same messages.

    Conditions are judged by generated Python: it is ready sooner than the C engine and gives the same answers.
    """
    first = Run(opened, engine="compiled")

    def ready(policy: PolicySet) -> Callable[[], DecideJson]:
        run = first.under(policy)
        return lambda: judging(run.again())

    return ready
