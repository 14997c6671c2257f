"""A notice found in a case or in the sample, and shown as its channels show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from handover_policy.cli.deciding.rendering.choosing import channels_of
from handover_policy.cli.deciding.rendering.folding import Folding
from handover_policy.cli.deciding.rendering.pages import message_text
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.load import Opened
    from handover_policy.decide.judged import Judged
    from handover_policy.model.effects import NoticeEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice with the judgement it came from, and the folding that knows the people it names."""

    folding: Folding
    judged: Judged
    effect: NoticeEffect


def newest_notice(name: str, folding: Folding, case: str) -> Notice | None:
    """Return the newest notice of a case with a message; None, once it is said what there was, where there is none."""
    sent = [(judged, effect) for judged, effect in folding.notices if effect.case == case]
    found = [each for each in sent if each[1].notification == name]
    if found:
        return Notice(folding=folding, judged=found[-1][0], effect=found[-1][1])
    others = sorted({effect.notification for _, effect in sent})
    say(
        f"案件 {case} 没有发出过 {name} / this case has sent none; 发出过 / it sent: {', '.join(others) or '—'}",
        err=True,
    )
    return None


def sampled_notice(name: str, opened: Opened) -> Notice | None:
    """Return the first notice with a message that the sample sends under the newest policy.

    Its stories are told of a salesman first; some messages go to other roles only.
    """
    from handover_policy.app.session import Run
    from handover_policy.cli.deciding.rendering.telling import fold_sample
    from handover_policy.render.sampling.story import STORIES

    run = Run(opened)
    roles = opened.policies[-1].manifest.vocabulary.get("employee.role", {})
    for story, role in (*((story, "") for story in STORIES), *((STORIES[0], role) for role in roles)):
        folding = Folding(run.again(), opened, {})
        fold_sample(folding, opened.policies[-1], story=story, role=role)
        for judged, effect in folding.notices:
            if effect.notification == name:
                return Notice(folding=folding, judged=judged, effect=effect)
    rules = [rule.id for rule in opened.policies[-1].notices if rule.notification == name]
    told = (
        f"规则 {', '.join(rules)} 会发出它 / sent by"
        if rules
        else "这套制度没有规则发出它 / no rule of this set sends it"
    )
    say(f"示例离职中没有 {name} / the sample sends none; {told}", err=True)
    return None


def shown_notice(
    name: str, found: Notice, opened: Opened, *, channel: str | None, language: str | None, form: str
) -> bytes:
    """Return a notice as text, all channels one after the other, or its e-mail (or portal) as HTML."""
    channels = channels_of(opened, name, channel)
    if form == "html":
        channels = (channel or "email",)
        if channels[0] not in {"email", "portal"}:
            raise click.UsageError("HTML 只有 email 和 portal / only email and portal are HTML")
    judged, notice = found.judged, found.folding.written(found.judged, found.effect, channels, language)
    if form == "html":
        message = notice.message
        return (message.bodies[channels[0]] + "\n").encode() if message is not None else b""
    return "".join(f"{line}\n" for line in message_text(judged, notice, found.folding.names())).encode()
