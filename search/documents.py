"""What can be found: one text in one language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A document as the index takes it.

    `id` is unique in the index. Documents with the same `group` are translations of one
    article. `text` is Markdown without front matter, `updated_on` an ISO 8601 date.
    `keywords` are further words that it is found by, which are never shown.
    """

    id: str
    lang: str
    title: str
    text: str
    url_path: str = ""
    category: str = ""
    group: str = ""
    kind: str = "article"
    visibility: str = "public"
    updated_on: str = ""
    keywords: str = ""
