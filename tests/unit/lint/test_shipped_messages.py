"""What lint does not read of every set because it ships: no law, and no warning, has anything against a word of it."""

from handover_policy.app.library import load_messages, names_of
from handover_policy.lint.evaluate import offences
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.quality.doubtful_texts import doubtful_texts
from handover_policy.lint.quality.typed_consequences import typed_consequences
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.lint.readings.texts import PATH
from handover_policy.model.altered import altered
from handover_policy.policy.policy_set import PolicySet
from tests.laws.settings import opened
from tests.unit.lint.test_samples import shipped


def read_whole(policy: PolicySet, messages: dict[str, str]) -> FactSheet:
    """Return the texts of a set that sends every message there is, and of its own has none."""
    rules = [altered(policy.notices[0], notification=name) for name in sorted(names_of(messages))]
    return FactSheet(altered(policy, clauses=(), tasks=(), notices=tuple(rules)), {}, messages)


def test_nothing_is_found_in_the_messages_that_ship_under_any_law() -> None:
    messages = load_messages()
    sheet = read_whole(opened("default").policies[0], messages)
    texts = sheet.readings(PATH)
    assert {reading.traits["source"] for reading in texts} == {"message", "sentence", "layout", "document"}
    packs = shipped()[1]
    laws = [rule for place in {pack.jurisdiction for pack in packs} for rule in statutes_for(place, packs).rules]
    checks = [check for rule in laws for check in rule.checks if check.reads == PATH]
    assert len(checks) > 5
    assert [offence for check in checks for offence in offences(check, sheet)] == []
    assert (*doubtful_texts(texts, ()), *typed_consequences(texts, messages)) == ()


def test_a_threat_in_a_message_that_ships_would_be_found() -> None:
    messages = load_messages()
    told = "withdrawn/zh-CN/message.yaml"
    messages[told] = messages[told].replace("action: '", "action: '不完成交接，不发工资。")
    texts = read_whole(opened("default").policies[0], messages).readings(PATH)
    assert [found.location.file for found in doubtful_texts(texts, ())] == [f"notifications/{told}"]
