"""What the report of an import should mention about a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence in English; `key` names the rule behind it."""

    key: str
    message: str
