"""What a mail says: one structure, from which its text and its HTML part are made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """The one thing to do: what the button says, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """The parts of a mail in the order in which they are read; what is empty is left out.

    `words` is what a person wrote for this mail, signed by `author`; `words_html` the same as
    sanitised HTML. `files` are pairs of name and address. `quote` holds the reader's own words,
    `facts` pairs of label and text, `promise` who does what next and by when, `closing` what
    stands behind the link, `sender` the lines that say who writes.
    """

    locale: str
    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    words: str = ""
    words_html: str = ""
    author: str = ""
    files_title: str = ""
    files: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    facts_title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    promise: tuple[str, ...] = ()
    link: Link | None = None
    closing: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()

    def as_text(self) -> str:
        """The text part."""
        files = [f"- {name}:\n  {address}" for name, address in self.files]
        facts = [f"- {label}: {text}" if label else f"- {text}" for label, text in self.facts]
        parts = (
            self.greeting,
            *self.paragraphs,
            self.words,
            self.author,
            "\n".join((*([self.files_title] if self.files else []), *files)),
            "\n".join(f"> {line}" for line in self.quote.splitlines()),
            "\n".join((*([self.facts_title] if self.facts_title else []), *facts)),
            *self.promise,
            f"{self.link.label}:\n{self.link.url}" if self.link else "",
            *self.closing,
            "\n".join(self.sender),
        )
        return "\n\n".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `content_from` reads it."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that is written and has no recipient yet. `kind` names it on the page of previews;
    `automatic` says that no person wrote it (RFC 3834)."""

    kind: str
    subject: str
    content: MailContent
    automatic: bool


def content_from(stored: Mapping[str, Any], text: str) -> MailContent:
    """What `as_json` wrote; of a mail that is text alone, its paragraphs."""
    if not stored:
        return content_of_text(text)
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
    }
    fields["files"] = tuple((name, address) for name, address in stored.get("files", ()))
    fields["facts"] = tuple((label, said) for label, said in stored.get("facts", ()))
    fields["link"] = Link(**stored["link"]) if "link" in stored else None
    return MailContent(**fields)


def content_of_text(text: str, locale: str = "") -> MailContent:
    """Plain text as paragraphs."""
    paragraphs = (part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n"))
    return MailContent(locale=locale, paragraphs=tuple(part for part in paragraphs if part))
