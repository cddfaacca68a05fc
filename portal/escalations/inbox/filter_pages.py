"""The filter above the list, and the pages of filters that are kept: their templates' contexts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.escalations.inbox.saved_forms import SavedForm
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from: pairs of value and words, "" first for "any"."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """From and to a day."""

    label: str
    name: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The form, what it says now (`chips`: words, and the address without it), and what it names
    that is not there (`missing`)."""

    choices: tuple[Choice, ...]
    days: tuple[Days, ...]
    tags: str
    proposals: tuple[str, ...]
    chips: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    save_url: str
    clear_url: str


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A kept filter on the page of all of them."""

    public_id: str
    name: str
    url: str
    says: str
    first: bool
    last: bool
    form: SavedForm | None


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """One's own, or those of a team."""

    title: str
    lines: tuple[SavedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilterPage(Page):
    """A name for the filter `says` describes; `wanted` are its parameters."""

    template: ClassVar[str] = "cases/save_filter.html"

    form: SavedForm
    says: str
    wanted: tuple[tuple[str, str], ...]
    back_url: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFiltersPage(Page):
    """All that somebody can use, to rename, reorder and delete; `problem` belongs to the filter
    `refused`."""

    template: ClassVar[str] = "cases/filters.html"

    groups: tuple[SavedGroup, ...]
    notice: str
    refused: str = ""
    problem: str = ""
