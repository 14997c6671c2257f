"""finding_page, finding_lines: what one kind of finding means, why it matters and how to mend it, with an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from handover_policy.findings.entries.entry import Entry
from handover_policy.findings.lines import LINE_END
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.excerpt import excerpt
from handover_policy.reference.examples import Example

WORDS = {
    "zh": {
        "why": "为什么：",
        "fix": "改法：",
        "before": "变更之前",
        "wrong": "错误的写法",
        "right": "正确的写法",
        "saved": "这个文件存成了 {saved_as}",
        "cut-off": "这个文件在一个字的中间断了",
        "link": "第一个文件是链接，指向：",
        "pipe": "第一个文件是命名管道（mkfifo）",
        "many": "还有 19 个这样的文件（bulk-01.j2 到 bulk-19.j2），每个 1 000 000 字节",
        "filler": "文件末尾把这一行写了 {times} 次：{text}",
    },
    "en": {
        "why": "why: ",
        "fix": "fix: ",
        "before": "before the change",
        "wrong": "wrong",
        "right": "right",
        "saved": "the file is saved as {saved_as}",
        "cut-off": "the file ends in the middle of a character",
        "link": "the first file is a link to:",
        "pipe": "the first file is a named pipe (mkfifo)",
        "many": "beside it lie 19 files like it (bulk-01.j2 to bulk-19.j2) of 1,000,000 bytes each",
        "filler": "this line stands {times} times at the end of the file: {text}",
    },
}


def in_general(template: str) -> str:
    """Return a sentence of the catalogue as it holds for every finding: `…` stands for what each of them names."""
    parts = Formatter().parse(template)
    return "".join(text + ("" if name in {None, "hint"} else "…") for text, name, _, _ in parts)


def finding_page(entry: Entry, example: Example) -> str:
    """Return the page of a code as Markdown, Chinese first and English beside it."""
    lines = [f"# {entry.code}", "", in_general(entry.zh), "", in_general(entry.en), ""]
    lines += ["**为什么 · why**", "", entry.why_zh, "", entry.why_en, ""]
    lines += ["**改法 · fix**", "", in_general(entry.fix_zh), "", in_general(entry.fix_en), ""]
    if example.before:
        lines += ["**变更之前 · before the change**", "", *_fenced(example.before)]
    lines += [f"**错误 · wrong**, `{example.at}`", ""]
    for language in WORDS:
        lines += [line for note in _notes(example, language) for line in (note, "")]
    lines += _fenced(example.wrong)
    lines += ["**正确 · right**", "", *_fenced(example.right)]
    return "\n".join(lines)


def finding_index(entries: Iterable[Entry]) -> str:
    """Return the list of all codes with their pages, as Markdown."""
    lines = ["# 发现 · Findings", "", "`handover explain CODE` 显示同样的内容 · shows the same.", ""]
    lines += [f"- [{entry.code}]({entry.code}.md) {in_general(entry.zh)} · {in_general(entry.en)}" for entry in entries]
    return "\n".join([*lines, ""])


def finding_lines(entry: Entry, example: Example, language: str) -> Iterator[str]:
    """Yield the page of a code as a terminal shows it, in `zh` or `en`, the place of the finding marked."""
    words = WORDS[language]
    said, why, fix = (
        (entry.zh, entry.why_zh, entry.fix_zh) if language == "zh" else (entry.en, entry.why_en, entry.fix_en)
    )
    yield f"{entry.code}: {in_general(said)}"
    yield f"  {words['why']}{why}"
    yield f"  {words['fix']}{in_general(fix)}"
    yield ""
    if example.before:
        yield f"  {words['before']}"
        for path, text in example.before.items():
            yield from _shown(path, text, len(example.before), None)
    yield f"  {words['wrong']}（{example.at}）" if language == "zh" else f"  {words['wrong']} ({example.at})"
    yield from (f"  {note}" for note in _notes(example, language))
    for path, text in example.wrong.items():
        yield from _shown(path, text, len(example.wrong), example)
    yield f"  {words['right']}"
    for path, text in example.right.items():
        yield from _shown(path, text, len(example.right), None)


def _notes(example: Example, language: str) -> Iterator[str]:
    words = WORDS[language]
    if example.saved_as:
        yield words.get(example.saved_as, words["saved"]).format(saved_as=example.saved_as)
    text, times = example.filler
    if times:
        yield words["filler"].format(times=times, text=text.strip())


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
