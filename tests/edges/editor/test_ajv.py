"""Every schema compiles in the strict mode of ajv, the validator of JavaScript, discriminators included."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES = Path(sys.prefix) / "editor"
SCRIPT = Path(__file__).with_name("compile_strictly.cjs")


def compiled(schemas: Path) -> list[str]:
    told = subprocess.run(["node", str(SCRIPT), str(MODULES), str(schemas)], check=True, capture_output=True, text=True)
    return told.stdout.splitlines()


def test_every_schema_compiles_strictly() -> None:
    many = len(list((ROOT / "schemas").rglob("*.schema.json")))
    assert compiled(ROOT / "schemas") == [f"{many} compiled"]


def test_a_keyword_that_nobody_knows_is_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas" / "events", tmp_path, dirs_exist_ok=True)
    place = tmp_path / "employee.left.schema.json"
    place.write_text(json.dumps({**json.loads(place.read_text("utf-8")), "discrimnator": {}}), "utf-8")
    told = compiled(tmp_path)
    assert [line for line in told if "discrimnator" in line] == told[:-1]
    assert len(told) == 2
