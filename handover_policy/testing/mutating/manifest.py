"""manifest_mutants: what the manifest lays down, changed one by one: days, hours, the sheet, and who stands where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from types import MappingProxyType

from handover_policy.conditions.domains import Domains
from handover_policy.findings.finding import Location
from handover_policy.model.altered import altered
from handover_policy.model.dates.timeline import day_away
from handover_policy.model.words.counting import SENDING_DAYS
from handover_policy.policy.policy_set import Manifest, Party, PolicySet
from handover_policy.policy.rows.manifest import MOST_DAYS_AWAY
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.mutant import Mutant, Variation, in_field, mutant_of
from handover_policy.testing.mutating.values import dropped, following, later_hour, names, numbers, periods, shorter

ANY_ORDER = "any"


def manifest_mutants(policy: PolicySet, of_people: Domains) -> Iterator[Mutant]:
    """Yield the set with one thing of its manifest changed; `of_people` are the values of facts outside of cases."""
    manifest = policy.manifest
    for rule, variation in _of_manifest(policy, of_people):
        place = manifest.places.get(variation.field.partition("[")[0])
        if place is not None:  # what nobody has written nobody protects
            yield mutant_of(altered(policy, manifest=variation.noun), variation, rule, place)
    for name, party in manifest.parties.items():
        for place, varied in _of_party(party, manifest):
            parties = MappingProxyType({**manifest.parties, name: varied.noun})
            changed = altered(policy, manifest=altered(manifest, parties=parties))
            yield mutant_of(changed, varied, f"parties.{name}", place)


def _of_manifest(policy: PolicySet, of_people: Domains) -> Iterator[tuple[str, Variation[Manifest]]]:
    manifest = policy.manifest
    away = numbers(manifest.absence_days, least=1, most=MOST_DAYS_AWAY)
    for variation in in_field(manifest, "absence_days", away, "absence.days"):
        yield "absence", variation
    for variation in _laid_down(policy, of_people):
        yield "policy", variation


def _laid_down(policy: PolicySet, of_people: Domains) -> Iterator[Variation[Manifest]]:
    manifest = policy.manifest
    if manifest.sheet_order != ANY_ORDER:
        others = names(manifest.sheet_order, (ANY_ORDER,), "gate")
        yield from in_field(manifest, "sheet_order", others, "sheet.order")
    if len(manifest.sheet_parties) > 1:
        yield from in_field(manifest, "sheet_parties", shorter(manifest.sheet_parties, "gate"), "sheet.parties")
    yield from in_field(
        manifest, "sheet_accepted_after", periods(manifest.sheet_accepted_after), "sheet.accepted_after"
    )
    if manifest.plain is not None:
        yield from in_field(manifest, "plain", conditions(manifest.plain, of_people))
    if any(_waits_for_a_day(rule.at is not None, rule.send_on) for rule in policy.notices):
        yield from in_field(manifest, "send_on", names(manifest.send_on, tuple(SENDING_DAYS), "time"))
    if any(rule.at is not None and rule.at.hour is None for rule in policy.notices):
        yield from in_field(manifest, "send_at", _later(manifest.send_at))
    yield from in_field(manifest, "duties_from", _next_day(manifest.duties_from), "duties.from")


def _waits_for_a_day(dated: bool, own: str) -> bool:  # noqa: FBT001 - whether the message is dated
    """Return whether a message goes out on the days that the manifest tells: dated, and without a word of its own."""
    return dated and not own


def _later(hour: time) -> Iterator[Variation[time]]:
    other = later_hour(hour)
    yield Variation(noun=other, kind="time", before=f"{hour:%H:%M}", after=f"{other:%H:%M}")


def _next_day(day: date | None) -> Iterator[Variation[date]]:
    if day is not None:
        other = day_away(day, 1)
        yield Variation(noun=other, kind="time", before=day.isoformat(), after=other.isoformat())


def _of_party(party: Party, manifest: Manifest) -> Iterator[tuple[Location, Variation[Party]]]:
    """Yield a party that somebody else stands for, and one without a stand-in; the leaver is who he is."""
    known = tuple(dict.fromkeys(each.resolves_to for each in manifest.parties.values() if each.id != "leaver"))
    other = following(party.resolves_to, known) if party.id != "leaver" else None
    if other is not None:
        changed = altered(party, resolves_to=other)
        yield (
            party.location,
            Variation(noun=changed, kind="recipient", field="is", before=party.resolves_to, after=other),
        )
    for variation in in_field(party, "otherwise", dropped(party.otherwise, "recipient", party.otherwise or ""), "else"):
        yield party.location, variation
