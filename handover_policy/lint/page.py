"""statutes_page: every statute rule there is, and what it reads, as one Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handover_policy.findings.catalogue import in_general
from handover_policy.lint.operators import OPERATORS
from handover_policy.lint.readings.sheet import JUDGED
from handover_policy.lint.statutes import Check, StatutePack, StatuteRule
from handover_policy.lint.wording.claims import CLAIMS
from handover_policy.texts.bilingual import BESIDE, WRITTEN_IN, both
from handover_policy.texts.texts import FIRST, SECOND, Texts, texts

LONGEST = 60
BREAK = "<br>"


def statutes_page(packs: Iterable[StatutePack]) -> str:
    """Return the page; rules that cannot be told from a policy set say why."""
    lines = [f"# {both('lint.page.title')}", ""]
    for part in ("source", "fixes", "reads"):
        lines += [*(texts(language).say(f"lint.page.{part}") for language in WRITTEN_IN), ""]
    lines += [_words().say("lint.page.reading", name=name, meaning=both(f"lint.readings.{name}")) for name in JUDGED]
    lines += ["", f"{both('lint.page.operators')}: {', '.join(f'`{name}`' for name in OPERATORS)}", ""]
    lines += [f"{both('lint.page.claims')}: {', '.join(f'`{kind}`' for kind in CLAIMS)}", ""]
    for pack in packs:
        lines += [f"## {BESIDE.join((pack.id, *_in_both(pack.title)))}", ""]
        if pack.patches:
            changed = _words().joined(f"`{name}`" for name in pack.patches)
            lines += [f"{both('lint.page.patches', extends=pack.extends)}: {changed}", ""]
        if pack.rules:
            lines += [_words().say("lint.page.head"), "|---|---|---|---|---|---|"]
            lines += [_row(rule) for rule in pack.rules]
            lines.append("")
    return "\n".join(lines)


def _in_both(told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(told[language] for language in WRITTEN_IN)


def _row(rule: StatuteRule) -> str:
    reads = BREAK.join(_told(rule))
    cells = (f"`{rule.id}`", rule.cite, BREAK.join(_in_both(rule.text)), reads, rule.severity.value, rule.grade)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _told(rule: StatuteRule) -> Iterator[str]:
    if not rule.checks:
        yield f"{both('lint.page.untold')}: {BREAK.join(_in_both(rule.untold))}"
    for check in rule.checks:
        yield _check(check)


def _check(check: Check) -> str:
    where, fix = _listed(check.where, "="), _listed(check.mend, " ")
    return _words().say(
        "lint.page.check",
        reads=check.reads,
        requires=_listed(check.requires, " "),
        where=_words().say("lint.page.where", where=where) if where else "",
        fix=_words().say("lint.page.fix", fix=fix) if fix else "",
    )


def _listed(told: Mapping[str, object], sign: str) -> str:
    return _words().joined((f"{name}{sign}{_short(value)}" for name, value in told.items()), by="lint.page.joined")


def _short(value: object) -> str:
    text = "/".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _words() -> Texts:
    """Return the language of what stands on the page once, between what stands there in both."""
    return texts(FIRST)


def statute_lines(rule: StatuteRule, language: str) -> Iterator[str]:
    """Yield what a finding of a rule of law means, in a language: what it says, the law, what to do, what it reads."""
    words = texts(language)
    yield f"{rule.id}: {in_general(_in(rule.message, words) or _in(rule.text, words))}"
    why = words.say("lint.page.cited", text=_in(rule.text, words), cite=rule.cite)
    yield f"  {words.say('reference.finding.why-said', why=why)}"
    if _in(rule.fix, words):
        yield f"  {words.say('reference.finding.fix-said', fix=in_general(_in(rule.fix, words)))}"
    for check in rule.checks:
        requires = _listed(check.requires, " ")
        yield f"  {words.say('lint.page.read-said', reads=check.reads, requires=requires)}"
    if not rule.checks:
        yield f"  {words.say('lint.page.untold')}: {_in(rule.untold, words)}"
    if _in(rule.note, words):
        yield f"  {_in(rule.note, words)}"


def _in(told: Mapping[str, str], words: Texts) -> str:
    return told.get(words.language, told.get(SECOND, ""))
