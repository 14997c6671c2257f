"""InWords: conditions, times, numbers and people of one set in the words of one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from handover_policy.conditions.reading import TO_LAST_DAY
from handover_policy.handbook.handbook import Article
from handover_policy.model.condition import ALWAYS, AnyOf, Comparison, Condition, Negation
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.model.words.word import title
from handover_policy.policy.called import field_title
from handover_policy.policy.cases.listed import CaseList, CaseValue, Path
from handover_policy.policy.days.in_words import expressed, lasting
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.titles import OF_FACTS
from handover_policy.texts.texts import Texts, texts

EMPLOYEE, EVENT, RECORD = "employee.", "event.", "record."
PROFILE, COUNT, WAITING = "profile.", ".count", "tasks.waiting_for."
NAMED = {"task.id": "tasks", "gate.id": "gates"}


class InWords:
    """Says what stands in a set; `titled` where the set is written in the reader's language."""

    def __init__(self, policy: PolicySet, laws: Mapping[str, Article], language: str) -> None:
        """Take the set, the articles there are, by id, and `zh` or `en`."""
        self.policy = policy
        self.words: Texts = texts(language)
        self.titled = policy.manifest.language.partition("-")[0] == self.words.language
        self._laws = laws
        self._cases: Mapping[Path, CaseList] = {each.path: each for each in policy.cases}

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the handbook."""
        return self.words.say(f"handbook.{key}", **values)

    def named(self, key: str, name: str) -> str:
        """Return one of a group of words, its own name where there is none."""
        return self.say(f"{key}.{name}") if self.words.has(f"handbook.{key}.{name}") else spelled(name)

    def either(self, parts: Iterable[str]) -> str:
        """Return several things of which one is enough."""
        *before, last = parts
        return self.say("either").join([self.listed(before), last]) if before else last

    def listed(self, parts: Iterable[str]) -> str:
        """Return several things one after the other."""
        return self.words.say("reports.listed").join(parts)

    def laws(self, ids: Iterable[str]) -> tuple[Article, ...]:
        """Return the articles that a rule rests on."""
        return tuple(self._laws.get(each, Article(id=each, cite=each)) for each in ids)

    def party(self, party: str) -> str:
        """Return how a party is called: by the set, or in the reader's language where that is another."""
        rule = self.policy.manifest.parties.get(party)
        if party.startswith(RECORD):
            return self.say("whom.record", field=field_title(self.policy, party.removeprefix(RECORD)))
        if not self.titled or rule is None:
            return self.named("parties", party)
        return rule.title

    def value(self, told: CaseValue, path: Path = ()) -> str:
        """Return a time, a length, a number or a text; case by case where the set gives several at `path`."""
        cases = self._cases.get(path)
        if cases is not None:
            rows = (
                self.say("case.other", value=self._plain(row.value))
                if row.when == ALWAYS
                else self.say("case.when", when=self.holds(row.when), value=self._plain(row.value))
                for row in cases.rows
            )
            return self.words.say("reports.semicolon").join(rows)
        return self._plain(told)

    def _plain(self, told: CaseValue) -> str:
        match told:
            case TimeExpression():
                return expressed(told, self.words.language, self.anchor)
            case Period():
                return lasting(told, self.words.language)
            case Dated(values=values):
                return self.listed(self.say("since", value=f"{number:g}", day=day) for day, number in values)
            case str():
                return told
            case _:
                return f"{told:g}"

    def those(self, *conditions: Condition) -> str:
        """Return whom something concerns, everybody where no condition says otherwise."""
        asked = [each for each in conditions if each != ALWAYS]
        if not asked:
            return self.say("whom.everybody")
        return self.say("whom.those", what=self.say("and").join(self.holds(each) for each in asked))

    def holds(self, condition: Condition, *, inside: bool = False) -> str:
        """Return what must hold; `inside` another condition, several parts stand in brackets."""
        if isinstance(condition, Comparison):
            return self._compared(condition)
        if isinstance(condition, Negation):
            return self.say("not", what=self.holds(condition.part, inside=True))
        joined = "or" if isinstance(condition, AnyOf) else "and"
        if not condition.parts:
            return self.say("never" if isinstance(condition, AnyOf) else "always")
        told = self.say(joined).join(self.holds(each, inside=True) for each in condition.parts)
        return self.words.say("reports.bracketed", what=told) if inside and len(condition.parts) > 1 else told

    def _compared(self, asked: Comparison) -> str:
        operand = asked.operand
        exact = f"exact.{asked.fact}.{asked.operator}.{str(operand).lower()}"
        if self.words.has(f"handbook.{exact}"):
            return self.say(exact)
        if asked.fact == TO_LAST_DAY and asked.operator == "at_most" and isinstance(operand, int) and operand < 0:
            return self.say("days-after", days=-operand)
        fact = self.fact(asked.fact)
        if asked.operator == "exists":
            return self.say("there" if operand else "not-there", fact=fact)
        if isinstance(operand, bool):
            yes = operand == (asked.operator == "is")
            return self.say("yes" if yes else "no", fact=fact)
        several = operand if isinstance(operand, tuple) else (operand,)
        told = self.either(self.label(asked.fact, each) for each in several)
        return self.say(f"operators.{asked.operator}", fact=fact, value=told)

    def fact(self, name: str) -> str:
        """Return what people read in the place of a fact."""
        manifest = self.policy.manifest
        if self.titled and name in manifest.titles:
            return manifest.titles[name]
        if name.startswith(RECORD):
            return field_title(self.policy, name.removeprefix(RECORD))
        if name.startswith(PROFILE) and name.endswith(COUNT):
            return self.say("records", section=self.section(name.removeprefix(PROFILE).removesuffix(COUNT)))
        if name.startswith(WAITING):
            return self.say("waiting", party=self.party(name.removeprefix(WAITING)))
        for key in (f"handbook.facts.{name}", f"facts.told.{name}"):
            if self.words.has(key):
                return self.words.say(key)
        return spelled(name.partition(".")[2] or name)

    def anchor(self, name: str) -> str:
        """Return what people read in the place of what a time is counted from."""
        return title(f"anchors.{name}", self.words.language) if name in ANCHORS else self.fact(name)

    def section(self, name: str) -> str:
        """Return the title of a section of the work profile."""
        return next((each.title for each in self.policy.sections if each.id == name), name)

    def label(self, fact: str, value: object) -> str:
        """Return what people read in the place of a value of a fact."""
        told = str(value)
        attribute = fact.replace(EVENT, EMPLOYEE, 1) if fact.startswith(EVENT) else fact
        titles = self.policy.manifest.vocabulary.get(attribute, {})
        if told in titles:
            return titles[told] if self.titled else spelled(told)
        if fact in OF_FACTS and told in OF_FACTS[fact][1]:
            return title(f"{OF_FACTS[fact][0]}.{told}", self.words.language)
        if fact == "task.party":
            return self.party(told)
        if fact == "gate.controls":
            return self.control(told)
        if fact in NAMED:
            return self._rule(fact, told)
        if isinstance(value, Dated):
            return self._plain(value)
        if isinstance(value, date):
            return self.day(value)
        return told

    def control(self, name: str) -> str:
        """Return what a gate holds back, as people call it."""
        own = self.policy.manifest.controls.get(name)
        return own if own is not None else title(f"controls.{name}", self.words.language)

    def day(self, day: date) -> str:
        """Return a day with its year."""
        return self.say("day", year=day.year, month=day.month, day=day.day)

    def paragraphs(self, text: str) -> tuple[str, ...]:
        """Return the paragraphs of a text of the set."""
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def _rule(self, fact: str, name: str) -> str:
        rules = self.policy.tasks if NAMED[fact] == "tasks" else self.policy.gates
        found = next((each.title for each in rules if each.id == name), None)
        if found is not None:
            return found
        duty = name.removeprefix("obligation.")
        return self.obligation(duty, duty)

    def obligation(self, name: str, otherwise: str) -> str:
        """Return how a duty of the employer is called."""
        known = f"words.obligations.{name}"
        return self.words.say(known) if self.words.has(known) else otherwise


def spelled(name: str) -> str:
    """Return a name of policy files as words: `part_time` as `part time`."""
    return name.replace("_", " ").replace("-", " ")
