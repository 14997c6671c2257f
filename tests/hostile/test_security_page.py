"""SECURITY.md names the tests that hold what it says, every test of hostile inputs among them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"\]\(([^)#]+)\)", PAGE)


def test_what_the_page_names_is_there():
    assert [path for path in NAMED if not (ROOT / path).exists()] == []


def test_every_test_of_hostile_inputs_is_named():
    own = {"test_security_page.py", "test_fuzzer.py"}
    files = {path.name for path in (ROOT / "tests" / "hostile").glob("test_*.py")} - own
    assert files <= {Path(path).name for path in NAMED}


def test_the_commands_that_it_shows_are_those_of_the_script():
    script = (ROOT / "tests" / "hostile" / "fuzz.py").read_text(encoding="utf-8")
    shown = re.findall(r"--[a-z]+", " ".join(line for line in PAGE.splitlines() if line.startswith("python ")))
    assert shown
    assert [option for option in shown if f'"{option}"' not in script] == []
