"""Corruption: what a Chinese keyboard or editor does to a policy file, and the findings that name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corruption:
    """How one file of the original set is spoilt; `codes` are the findings, each as often as it must come."""

    name: str
    file: str
    change: Change
    codes: tuple[str, ...]


def typed(name: str, file: str, *pairs: tuple[str, str], codes: tuple[str, ...]) -> Corruption:
    """Return the corruption that types other characters; each pair is what stood there and what was typed."""

    def change(text: str) -> bytes:
        for right, wrong in pairs:
            assert right in text, (name, right)
            text = text.replace(right, wrong, 1)
        return text.encode()

    return Corruption(name=name, file=file, change=change, codes=codes)


def saved(name: str, file: str, change: Change, *codes: str) -> Corruption:
    """Return the corruption that saves a file in another way."""
    return Corruption(name=name, file=file, change=change, codes=codes)


COLON, COMMA, QUOTE, BRACKET = "full-width-colon", "full-width-comma", "full-width-quote", "full-width-bracket"
DIGIT, LETTER, SPACE = "full-width-digit", "full-width-letter", "full-width-space"
NO_BREAK, DASH = "no-break-space", "wide-dash"
NO_BLANK, NO_COMMA = "colon-without-blank", "comma-missing"

CORRUPTIONS = (
    typed("no-break space after a colon", "gates.yaml", ("kind: gates", "kind:\u00a0gates"), codes=(NO_BREAK,)),
    typed(
        "no-break indentation",
        "gates.yaml",
        ("    title: 交接确认", "\u00a0\u00a0  title: 交接确认"),
        codes=(NO_BREAK,) * 2,
    ),
    typed("no-break space in a time", "tasks.yaml", ("last_day - 5", "last_day -\u00a05"), codes=(NO_BREAK,)),
    typed("a wide dash", "gates.yaml", ("- id: gate.severance", "－ id: gate.severance"), codes=(DASH,)),
    typed("a long dash before braces", "tasks.yaml", ("- {party: leaver", "— {party: leaver"), codes=(DASH,)),
    typed(
        "a dash without its blank", "tasks.yaml", ("- {party: leaver", "-{party: leaver"), codes=("dash-without-blank",)
    ),
    typed("colon without its blank", "gates.yaml", ("title: 交接确认", "title:交接确认"), codes=(NO_BLANK,)),
    typed(
        "colon without its blank in an item",
        "gates.yaml",
        ("- id: gate.severance", "- id:gate.severance"),
        codes=(NO_BLANK,),
    ),
    typed("colon of a fact", "tasks.yaml", ("{employee.role: sales}", "{employee.role:sales}"), codes=(NO_BLANK,)),
    typed("no comma", "notices.yaml", ("to: leaver, channels", "to: leaver channels"), codes=(NO_COMMA,)),
    typed("no comma after Chinese", "policy.yaml", ("离职员工, is", "离职员工 is"), codes=(NO_COMMA,)),
    typed(
        "commas among Chinese words",
        "notices.yaml",
        ("[sms, wecom, dingtalk]", "[sms，wecom、dingtalk]"),
        codes=(COMMA,) * 2,
    ),
    typed("colon of the kind", "gates.yaml", ("kind: gates", "kind：gates"), codes=(COLON,)),
    typed("colon and a space", "gates.yaml", ("kind: gates", "kind： gates"), codes=(COLON,)),
    typed("colon before a list", "gates.yaml", ("\ngates:\n", "\ngates：\n"), codes=(COLON,)),
    typed("colon of a title", "gates.yaml", ("title: 交接确认", "title：交接确认"), codes=(COLON,)),
    typed("colon after a dash", "gates.yaml", ("- id: gate.severance", "- id：gate.severance"), codes=(COLON,)),
    typed("colon in braces", "tasks.yaml", ("{employee.role: sales}", "{employee.role：sales}"), codes=(COLON,)),
    typed("colon before braces", "gates.yaml", ("opens_when: {tasks", "opens_when：{tasks"), codes=(COLON,)),
    typed("colon of a made-up key", "policy.yaml", ("hr:             {", "hr：             {"), codes=(COLON,)),
    typed("comma between keys", "notices.yaml", ("to: leaver, channels", "to: leaver，channels"), codes=(COMMA,)),
    typed("comma after Chinese", "policy.yaml", ("离职员工, is", "离职员工，is"), codes=(COMMA,)),
    typed(
        "commas of a list",
        "notices.yaml",
        ("[sms, wecom, dingtalk]", "[sms，wecom，dingtalk]"),
        codes=(COMMA, COMMA),
    ),
    typed("the comma of enumerations", "notices.yaml", ("[sms, wecom", "[sms、wecom"), codes=(COMMA,)),
    typed("quotes of a time", "policy.yaml", ('"09:00"', "“09:00”"), codes=(QUOTE, QUOTE)),
    typed("quotes of a title", "texts.yaml", ('title: "赔偿: 说明"', "title: “赔偿: 说明”"), codes=(QUOTE, QUOTE)),
    typed("single quotes", "texts.yaml", ("title: '保密'", "title: ‘保密’"), codes=(QUOTE, QUOTE)),
    typed(
        "square brackets", "notices.yaml", ("[sms, wecom, dingtalk]", "［sms, wecom, dingtalk］"), codes=(BRACKET,) * 2
    ),
    typed("the brackets of the keyboard", "tasks.yaml", ("[file]", "【file】"), codes=(BRACKET,) * 2),
    typed("colon of a list entry", "notices.yaml", ("- {id: notice.start", "- {id：notice.start"), codes=(COLON,)),
    typed("braces", "tasks.yaml", ("{employee.role: sales}", "｛employee.role: sales｝"), codes=(BRACKET,) * 2),
    typed("digits", "notice_days.yaml", ("fallback_days: 30", "fallback_days: ３０"), codes=(DIGIT, DIGIT)),
    typed("digits of a date", "policy.yaml", ("2026-07-01}", "2026-０７-０１}"), codes=(DIGIT,) * 4),
    typed("digits of a distance", "tasks.yaml", ("last_day - 5 w", "last_day - ５ w"), codes=(DIGIT,)),
    typed("minus", "tasks.yaml", ("last_day - 5 w", "last_day － 5 w"), codes=(LETTER,)),
    typed("plus", "tasks.yaml", ("arrival + 1 day", "arrival ＋ 1 day"), codes=(LETTER,)),
    typed("letters", "gates.yaml", ("controls: severance", "controls: ｓｅｖerance"), codes=(LETTER,) * 3),
    typed("the full stop of sentences", "gates.yaml", ("id: gate.severance", "id: gate。severance"), codes=(LETTER,)),
    typed("letters of a key", "gates.yaml", ("kind: gates", "ｋｉnd: gates"), codes=(LETTER,) * 2),
    typed("space after a colon", "gates.yaml", ("kind: gates", "kind:\u3000gates"), codes=(SPACE,)),
    typed("space after a dash", "gates.yaml", ("- id: gate.severance", "-\u3000id: gate.severance"), codes=(SPACE,)),
    typed("indentation", "gates.yaml", ("    title: 交接确认", "\u3000\u3000title: 交接确认"), codes=(SPACE, SPACE)),
    typed(
        "much at once, with a comment and prose that stay",
        "tasks.yaml",
        ("when: {employee.role: sales}", "when：｛employee.role：sales｝"),
        ("party: leaver,", "party：leaver，"),
        ("due: last_day - 5 workdays", "due：last_day － ５ workdays"),
        codes=(COLON,) * 4 + (BRACKET,) * 2 + (COMMA, LETTER, DIGIT),
    ),
    saved("saved as GB18030", "gates.yaml", lambda text: text.encode("gb18030"), "gb18030-file"),
    saved("saved as GBK", "tasks.yaml", lambda text: text.encode("gbk"), "gb18030-file"),
    saved("saved with a byte order mark", "policy.yaml", lambda text: text.encode("utf-8-sig"), "byte-order-mark"),
    saved(
        "saved as GB18030 with a slip",
        "gates.yaml",
        lambda text: text.replace("kind: gates", "kind：gates", 1).encode("gb18030"),
        "gb18030-file",
        COLON,
    ),
    saved(
        "saved with a byte order mark and a slip",
        "notices.yaml",
        lambda text: text.replace("to: leaver, channels", "to: leaver，channels", 1).encode("utf-8-sig"),
        "byte-order-mark",
        COMMA,
    ),
)
