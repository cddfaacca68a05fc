"""What was made of a customer's text, as it is kept with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portal.intake.facts import Stated


@dataclass(frozen=True, slots=True)
class Claimed:
    """A remedy that the text says was done, in the customer's words. `title` is what it was called
    then; `likely` ones are ticked, the others asked. `probability` that it was done, 0 to 1."""

    remedy: str
    title: str
    outcome: str
    quote: str
    start: int
    end: int
    likely: bool
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that was recognised. `flows` are keys, the best fit first; `articles` ids of
    translations. `sure`: the first flow may be
    chosen beforehand. `by_words`: the search model took no part in it."""

    attempts: tuple[Claimed, ...] = ()
    facts: tuple[Stated, ...] = ()
    flows: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()
    sure: bool = False
    by_words: bool = False

    def as_data(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Understanding":
        """What `as_data` gave."""
        return cls(
            attempts=tuple(Claimed(**entry) for entry in data.get("attempts", ())),
            facts=tuple(Stated(**entry) for entry in data.get("facts", ())),
            flows=tuple(data.get("flows", ())),
            articles=tuple(data.get("articles", ())),
            sure=bool(data.get("sure")),
            by_words=bool(data.get("by_words")),
        )
