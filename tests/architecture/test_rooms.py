"""The import contracts of pyproject.toml notice an arrow that points the wrong way."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

PLANTED = {
    "handover_policy/model/planted.py": "import handover_policy.decide\nimport os\n",
    "handover_policy/sources/planted.py": "import durable_rules_engine\nimport jsonschema\n",
    "handover_policy/surprise.py": "",
}


@pytest.fixture
def copied_checkout(tmp_path: Path) -> Path:
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    shutil.copytree(CHECKOUT / "handover_policy", tmp_path / "handover_policy")
    return tmp_path


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("handover_policy/model/planted.py", "handover_policy.model is not allowed to import handover_policy.decide"),
        ("handover_policy/model/planted.py", "handover_policy.model is not allowed to import os"),
        ("handover_policy/sources/planted.py", "handover_policy is not allowed to import durable_rules_engine"),
        ("handover_policy/sources/planted.py", "handover_policy is not allowed to import jsonschema"),
        ("handover_policy/surprise.py", "handover_policy.surprise"),
    ],
)
def test_an_arrow_that_points_the_wrong_way_is_noticed(copied_checkout: Path, place: str, complaint: str) -> None:
    (copied_checkout / place).write_text(PLANTED[place])
    verdict = lint_imports(copied_checkout)
    assert verdict.returncode == 1
    assert complaint in verdict.stdout
