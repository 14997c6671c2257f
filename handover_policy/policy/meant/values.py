"""number_meant, day_meant, flag_meant, …: the value that people mean by what they write, where it is beyond doubt."""

from __future__ import annotations

import re
from datetime import date

from handover_policy.policy.meant.spoken import ways_of_saying, word_meant

LONGEST = 40
_NUMBER = re.compile(r"(?P<number>[-+]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>\D*)", re.ASCII)
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?:\s*[-/.\u5e74]\s*)(?P<month>[0-9]{1,2})(?:\s*[-/.\u6708]\s*)(?P<day>[0-9]{1,2})\s*\u65e5?",
    re.ASCII,
)
_TOGETHER = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", re.ASCII)
_VERSION = re.compile(r"[vV]?\s*(?P<parts>[0-9]+(?:\.[0-9]+){0,2})", re.ASCII)
_TIMED = ("days", "weeks", "months", "years")
_MONTHS = {"years": 12}
NOON, MIDNIGHT, HOUR = 12, 24, 60


def written_as(meant: str) -> dict[str, str]:
    """Return the detail of a finding that says what to write in its place; none where that is not known."""
    return {"write": meant} if meant else {}


def number_meant(written: str, name: str) -> str:
    """Return the number that is written with a unit, in quotes or with commas; empty where it is not beyond doubt.

    `name` is that of the key or fact: a unit has to be the one it counts in (`days` takes 30 days, but no month).
    """
    told = _NUMBER.fullmatch(written.strip()[:LONGEST])
    if told is None or ("," in told["number"] and not _GROUPED.fullmatch(told["number"])):
        return ""
    number, unit = told["number"].replace(",", ""), told["unit"].strip()
    if not unit:
        return number
    meant = word_meant(unit, "units")
    last = name.rpartition(".")[2]
    if meant in _MONTHS and "month" in last and number.isdigit():
        return str(int(number) * _MONTHS[meant])
    if meant == "counted":
        return "" if any(each.removesuffix("s") in last for each in _TIMED) or "percent" in last else number
    return number if meant and meant.removesuffix("s") in last else ""


def day_meant(written: str) -> str:
    """Return the day as `2026-07-01` of `2026/7/1` and the like; empty for what is no day of the calendar."""
    told = _DAY.fullmatch(written.strip()[:LONGEST]) or _TOGETHER.fullmatch(written.strip()[:LONGEST])
    if told is None:
        return ""
    try:
        return date(int(told["year"]), int(told["month"]), int(told["day"])).isoformat()
    except ValueError:
        return ""


def flag_meant(written: str) -> str:
    """Return `true` or `false` for a yes or no in words; empty for anything else."""
    return word_meant(written, "flags")


def version_meant(written: str) -> str:
    """Return the three parts of a version that has fewer of them, or a v before it; empty for anything else."""
    told = _VERSION.fullmatch(written.strip()[:LONGEST])
    if told is None:
        return ""
    parts = [str(int(each)) for each in told["parts"].split(".")]
    return ".".join([*parts, "0", "0"][:3])


def clock_meant(written: str) -> str:
    """Return the time of day as `09:00` of `9:00`, nine o'clock and the like; empty for anything else."""
    text = written.strip()[:LONGEST].lower()
    said = ways_of_saying("clock")
    afternoon = any(each in text for each in said["after_noon"])
    for each in sorted((*said["after_noon"], *said["before_noon"]), key=len, reverse=True):
        text = text.replace(each, "")
    hours, minutes = (_either(said[each]) for each in ("hour", "minute"))
    told = re.fullmatch(
        rf"(?P<hour>[0-9]{{1,2}})\s*(?::|{hours})?\s*(?:(?P<minute>[0-9]{{1,2}})\s*(?:{minutes})?|(?P<half>{_either(said['half'])}))?",
        text.strip(),
        re.ASCII,
    )
    if told is None:
        return ""
    hour = int(told["hour"]) + (NOON if afternoon and int(told["hour"]) < NOON else 0)
    minute = HOUR // 2 if told["half"] else int(told["minute"] or 0)
    return f"{hour:02}:{minute:02}" if hour < MIDNIGHT and minute < HOUR else ""


def _either(ways: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
