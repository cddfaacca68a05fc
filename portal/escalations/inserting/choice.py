"""One thing that can be inserted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """`id` says what and which (`reply:…`, `link:…`, `passage:…`, `flow:…`, `remedy:…`); `warning`
    is what to think of before; what is not `open` is shown, so that nobody looks for it, but
    cannot be inserted. `below` marks another way to insert what stands above."""

    id: str
    title: str
    detail: str = ""
    language: str = ""
    warning: str = ""
    open: bool = True
    below: bool = False
