"""starting_over: what simulated departures are decided by."""

from __future__ import annotations

from collections.abc import Callable

from handover_policy.app.load import Opened
from handover_policy.app.session import Decide, Run, deciding
from handover_policy.engine.ruleset import EngineName


def starting_over(opened: Opened, *, engine: EngineName = "durable") -> Callable[[], Decide]:
    """Return a maker of callables that decide one event at a time, each knowing nobody at first."""
    first = Run(opened, engine=engine)
    return lambda: deciding(first.again())
