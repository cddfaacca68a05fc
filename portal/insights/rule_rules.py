"""For which queries articles may be pinned or hidden. No I/O."""

from typing import Final

from portal.knowledge.query_log_rules import folded

LONGEST_QUERY: Final = 120
"""A longer text is somebody's letter: nobody sends the very same again."""
MOST_PINNED: Final = 5
"""More of them would be the whole first page, and no search any more."""
ACTIONS: Final = ("pin", "hide")


def rule_query(text: str) -> str | None:
    """What a rule is kept under; None for a text that no rule can be made for."""
    query = folded(text)
    return query if query and len(query) <= LONGEST_QUERY else None
