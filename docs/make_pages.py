"""Writes the pages of docs/ that are made from the code: docs/findings and docs/yaml-reference.md."""

from __future__ import annotations

from pathlib import Path

from handover_policy.findings.catalogue import CATALOGUE
from handover_policy.opening import finding_examples
from handover_policy.review.reference.finding_pages import finding_index, finding_page
from handover_policy.review.reference.pages import reference_page
from handover_policy.wiring import schema_keys

DOCS = Path(__file__).parent


def pages() -> dict[str, str]:
    """Return the text of every made page by its path below docs/."""
    examples = finding_examples()
    findings = {f"findings/{code}.md": finding_page(entry, examples[code]) for code, entry in CATALOGUE.items()}
    return {
        **findings,
        "findings/README.md": finding_index(CATALOGUE.values()),
        "yaml-reference.md": reference_page(schema_keys().values(), "zh"),
    }


def main() -> None:
    """Write every page, and take away those of findings that are no more."""
    made = pages()
    for path in (DOCS / "findings").glob("*.md"):
        if f"findings/{path.name}" not in made:
            path.unlink()
    for name, text in made.items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
