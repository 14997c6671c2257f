"""finding_page, finding_lines: what one kind of finding means, why it matters and how to fix it, with an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from handover_policy.findings.catalogue import CatalogueEntry, entry_of
from handover_policy.findings.lines import LINE_END
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.excerpt import excerpt
from handover_policy.reference.examples import Example
from handover_policy.texts.bilingual import BESIDE, WRITTEN_IN, both
from handover_policy.texts.texts import Texts, texts


def entries_of(code: str) -> tuple[CatalogueEntry, ...]:
    """Return what the catalogue says of a code in the languages that its page is written in."""
    return tuple(entry_of(code, language) for language in WRITTEN_IN)


def finding_page(entries: Sequence[CatalogueEntry], example: Example) -> str:
    """Return the page of a code as Markdown, one language beneath the other."""
    lines = [f"# {entries[0].code}", ""]
    lines += [line for entry in entries for line in (entry.says, "")]
    lines += _headed("why", (entry.why for entry in entries))
    lines += _headed("fix", (entry.fix for entry in entries))
    if example.before:
        lines += [*_headed("before"), *_fenced(example.before)]
    lines += [f"**{both('reference.finding.wrong')}**, `{example.at}`", ""]
    for language in WRITTEN_IN:
        lines += [line for note in _notes(example, texts(language)) for line in (note, "")]
    lines += _fenced(example.wrong)
    lines += [*_headed("right"), *_fenced(example.right)]
    return "\n".join(lines)


def finding_index(all_entries: Iterable[Sequence[CatalogueEntry]]) -> str:
    """Return the list of all codes with their pages, as Markdown."""
    lines = [f"# {both('reference.finding.title')}", "", both("reference.finding.index"), ""]
    for entries in all_entries:
        code, says = entries[0].code, BESIDE.join(entry.says for entry in entries)
        lines.append(f"- [{code}]({code}.md) {says}")
    return "\n".join([*lines, ""])


def finding_lines(entry: CatalogueEntry, example: Example, language: str) -> Iterator[str]:
    """Yield the page of a code as a terminal shows it, in the language of the entry, the finding's place marked."""
    words = texts(language)
    yield f"{entry.code}: {entry.says}"
    yield f"  {words.say('reference.finding.why-said', why=entry.why)}"
    yield f"  {words.say('reference.finding.fix-said', fix=entry.fix)}"
    yield ""
    if example.before:
        yield f"  {words.say('reference.finding.before')}"
        for path, text in example.before.items():
            yield from _shown(path, text, len(example.before), None)
    yield f"  {words.say('reference.finding.wrong-at', at=example.at)}"
    yield from (f"  {note}" for note in _notes(example, words))
    for path, text in example.wrong.items():
        yield from _shown(path, text, len(example.wrong), example)
    yield f"  {words.say('reference.finding.right-way')}"
    for path, text in example.right.items():
        yield from _shown(path, text, len(example.right), None)


def _headed(part: str, told: Iterable[str] = ()) -> list[str]:
    """Return a heading in both languages, and what stands below it."""
    lines = (f"**{both(f'reference.finding.{part}')}**", *told)
    return [line for text in lines for line in (text, "")]


def _notes(example: Example, words: Texts) -> Iterator[str]:
    if example.saved_as:
        made = f"reference.finding.saved-as.{example.saved_as}"
        saved = words.say("reference.finding.saved", saved_as=example.saved_as)
        yield words.say(made) if words.has(made) else saved
    text, times = example.filler
    if times:
        yield words.say("reference.finding.filler", times=times, text=text.strip())


def _fenced(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        if len(files) > 1 or "/" in path:
            yield from (f"`{path}`", "")
        yield from ("```yaml", *map(_visible, LINE_END.split(text.rstrip("\n"))), "```", "")


def _shown(path: str, text: str, files: int, marked: Example | None) -> Iterator[str]:
    if files > 1 or "/" in path:
        yield f"    # {path}"
    for number, line in enumerate(LINE_END.split(text.rstrip("\n")), start=1):
        if marked is not None and marked.at.file == path and marked.at.line == number:
            shown = excerpt(line, marked.at.column)
            yield from (f"    {shown.text}", f"    {shown.marker}")
        else:
            yield f"    {escaped(line)}"


def _visible(line: str) -> str:
    """Return a line as a page can hold it: only blanks and tabs of all that cannot be seen."""
    return "\t".join(map(escaped, line.split("\t")))
