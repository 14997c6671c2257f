"""messages_page: every message in every language and channel, with its length."""

from __future__ import annotations

from handover_policy.model.effects import Message
from handover_policy.reference.messages import MessageSample, messages_page


def sample(language: str, **changed: object) -> MessageSample:
    content: dict[str, object] = {"subject": "退回", "bodies": {"sms": "退" * 71, "email": "<p>退</p>"}}
    content |= {"template_code": "T1", "parameters": {"why": "甲|乙"}, "texts": {"email": "退回了"}, "parts": 2}
    return MessageSample(
        notification="task-returned",
        notice="notice.returned",
        event="task.returned",
        party="leaver",
        language=language,
        message=Message(**(content | changed)),  # type: ignore[arg-type]
    )


def test_a_message_stands_with_its_length_in_every_channel_and_language() -> None:
    page = messages_page([sample("zh-CN"), sample("en", bodies={"wecom": "returned"}, texts={})])
    assert page.count("## task-returned\n") == 1
    assert "| [task-returned](#task-returned) | 中文 | 71 (2) | — | — | — | 8 | — | — |" in page
    assert "| [task-returned](#task-returned) | English | — | 8 |" in page
    assert "| 短信 · sms | 71, 2 × sms | 213 | 4096 |" in page
    assert "| 邮件 · email (text) | 3 | 9 | 65536 |" in page
    assert "| `why` | 甲\\|乙 | 3 |" in page
    assert "````text\n退回了\n````" in page
    assert "````markdown\nreturned\n````" in page
