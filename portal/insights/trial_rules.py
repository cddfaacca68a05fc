"""Two result lists of one query side by side: what comes, goes and moves. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SHOWN: Final = 10


class Move(StrEnum):
    """What happens to a hit among those that are shown."""

    STAYS = "stays"
    UP = "up"
    DOWN = "down"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit of one list; `places` says how far it moves."""

    id: str
    move: Move = Move.STAYS
    places: int = 0


def compared(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """The first hits of both lists: those of `before` that go, those of `after` that move."""
    old, new = before[:SHOWN], after[:SHOWN]
    left = tuple(Placed(id_, Move.STAYS if id_ in new else Move.GONE) for id_ in old)
    return left, tuple(_placed(id_, place, old) for place, id_ in enumerate(new))


def _placed(id_: str, place: int, old: Sequence[str]) -> Placed:
    if id_ not in old:
        return Placed(id_, Move.NEW)
    way = old.index(id_) - place
    if way == 0:
        return Placed(id_)
    return Placed(id_, Move.UP if way > 0 else Move.DOWN, abs(way))
