"""The product runs where pip installs it without building anything: Windows and macOS, too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIX_ONLY = frozenset({"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"})
SHIPPED = ("handover_policy", "rules", "schemas", "notifications", "texts")
NO_NAME_OF_WINDOWS = frozenset('<>:"|?*\\')


def unix_only(text: str) -> list[str]:
    """Return the modules imported that only Unix has, outside a `try` that knows what to do without them."""
    tree = ast.parse(text)
    tried = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
    named = [
        name
        for node in ast.walk(tree)
        if id(node) not in tried
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    return sorted(set(named) & UNIX_ONLY)


def test_no_module_needs_what_only_unix_has() -> None:
    modules = sorted((ROOT / "handover_policy").rglob("*.py"))
    found = {module.name: names for module in modules if (names := unix_only(module.read_text("utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import fcntl, os", ["fcntl"]),
        ("def f():\n    from pwd import getpwuid", ["pwd"]),
        ("try:\n    import resource\nexcept ImportError:\n    resource = None", []),
        ("import os", []),
    ],
)
def test_what_only_unix_has_is_noticed_unless_it_is_tried(text: str, found: list[str]) -> None:
    assert unix_only(text) == found


def test_every_file_that_ships_has_a_name_that_all_systems_take_apart() -> None:
    names = [
        file.relative_to(ROOT).as_posix()
        for folder in SHIPPED
        for file in (ROOT / folder).rglob("*")
        if "__pycache__" not in file.parts
    ]
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if NO_NAME_OF_WINDOWS & set(name) or name.endswith((".", " "))] == []
