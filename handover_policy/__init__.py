"""Handover policy: policy files and employee events in, explained decisions out.

The names below are the door for Python (docs/python.md). Each is loaded when it is first asked for, so that importing
the package costs nothing.

Example:
    >>> from handover_policy import Session, load
    >>> session = Session(load("builtin:default"))

"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "app.door.loading": ("load",),
    "app.door.policy": ("Policy",),
    "app.door.invalid": ("PolicyInvalid",),
    "app.door.session": ("CaseGate", "CaseTask", "Session"),
    "app.door.event_forms": ("EventLike",),
    "app.door.written": ("report", "to_json"),
    "app.check": ("Checked",),
    "app.explain": ("CaseExplanation",),
    "app.lint": ("LintReport",),
    "app.render": ("DocumentDenied",),
    "app.run": ("CaseUnknown",),
    "diff.compare": ("PolicyDiff",),
    "simulate.timeline": ("Timeline",),
    "decide.state.saved": ("StateUnfit",),
    "findings.finding": ("Finding", "Severity"),
    "model.case": ("Case", "Gate", "Step", "Task"),
    "model.decision": ("Decision", "Refusal"),
    "model.effects": (
        "CaseEffect",
        "ClaimEffect",
        "DutyEffect",
        "Effect",
        "GateEffect",
        "NoticeEffect",
        "ProblemEffect",
        "SheetEffect",
        "TaskEffect",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604 - names, each in the table above


def __getattr__(name: str) -> object:
    """Return a name of the door, its module loaded now."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return what is at the door."""
    return sorted(__all__)
