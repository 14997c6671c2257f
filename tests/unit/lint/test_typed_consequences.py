"""A message that types in a consequence is warned of; what is derived from the policy is not."""

from __future__ import annotations

import pytest

from handover_policy.app.library import Library, load_messages
from handover_policy.app.load import read_set
from handover_policy.lint.quality.typed_consequences import typed_consequences
from handover_policy.lint.readings.texts import text_readings
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.shipped import shipped_folder

MESSAGES = load_messages()
ZH, EN = "withdrawn/zh-CN/message.yaml", "withdrawn/en/message.yaml"


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    found = read_set(FolderSource(shipped_folder("rules") / "default"), Library()).reading.policy
    assert found is not None
    return found


def typed(policy: PolicySet, **texts: str) -> list[tuple[str, str, int]]:
    found = typed_consequences(text_readings(policy, MESSAGES | texts), MESSAGES | texts)
    return [(one.subject, one.location.file, one.location.line) for one in found]


def test_no_shipped_message_types_in_a_consequence(policy):
    assert typed(policy) == []


def test_a_typed_consequence_is_found_in_the_language_of_its_text(policy):
    chinese = "kind: message\ntitle: 撤回\nlead: '{% if party %}好{% else %}扣发奖金{% endif %}'\n"
    english = "kind: message\ntitle: Back\nlead: Fine.\naction: We will Deduct it from your wages.\n"
    assert typed(policy, **{ZH: chinese, EN: english}) == [
        ("Deduct", f"notifications/{EN}", 4),
        ("扣发", f"notifications/{ZH}", 3),
    ]


def test_a_derived_consequence_is_none_that_was_typed(policy):
    assert typed(policy, **{ZH: "kind: message\ntitle: 撤回\nlead: '{{ consequences|said }}'\n"}) == []


def test_a_text_message_is_held_against_the_words_of_every_language(policy):
    name = "withdrawn/notification.yaml"
    text = MESSAGES[name].replace("无需继续办理", "否则罚款")
    assert [subject for subject, *_ in typed(policy, **{name: text})] == ["罚款"]


def test_a_language_whose_locale_has_no_words_or_cannot_be_read_is_passed_over(policy):
    chinese = "kind: message\ntitle: 撤回\nlead: 扣发奖金\n"
    for locale in ("kind: locale\n", "- broken", "consequence_words: []\n"):
        assert typed(policy, **{ZH: chinese, "_locales/zh-CN.yaml": locale}) == []
