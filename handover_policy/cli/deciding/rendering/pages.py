"""A document or a message as bytes in the form asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.render import PreparedDocument
    from handover_policy.decide.judged import Judged
    from handover_policy.model.effects import NoticeEffect

REFUSED, UNREADABLE = 1, 3
MOST_SHOWN = 8
"""How many of the characters that no font has are named, of each script."""
SCRIPTS = {
    "Han": "汉字",
    "Hangul": "谚文",
    "Hiragana": "平假名",
    "Katakana": "片假名",
    "Latin": "拉丁字母",
    "Common": "符号或表情",
}
INSTALL = {
    "weasyprint": (
        "输出 PDF 需要 WeasyPrint：pip install 'weasyprint>=70' / PDF needs WeasyPrint: pip install 'weasyprint>=70'"
    ),
    "libraries": (
        "WeasyPrint 缺少系统库：请安装 Pango（Debian、Ubuntu：apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        " libharfbuzz-subset0 fonts-noto-cjk） / WeasyPrint lacks Pango; install these packages"
    ),
    "fonts": (
        "没有安装任何字体，无法输出 PDF：请安装 fonts-noto-cjk（Debian、Ubuntu：apt-get install fonts-noto-cjk）"
        " / no font is installed, so no PDF can be written; install one, fonts-noto-cjk for Chinese"
    ),
}


def document_bytes(prepared: PreparedDocument, form: str) -> bytes:
    """Return a document as html, text or pdf; says what to install, and exits with 3, where none can be written here.

    Exits with 1 where no font has some of its characters.
    """
    from handover_policy.render.documents.pdf import CharactersUnshown, PdfUnavailable

    try:
        return prepared.written(form)
    except PdfUnavailable as missing:
        say(INSTALL[missing.missing], err=True)
        raise click.exceptions.Exit(UNREADABLE) from missing
    except CharactersUnshown as unshown:
        for script, characters in unshown.by_script.items():
            named = " ".join(f"U+{ord(sign):04X}" for sign in characters[:MOST_SHOWN])
            more = " …" if len(characters) > MOST_SHOWN else ""
            say(
                f"没有字体能显示{SCRIPTS.get(script, script)}（{script}，{len(characters)} 个：{named}{more}）"
                f" / no installed font shows these {script} characters",
                err=True,
            )
        say(
            "没有写出 PDF；中文请安装 fonts-noto-cjk，表情请安装 fonts-noto-color-emoji，其他文字请安装 fonts-noto"
            " / no PDF was written; install such a font",
            err=True,
        )
        raise click.exceptions.Exit(REFUSED) from unshown


def message_text(judged: Judged, notice: NoticeEffect, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a message as a terminal shows them, a channel after the other."""
    from handover_policy.findings.reporting.cells import escaped

    to = notice.to
    yield escaped(f"{names.get(to, to)}（{to}） · {str(judged.decision.event['time'])[:16]}")
    if notice.message is None:
        return
    yield escaped(notice.message.subject)
    for channel, body in notice.message.bodies.items():
        yield ""
        yield f"── {channel} · {len(body)} 字 / {len(body.encode())} B " + "─" * 20
        yield from map(escaped, body.split("\n"))
    for problem in notice.message.problems:
        yield escaped(f"⚠ {problem}")
