"""The few words that rendering adds to an article, in the article's language."""

from dataclasses import dataclass

_NOTE_KINDS = {
    "NOTE": "info",
    "INFO": "info",
    "TIP": "info",
    "HINT": "info",
    "HINWEIS": "info",
    "TIPP": "info",
    "IMPORTANT": "warning",
    "WICHTIG": "warning",
    "WARNING": "warning",
    "ATTENTION": "warning",
    "ACHTUNG": "warning",
    "CAUTION": "danger",
    "DANGER": "danger",
    "VORSICHT": "danger",
    "GEFAHR": "danger",
}
_GERMAN_TITLES = {
    "NOTE": "Hinweis",
    "INFO": "Hinweis",
    "TIP": "Tipp",
    "HINT": "Tipp",
    "IMPORTANT": "Wichtig",
    "WARNING": "Achtung",
    "ATTENTION": "Achtung",
    "CAUTION": "Vorsicht",
    "DANGER": "Gefahr",
}
_ENGLISH_TITLES = {
    "HINWEIS": "Note",
    "INFO": "Note",
    "TIPP": "Tip",
    "HINT": "Tip",
    "WICHTIG": "Important",
    "ACHTUNG": "Warning",
    "ATTENTION": "Warning",
    "VORSICHT": "Caution",
    "GEFAHR": "Danger",
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """Wording for one language; anything but German is English."""

    language: str

    @property
    def german(self) -> bool:
        return self.language == "de"

    def note(self, word: str) -> tuple[str, str] | None:
        """Kind and title of a note for an alert word like NOTE; None if it is no such word."""
        kind = _NOTE_KINDS.get(word)
        if kind is None:
            return None
        titles = _GERMAN_TITLES if self.german else _ENGLISH_TITLES
        return kind, titles.get(word, word.capitalize())

    def minutes(self, minutes: int) -> str:
        if self.german:
            return f"etwa {minutes} {'Minute' if minutes == 1 else 'Minuten'}"
        return f"about {minutes} {'minute' if minutes == 1 else 'minutes'}"

    def missing_image(self, alternative: str) -> str:
        words = "Bild fehlt" if self.german else "Image missing"
        return f"{words}: {alternative}" if alternative else words

    def external_image(self, alternative: str) -> str:
        words = "Bild auf fremder Seite" if self.german else "Image on another site"
        return f"{words}: {alternative}" if alternative else words

    def table(self, number: int, heading: str) -> str:
        words = f"{'Tabelle' if self.german else 'Table'} {number}"
        return f"{words}: {heading}" if heading else words
