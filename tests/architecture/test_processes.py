"""Three modules start processes: what git must not do is told in one place; one runs pg_dump, one audits in several."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.modules import MODULES, faults

ONLY = ("sources/git/process.py", "ledger/keeping/dumping.py")

STARTING = frozenset(
    {"subprocess", "multiprocessing", "pty", "webbrowser", "pexpect", "sh", "plumbum", "git", "pygit2"}
)
CALLED = frozenset(
    {"system", "popen", "fork", "forkpty", "startfile", "create_subprocess_exec", "create_subprocess_shell"}
    | {"subprocess_exec", "subprocess_shell", "ProcessPoolExecutor", "launch", "edit", "echo_via_pager"}
)
CALLED_SO = ("exec", "spawn", "posix_spawn")  # os.execv, os.spawnlp, …


def starters(text: str) -> Iterator[str]:
    """Yield what a module uses that starts processes."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".", maxsplit=1)[0] in STARTING)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from [node.module or ""] if (node.module or "").split(".", maxsplit=1)[0] in STARTING else []
            yield from (each.name for each in node.names if starts(each.name))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            told = f"{node.value.id}.{node.attr}"
            yield from [told] if node.value.id in {"os", "click", "asyncio"} and starts(node.attr) else []


def starts(name: str) -> bool:
    return name in CALLED or name.startswith(CALLED_SO)


def test_only_three_modules_start_processes() -> None:
    itself = {"app/proving/beside.py": {"ProcessPoolExecutor", "multiprocessing"}}
    assert faults(MODULES, lambda _, text: set(starters(text))) == itself | {name: {"subprocess"} for name in ONLY}


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess", "from subprocess import run", "import os\nos.system('x')", "import os\nos.execvp('x', [])",
        "from os import popen", "import os\nos.posix_spawn('x', [], {})", "import click\nclick.edit()",
        "import asyncio\nasyncio.create_subprocess_exec('x')", "from concurrent.futures import ProcessPoolExecutor",
        "import multiprocessing.pool", "import git",
    ],
)  # fmt: skip
def test_each_way_to_start_one_is_found(text: str) -> None:
    assert list(starters(text))


def test_what_only_sounds_like_it_is_not() -> None:
    assert not list(starters("from handover_policy.sources.git import x\nimport shutil\nruns.system\nos.environ"))
