"""The pages of tags, and what the page of a case shows of them."""

from dataclasses import dataclass
from typing import ClassVar

from portal.escalations.tags.forms import MergeForm, TagForm
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag of a case: the list of its cases, and what takes it off."""

    public_id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CaseTags:
    """The tags of a case, and the words that are proposed for further ones."""

    links: tuple[TagLink, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagLine:
    """A row of the list; `change_url` is "" where the tag is not the reader's to change."""

    name: str
    cases: str
    url: str
    change_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsPage(Page):
    """All tags of the reader's teams; `notice` says what was just done."""

    template: ClassVar[str] = "tags/list.html"

    lines: tuple[TagLine, ...]
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPage(Page):
    """One tag to rename, merge or delete; `problem` says why the last wish was refused."""

    template: ClassVar[str] = "tags/tag.html"

    public_id: str
    name: str
    cases: str
    url: str
    form: TagForm
    merging: MergeForm
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedTagPage(Page):
    """A tag that a case cannot have, with what was typed to change it; `came_from` is the list
    from which its reader came to the case."""

    template: ClassVar[str] = "tags/refused.html"

    case: str
    came_from: str
    form: TagForm
    problem: str
