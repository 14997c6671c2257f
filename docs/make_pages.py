"""Writes the pages of docs/ that are made from the code: findings, messages, statutes, the YAML reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handover_policy.app.library import Library
from handover_policy.app.load import open_policies
from handover_policy.app.reference import finding_examples, schema_keys
from handover_policy.app.run import Run
from handover_policy.decide.decided import Decided
from handover_policy.findings.codes import CODES
from handover_policy.lint.page import statutes_page
from handover_policy.model.effects import NoticeEffect
from handover_policy.reference.finding_pages import entries_of, finding_index, finding_page
from handover_policy.reference.messages import MessageSample, messages_page
from handover_policy.reference.whole import whole_page
from handover_policy.reference.words import words_page
from handover_policy.render.fill import message_of
from handover_policy.sources.event_files import told_events
from handover_policy.sources.shipped import shipped_folder

DOCS = Path(__file__).parent


def pages() -> dict[str, str]:
    """Return the text of every made page by its path below docs/."""
    examples = finding_examples()
    findings = {f"findings/{code}.md": finding_page(entries_of(code), examples[code]) for code in CODES}
    return {
        **findings,
        "findings/README.md": finding_index(map(entries_of, CODES)),
        "messages.md": messages_page(message_samples()),
        "statutes.md": statutes_page(Library().packs),
        "words.md": words_page(),
        "yaml-reference.md": whole_page(schema_keys().values(), "zh"),
    }


def message_samples() -> Iterator[MessageSample]:
    """Yield the first message of each kind that the default policy sends in the example, in every language it has."""
    opened = open_policies([shipped_folder("rules") / "default"])
    run = Run(opened, engine="compiled")
    seen: set[object] = set()
    with (DOCS.parent / "examples" / "every-message.jsonl").open("rb") as stream:
        for decided in run.decisions(told_events(stream)):
            for effect in decided.decision.effects:
                if isinstance(effect, NoticeEffect) and effect.notification not in seen:
                    seen.add(effect.notification)
                    yield from samples_of(run, decided, effect)


def samples_of(run: Run, decided: Decided, notice: NoticeEffect) -> Iterator[MessageSample]:
    """Yield one notice in every language that its message has, for all the channels it offers."""
    notification = notice.notification
    declaration = run.templates.declarations[notification]
    for language in sorted(run.templates.texts[notification], reverse=True):
        message = message_of(
            decided, notice, run.templates, run.register, language=language, channels=declaration.channels
        )
        yield MessageSample(
            notification=notification,
            notice=notice.notice,
            event=str(decided.decision.event["type"]),
            party=notice.party,
            language=language,
            message=message,
        )


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
