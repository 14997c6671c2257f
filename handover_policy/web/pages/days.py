"""Days and moments as pages write them, in the reader's language; what must not break stays together."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from markupsafe import Markup

from handover_policy.texts.texts import Texts

TOGETHER = Markup('<span class="nb">{}</span>')
KILO = 1024


def day_text(words: Texts, day: date, today: date) -> str:
    """Return a day with its weekday; with its year where that is another one than today's."""
    kind = "day" if day.year == today.year else "day-of-year"
    month = words.say(f"pages.months.{day.month}")
    return words.say(
        f"pages.dates.{kind}",
        year=day.year,
        month=month,
        day=day.day,
        weekday=words.say(f"pages.weekdays.{day.weekday()}"),
    )


def day_html(words: Texts, day: date, today: date) -> Markup:
    """Return a day that does not break."""
    return TOGETHER.format(day_text(words, day, today))


def moment_text(words: Texts, moment: datetime, now: datetime) -> str:
    """Return a moment in the zone of `now`: today and yesterday by these words, else by its day."""
    there = moment.astimezone(now.tzinfo)
    clock = f"{there:%H:%M}"
    day, today = there.date(), now.date()
    if day == today:
        return words.say("pages.dates.today-at", time=clock)
    if day == today - timedelta(days=1):
        return words.say("pages.dates.yesterday-at", time=clock)
    return words.say("pages.dates.moment", day=day_text(words, day, today), time=clock)


def size_text(size: int) -> str:
    """Return a size in bytes as people read it."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{round(size / KILO)} KB"
    return f"{size / KILO / KILO:.1f} MB"


def exact(at: datetime, zone: tzinfo | None) -> str:
    """Return a moment by its date, whatever day it is, and with its zone: it may be read years later, elsewhere."""
    there = at.astimezone(zone)
    return f"{there:%Y-%m-%d %H:%M:%S} (UTC{there:%z})"
