"""The modules of the package, by name, with their texts; the pure rooms as pyproject.toml names them."""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "handover_policy"
MODULES = MappingProxyType(
    {each.relative_to(PACKAGE).as_posix(): each.read_text("utf-8") for each in sorted(PACKAGE.rglob("*.py"))}
)
"""The text of each module, by its path below handover_policy/."""
CONTRACTS = {
    each["id"]: each
    for each in tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
PURE_ROOMS = frozenset(each.removeprefix("handover_policy.") for each in CONTRACTS["pure-rooms"]["source_modules"])
IMPURE_MODULES = frozenset(
    each.split(" -> ")[0].removeprefix("handover_policy.").replace(".", "/") + ".py"
    for each in CONTRACTS["pure-rooms"]["ignore_imports"]
)
"""Modules of pure rooms that may import one thing or another which the rooms may not."""


def is_pure(name: str) -> bool:
    """Return whether a module, named by its path below handover_policy/, lies in a pure room."""
    return name.split("/", maxsplit=1)[0] in PURE_ROOMS and name not in IMPURE_MODULES


def faults(names: Iterable[str], check: Callable[[str, str], Any]) -> dict[str, Any]:
    """Return by module what `check`, given its name and its text, finds wrong; modules without a fault are left out."""
    return {name: found for name in names if (found := check(name, MODULES[name]))}
