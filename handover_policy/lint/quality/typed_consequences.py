"""typed_consequences: messages whose text names a consequence itself, where only the policy's own may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.render.authoring.reading import UnreadableFile, read_written

LOCALES = "_locales/"
NEVER = re.compile("(?!)")


def typed_consequences(texts: Iterable[SettingReading], messages: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return a warning for every message among the texts of a set (`text_readings`) that types in a consequence.

    What depends on the handover is derived from gates and clauses (`consequences` in a template); a penalty that
    somebody types into a message is threatened whether the policy has it or not. The words that give it away stand in
    the locale files, under `consequence_words`.
    """
    words = _words(messages)
    found = Collected()
    for reading in texts:
        if reading.traits["source"] != "message":
            continue
        place = reading.location.file.split("/")
        patterns = [words.get(place[2], NEVER)] if place[2].find(".") < 0 else list(words.values())
        for typed in (match for pattern in patterns if (match := pattern.search(str(reading.value)))):
            found.warning("consequence-typed", reading.location, subject=typed[0], notification=reading.subject)
    return found.sorted()


def _words(messages: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Return by language what finds the words for consequences; a locale that cannot be read is told by validate."""
    found = {}
    for path, text in messages.items():
        if path.startswith(LOCALES):
            try:
                listed = read_written(text).values.get("consequence_words")
            except UnreadableFile:
                listed = None
            if isinstance(listed, list) and listed:
                language = path.removeprefix(LOCALES).removesuffix(".yaml")
                found[language] = re.compile("|".join(re.escape(str(word)) for word in listed), re.IGNORECASE)
    return found
