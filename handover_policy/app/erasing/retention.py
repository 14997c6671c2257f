"""RetentionTerm, terms_of: how long what is kept of somebody who has left, after which rule, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.model.case import Case
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.policy.policy_set import PolicySet

TermName: TypeAlias = Literal["contract_text", "wage_records", "handover_evidence"]
Source: TypeAlias = Literal["policy", "settings", "law", "default"]
CONTRACT: TermName = "contract_text"
WAGES: TermName = "wage_records"
EVIDENCE: TermName = "handover_evidence"
TERMS: tuple[TermName, ...] = (CONTRACT, WAGES, EVIDENCE)
CHINA = "CN"
SOME_DAY = date(2000, 1, 1)
"""A day from which two periods are compared."""
LEAST: Mapping[TermName, Period] = MappingProxyType(
    {
        CONTRACT: Period(count=2, unit="year"),
        WAGES: Period(count=2, unit="year"),
        EVIDENCE: Period(count=1, unit="year"),
    }
)
"""The least of Chinese law, whatever is written: 劳动合同法 50(3), 工资支付暂行规定 6, 调解仲裁法 27."""
USUAL: Mapping[TermName, Period] = MappingProxyType({**LEAST, EVIDENCE: Period(count=3, unit="year")})
"""Where nobody says anything: for evidence a year of arbitration and two of inspection (劳动保障监察条例 20)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionTerm:
    """How long something is kept after the last day, and who says so; `lawful`: a law asks for it, which texts name."""

    name: TermName
    period: Period
    source: Source
    lawful: bool = False

    def until(self, last: date, reckoner: DayReckoner) -> date:
        """Return the last day on which it is kept: nothing goes before it is over."""
        return reckoner.shift(last, self.period)


def terms_of(view: View) -> tuple[RetentionTerm, ...]:
    """Return the terms of a company: as its policy says, else its settings, else the law; never less than the law."""
    policy, settings = view.company.run.books.on(view.today).policy, view.company.settings
    return tuple([_term(policy, settings, name) for name in TERMS])


def retained_from(policy: PolicySet, settings: CompanySettings, name: TermName, day: date) -> date:
    """Return the last day on which something must be there that came on a day, as the policy of that day says."""
    return _term(policy, settings, name).until(day, _reckoner(policy))


def reckoner_of(view: View) -> DayReckoner:
    """Return what reckons the days of a company today."""
    return DayReckoner(view.company.run.books.on(view.today).calendar)


def _reckoner(policy: PolicySet) -> DayReckoner:
    return DayReckoner(calendar_for(policy.manifest.calendar))


def _term(policy: PolicySet, settings: CompanySettings, name: TermName) -> RetentionTerm:
    by_law = policy.manifest.jurisdiction.partition("-")[0] == CHINA
    written, source = _written(policy).get(name), "policy"
    if written is None:
        written, source = settings.retention.get(name), "settings"
    if written is None:
        return RetentionTerm(name=name, period=USUAL[name], source="law" if by_law else "default", lawful=by_law)
    if by_law and _reckoner(policy).shift(SOME_DAY, written) < _reckoner(policy).shift(SOME_DAY, LEAST[name]):
        return RetentionTerm(name=name, period=LEAST[name], source="law", lawful=True)
    told: Source = "policy" if source == "policy" else "settings"
    return RetentionTerm(name=name, period=written, source=told, lawful=by_law)


def _written(policy: PolicySet) -> Mapping[str, Period]:
    """Return by name how long a policy has things kept."""
    told = policy.document.get("obligations")
    written = told.get("retention") if isinstance(told, Mapping) else None
    return {name: period_read(str(each)) for name, each in written.items()} if isinstance(written, Mapping) else {}


def period_read(text: str) -> Period:
    """Return a period that was found fit: `2 years`."""
    count, _, unit = text.partition(" ")
    return Period(count=int(count), unit=unit.removesuffix("s"))


def last_day_of(cases: Iterable[Case]) -> date | None:
    """Return the last day of the employment that ended last; None where nobody knows one."""
    return max(
        (each.last_day for each in cases if each.last_day is not None and each.cause != "transfer"), default=None
    )
