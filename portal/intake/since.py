"""When it began, as customers say it: “seit Freitag”, “since yesterday”, “for two weeks”. Pure.

Days are those of the reader's calendar; hours are counted in elapsed time, also across a change of
clocks.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WEEKDAYS = (
    ("montag", "monday"),
    ("dienstag", "tuesday"),
    ("mittwoch", "wednesday"),
    ("donnerstag", "thursday"),
    ("freitag", "friday"),
    ("samstag", "sonnabend", "saturday"),
    ("sonntag", "sunday"),
)
_MONTHS = (
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feb"),
    ("märz", "maerz", "march", "mar"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_NUMBERS = {
    1: ("ein", "eine", "einer", "einem", "einen", "nem", "ner", "a", "an", "one"),
    2: ("zwei", "two", "a couple of"),
    3: ("drei", "three"),
    4: ("vier", "four"),
    5: ("fünf", "fuenf", "five"),
    6: ("sechs", "six"),
    7: ("sieben", "seven"),
    8: ("acht", "eight"),
    9: ("neun", "nine"),
    10: ("zehn", "ten"),
}
_DAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_NUMBER = {word: number for number, words in _NUMBERS.items() for word in words}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_PART = (
    r"(?:\s*(?:morgen|früh|frueh|vormittag|mittag|nachmittag|abend|nacht|evening|afternoon|night"
    r"|morning|noon)s?)?"
)
_ABOUT = (
    r"(?:(?:etwa|ungefähr|ungefaehr|circa|ca\.?|rund|knapp|gut|über|ueber|fast|mehr als|about"
    r"|around|roughly|almost|nearly|over|more than|at least)\s+)?"
)
_UNIT = (
    r"(?P<unit>stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?"
    r"|hours?|days?|weeks?|months?|years?)"
)
_COUNT = rf"(?P<count>\d{{1,3}}|{_any(_NUMBER)})(?:\s*(?:-|–|bis|oder|to|or)\s*\w+)?"
_WHEN = "|".join(
    (
        rf"(?P<before>vorgestern{_PART}|(?:the )?day before yesterday)",
        rf"(?P<yesterday>gestern{_PART}|yesterday{_PART}|last night|heute nacht)",
        rf"(?P<today>heute{_PART}|today|this (?:morning|afternoon|evening)|tonight)",
        r"(?P<weekend>(?:dem |the )?(?:letzte[mns]? |vergangene[mn]? |last )?"
        r"(?:wochenende|weekend))",
        r"(?P<lastweek>(?:letzte[rn]?|vergangene[rn]?|vorige[rn]?) woche|last week)",
        r"(?P<thisweek>(?:anfang (?:der|dieser) woche|dieser woche|this week))",
        r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)",
        r"(?:dem )?(?P<dday>\d{1,2})\.\s?(?P<dmonth>\d{1,2})\.(?P<dyear>\d{4}|\d\d)?(?!\d)",
        rf"(?:dem )?(?P<nday>\d{{1,2}})\.?(?:st|nd|rd|th)?(?: of)? (?P<nmonth>{_any(_MONTH)})\b\.?"
        rf"(?:,? (?P<nyear>20\d\d))?",
        rf"(?P<emonth>{_any(_MONTH)})\b\.? (?P<eday>\d{{1,2}})(?:st|nd|rd|th)?\b"
        r"(?:,? (?P<eyear>20\d\d))?",
        rf"(?P<part>anfang|mitte|ende|early|mid|late|the (?:beginning|middle|end) of)[ -]"
        rf"(?:des )?(?P<pmonth>{_any(_MONTH)})\b",
        rf"(?:dem |diesem |letzte[nmr]? |vergangene[nm]? |vorige[nm]? |last )?"
        rf"(?P<weekday>{_any(_DAY)}){_PART}\b",
    )
)
_SINCE = re.compile(
    rf"\b(?:sei[td]|since|starting|from|ab)\s+{_ABOUT}(?:{_WHEN}|{_COUNT}\s+{_UNIT}\b)",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"\bfor\s+(?:the\s+(?:last|past)\s+)?{_ABOUT}{_COUNT}\s+{_UNIT}\b", re.IGNORECASE
)
_AGO = re.compile(
    rf"\b(?:vor\s+{_ABOUT}{_COUNT}\s+{_UNIT}|{_ABOUT}(?P<count2>\d{{1,3}}|{_any(_NUMBER)})\s+"
    r"(?P<unit2>hours?|days?|weeks?|months?|years?)\s+ago)\b",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"\b(?:(?:am|on|in)\s+)?(?:{_WHEN})", re.IGNORECASE)
_BEGAN = re.compile(
    r"plötzlich|ploetzlich|auf einmal|angefangen|begann|begonnen|aufgetreten|ausgefallen"
    r"|suddenly|all of a sudden|started|began|begun|stopped|first happened",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:sei[td]|since)\s+(?:(?:ein paar|einigen|mehreren|wenigen|some|several|a few)\s+"
    r"(?:stunden|tagen|wochen|monaten|hours|days|weeks|months)"
    r"|(?:dem|der|einem|einer|the|an?|my|our|meinem|unserem|unserer)\s+(?:[\w-]+\s+)?[\w-]*"
    r"(?:update|upgrade|umstellung|umzug|wechsel|umstieg|installation|aktualisierung|stromausfall"
    r"|gewitter|migration|switch|move|relocation|power cut|storm|change)\b)",
    re.IGNORECASE,
)
_WAITED = re.compile(
    r"\b(?:wait\w*|pa(?:y|id)|unplug\w*|off|contract|subscri\w+)\W[^.!?;\n]*\Z", re.I
)
_CLAUSE = re.compile(r"[^.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Since:
    """When it began, and where the text says so. `day` is None where the words name no day;
    `about` if it is an estimate; `moment` is the local time for hours that were counted."""

    start: int
    end: int
    day: date | None
    about: bool = False
    moment: datetime | None = None


def since_when(text: str, now: datetime) -> Since | None:
    """When the problem began by what the text says, or None. `now` is in the reader's zone."""
    return next(_readings(text, now), None)


