"""What a case is found by: the terms of its texts, and what a query asks of them. No I/O.

Terms are those of the articles' search (`search.analysis`), so that a word finds its other forms.
They hold letters and digits alone: to the databases' query languages they are plain words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from search.analysis import ANALYSIS_VERSION, analyse, words
from search.request import parse_query

RECIPE = ANALYSIS_VERSION * 100 + 1
"""The last part counts changes here."""
MOST_TERMS = 40_000
"""Of one case; a tsvector ends at 1 MB."""
MOST_WORDS = 24
"""Of a query: each narrows the search, and what has so many in common is that very text."""
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class WantedWord:
    """A word of a query in the forms that texts may have it in: one of `joined` ("email"), or all
    of `parts`."""

    joined: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to stand in a case, and what may not."""

    words: tuple[WantedWord, ...]
    excluded: tuple[WantedWord, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)


class Syntax(Enum):
    """How a database wants its queries: and, or, and not, a term, the beginning of one."""

    FTS5 = (" AND ", " OR ", " NOT ", '"{}"', '"{}"*')
    TSQUERY = (" & ", " | ", " & !", "'{}'", "'{}':*")


def terms_of(texts: Iterable[str]) -> str:
    """The different terms of some texts, separated by blanks."""
    found: dict[str, None] = {}
    for text in texts:
        for term in analyse(text):
            if plain := _plain(term.text):
                found[plain] = None
        if len(found) >= MOST_TERMS:
            break
    return " ".join(list(found)[:MOST_TERMS])


def wanted_words(text: str) -> Wanted:
    """What somebody typed or pasted; every string is a valid query."""
    parsed = parse_query(text)
    found = _wanted(parsed.terms)
    return Wanted(found, _wanted(parsed.excluded) if found else ())


def query_text(wanted: Wanted, syntax: Syntax, *, beginnings: bool = False) -> str:
    """The query for the database; with `beginnings` each word may go on."""
    and_, _or, not_, _exact, _beginning = syntax.value
    query = and_.join(_group(word, syntax, beginnings=beginnings) for word in wanted.words)
    if wanted.excluded:
        out = _or.join(_group(word, syntax, beginnings=False) for word in wanted.excluded)
        query = f"({query}){not_}({out})"
    return query


def _wanted(typed: Iterable[str]) -> tuple[WantedWord, ...]:
    found: dict[WantedWord, None] = {}
    for text in typed:
        for word in words(text):
            terms = list(analyse(word.text))
            joined = [plain for term in terms if not term.written and (plain := _plain(term.text))]
            parts = [plain for term in terms if term.written and (plain := _plain(term.text))]
            if joined or parts:
                found[WantedWord(tuple(joined), tuple(parts))] = None
            if len(found) == MOST_WORDS:
                return tuple(found)
    return tuple(found)


def _group(word: WantedWord, syntax: Syntax, *, beginnings: bool) -> str:
    and_, or_, _not, exact, beginning = syntax.value

    def one(term: str) -> str:
        form = beginning if beginnings and len(term) >= SHORTEST_BEGINNING else exact
        return str(form).format(term)

    ways = [one(term) for term in word.joined]
    if word.parts:
        ways.append(f"({and_.join(map(one, word.parts))})")
    return f"({or_.join(ways)})"


def _plain(term: str) -> str:
    return "".join(sign for sign in term if sign.isalnum())
