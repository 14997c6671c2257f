"""The C module of durable_rules and the few calls of it that are made."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol, cast

MODULE = "durable_rules_engine"


class Native(Protocol):
    """The functions of `durable_rules_engine` in use; each raises `error` where the engine refuses."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Compile rules given as JSON and return their handle."""
        ...

    def delete_ruleset(self, handle: int, /) -> None:
        """Give a handle back; its state must have been deleted before."""
        ...

    def delete_state(self, handle: int, state: str, /) -> None:
        """Forget everything asserted under a state id."""
        ...

    def assert_fact(self, handle: int, document: str, /) -> tuple[int, int]:
        """Assert a document; return 0 where a rule fires, 1 where none does, and the offset of the state."""
        ...

    def retract_fact(self, handle: int, document: str, /) -> tuple[int, int]:
        """Take an asserted document back."""
        ...

    def start_action_for_state(self, handle: int, offset: int, /) -> tuple[str, str] | None:
        """Return the state and the first firing as JSON, None where nothing fires."""
        ...

    def complete_and_start_action(self, handle: int, offset: int, /) -> str | None:
        """End a firing and return the next one as JSON, None after the last."""
        ...


@cache
def native() -> Native | None:
    """Return the C module, None where it cannot be imported (not built, or built for another Python)."""
    return None if refusal() is not None else cast("Native", import_module(MODULE))


def refusal() -> str | None:
    """Return why the C module cannot be imported, in Python's words, None where it can."""
    try:
        import_module(MODULE)
    except ImportError as error:
        return str(error)
    return None
