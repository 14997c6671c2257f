"""Coverage of policy tests as text and JSON: a share for each file, and the lines no case exercises."""

from __future__ import annotations

from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say
from handover_policy.testing.covering.points import Coverage
from handover_policy.testing.wording import missed_text


def write_coverage(coverage: Coverage, language: str) -> None:
    """Write each file with its share, under it what no case exercised, and the share of all."""
    for file in coverage.files:
        part = coverage.of_file(file)
        say(_share(file, part, language))
        for point in part.missed:
            say(f"    {point.location}: {missed_text(point, language)}")
    say(_share(spoken_in(language, "test.total"), coverage, language))


def _share(name: str, part: Coverage, language: str) -> str:
    done = f"{len(part.points) - len(part.missed)}/{len(part.points)}"
    return spoken_in(language, "test.share", name=name, percent=f"{part.percent:.1f}", done=done)


def coverage_json(coverage: Coverage) -> dict[str, object]:
    """Return the coverage for machines."""
    return {
        "percent": round(coverage.percent, 2),
        "points": len(coverage.points),
        "files": [
            {"file": file, "percent": round(part.percent, 2), "points": len(part.points)}
            for file, part in ((file, coverage.of_file(file)) for file in coverage.files)
        ],
        "missed": [
            {
                "kind": point.kind,
                "rule": point.rule,
                "part": point.part,
                "file": point.location.file,
                "line": point.location.line,
            }
            for point in coverage.missed
        ],
    }
