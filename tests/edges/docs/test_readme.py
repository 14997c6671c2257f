"""README: its worked example is what the command prints, but for what `……` leaves out."""

from __future__ import annotations

from pathlib import Path

from tests.edges.cli.command import handover

ROOT = Path(__file__).parents[3]
LEFT_OUT = "    ……\n"


def test_the_worked_example_is_what_is_printed() -> None:
    shown = (ROOT / "README.md").read_text("utf-8").partition("```\n━━")[2].partition("```")[0]
    printed = handover(
        "run",
        str(ROOT / "examples" / "salesman.jsonl"),
        "--policy",
        str(ROOT / "rules" / "default"),
        "--format",
        "text",
    ).out.decode()
    parts = f"━━{shown}".split(LEFT_OUT)
    assert len(parts) == 2
    assert printed.startswith(parts[0])
    assert f"\n{parts[1]}" in printed