def _readings(text: str, now: datetime) -> Iterator[Since]:
    for pattern in (_SINCE, _FOR):
        for match in pattern.finditer(text):
            if pattern is _FOR and _WAITED.search(text[max(0, match.start() - 60) : match.start()]):
                continue
            found = _read(match, now)
            if found is not None:
                yield found
    for match in _VAGUE.finditer(text):
        yield Since(match.start(), match.end(), None)
    for clause in _CLAUSE.finditer(text):
        if not _BEGAN.search(clause[0]):
            continue
        for pattern in (_AGO, _DAY_ALONE):
            for match in pattern.finditer(text, clause.start(), clause.end()):
                found = _read(match, now)
                if found is not None:
                    yield found


def _read(match: re.Match[str], now: datetime) -> Since | None:
    named = {name: value.lower() for name, value in match.groupdict().items() if value}
    start, end = match.start(), match.end()
    count, unit = named.get("count") or named.get("count2"), named.get("unit") or named.get("unit2")
    if count and unit:
        return _counted(start, end, _NUMBER.get(count) or int(count), unit, now)
    today = now.date()
    days = next((back for name, back in _BACK.items() if name in named), None)
    if days is not None:
        return Since(start, end, today - timedelta(days=days))
    if "weekday" in named:
        return Since(start, end, today - timedelta(days=_days_since(_DAY[named["weekday"]], today)))
    if "weekend" in named:
        saturday = today - timedelta(days=_days_since(5, today))
        return Since(start, end, saturday, about=True)
    if "lastweek" in named or "thisweek" in named:
        monday = today - timedelta(days=today.weekday() + (7 if "lastweek" in named else 0))
        return Since(start, end, monday, about=True)
    if "pmonth" in named:
        return Since(
            start, end, _part_of_month(named["part"], _MONTH[named["pmonth"]], today), True
        )
    day = _calendar_day(named, today)
    return Since(start, end, day) if day is not None else None


_BACK = {"before": 2, "yesterday": 1, "today": 0}


def _days_since(weekday: int, today: date) -> int:
    """Since the last day of that name; nobody calls today by it."""
    return (today.weekday() - weekday - 1) % 7 + 1


def _counted(start: int, end: int, count: int, unit: str, now: datetime) -> Since | None:
    if unit[0] in "sh":  # Stunden, hours
        moment = (now.astimezone(UTC) - timedelta(hours=count)).astimezone(now.tzinfo)
        return Since(start, end, moment.date(), about=True, moment=moment)
    today = now.date()
    if unit[0] in "td":
        return Since(start, end, today - timedelta(days=count))
    if unit[0] == "w":
        return Since(start, end, today - timedelta(weeks=count), about=True)
    months = count * (12 if unit[0] in "jy" else 1)
    if months > 600:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return Since(start, end, date(year, month + 1, min(today.day, last)), about=True)


def _part_of_month(part: str, month: int, today: date) -> date:
    year = today.year if month <= today.month else today.year - 1
    if part in ("mitte", "mid", "the middle of"):
        return date(year, month, 15)
    if part in ("ende", "late", "the end of"):
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, 1)


def _calendar_day(named: dict[str, str], today: date) -> date | None:
    """The day of a date; without a year the last one that is not to come."""
    for prefix in ("", "d", "n", "e"):
        day, month = named.get(f"{prefix}day"), named.get(f"{prefix}month")
        if day is None or month is None:
            continue
        number = _MONTH.get(month) or int(month)
        written = named.get(f"{prefix}year")
        year = int(written) if written else today.year
        year += 2000 if year < 100 else 0
        try:
            found = date(year, number, int(day))
            if found > today:
                found = found.replace(year=found.year - 1) if not written else found
        except ValueError:
            return None
        return found if found <= today else None
    return None
