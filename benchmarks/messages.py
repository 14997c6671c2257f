"""How many messages are rendered in a second on one core, beside Jinja filling one ready-made template.

Goal: 5,000 messages a second. A message is one notice written for one channel: checked values, sandboxed texts, layout,
length. Run: python benchmarks/messages.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from jinja2 import Environment

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.decide.decided import Decided
from handover_policy.model.effects import NoticeEffect
from handover_policy.render.fill import message_of
from handover_policy.sources.event_files import told_events

ROOT = Path(__file__).parents[1]
MESSAGES = 20_000
GOAL = 5_000
PLAIN = """\
# {{ title }}

{{ lead }}
{% for item in items %}
{{ loop.index }}. {{ item }}
{% endfor %}
{{ action }}
"""


def notices(run: Run) -> list[tuple[Decided, NoticeEffect]]:
    """Return every notice that the example sends, with the judged event it belongs to."""
    with (ROOT / "examples" / "every-message.jsonl").open("rb") as stream:
        decided = list(run.decisions(told_events(stream)))
    return [(one, effect) for one in decided for effect in one.decision.effects if isinstance(effect, NoticeEffect)]


def rate(write: Callable[[], object], messages: int) -> float:
    """Return the messages written in a second of processor time, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        write()
        best = min(best, time.process_time() - begun)
    return messages / best


def main() -> None:
    """Print the rates and their ratio to plain Jinja."""
    run = Run(open_policies([ROOT / "rules" / "default"]), engine="compiled")
    sent = notices(run)
    work = list(islice(cycle(sent), MESSAGES))
    plain = Environment(autoescape=True).from_string(PLAIN)
    values = {
        "title": "交接任务清单",
        "lead": "您好",
        "items": ["客户移交", "资产归还", "账号移交"],
        "action": "请办理",
    }
    peer = rate(lambda: [plain.render(values) for _ in range(MESSAGES)], MESSAGES)
    print(f"plain Jinja, one template        {peer:>10,.0f} a second")
    for channel in ("dingtalk", "wecom", "sms", "portal", "email"):

        def write(channel: str = channel) -> None:
            for decided, notice in work:
                message_of(decided, notice, run.templates, run.register, channels=(channel,))

        reached = rate(write, MESSAGES)
        print(f"{channel:<32} {reached:>10,.0f} a second  x{reached / peer:.2f}  (goal {GOAL:,})")


if __name__ == "__main__":
    main()
