"""A notice found in a case or in the sample, and shown as its channels show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handover_policy.cli.deciding.rendering.choosing import channels_of
from handover_policy.cli.deciding.rendering.pages import message_text
from handover_policy.cli.findings_report import language_of
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.case_files import CaseFiles, SentNotice
    from handover_policy.app.load import Opened


def newest_notice(name: str, files: CaseFiles, case: str) -> SentNotice | None:
    """Return the newest notice of a case with a message; None, once it is said what there was, where there is none."""
    found = files.newest(name, case)
    if found is None:
        others = sorted({effect.notification for effect in files.sent_in(case)})
        say(phrase("render.not-sent", case=case, name=name, others=", ".join(others) or "—"), err=True)
    return found


def sampled_notice(name: str, opened: Opened) -> SentNotice | None:
    """Return the first notice with a message that the sample sends; None, once it is said who would, where none."""
    from handover_policy.app import case_files

    found = case_files.sampled_notice(name, opened)
    if found is None:
        rules = case_files.senders_of(name, opened)
        key = "render.sample-sent-by" if rules else "render.sample-none"
        say(phrase(key, name=name, rules=", ".join(rules)), err=True)
    return found


def shown_notice(
    name: str, found: SentNotice, opened: Opened, *, channel: str | None, language: str | None, form: str
) -> bytes:
    """Return a notice as text, all channels one after the other, or its e-mail (or portal) as HTML."""
    channels = channels_of(opened, name, channel)
    if form == "html":
        channels = (channel or "email",)
        if channels[0] not in {"email", "portal"}:
            raise Misused(phrase("render.html"))
    decided, notice = found.decided, found.written(channels, language)
    if form == "html":
        message = notice.message
        return (message.bodies[channels[0]] + "\n").encode() if message is not None else b""
    return "".join(
        f"{line}\n"
        for line in message_text(decided, notice, found.files.names(), language_of(language, opened.language))
    ).encode()
