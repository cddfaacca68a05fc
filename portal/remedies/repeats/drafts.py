"""A reply taken apart: its parts with what each says."""

from dataclasses import dataclass
from functools import lru_cache

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.matching import Said
from portal.remedies.recognition.reading import LONGEST_TEXT, Reading, read
from portal.remedies.repeats.entries import Entries, borrowing, together
from portal.remedies.repeats.markup import Unmarked, unmarked
from portal.remedies.repeats.parts import Part, parts, plain, prepared
from portal.remedies.repeats.proposing import masked

_LOOKED_BACK = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """`text`: as it is read, without markup; `row`: its words as `masked` gives them; `plain`: each
    part in its plainest form."""

    text: str
    unmarked: Unmarked
    reading: Reading
    row: tuple[str, ...]
    parts: tuple[Part, ...]
    plain: tuple[str, ...]

    def sentence(self, at: int) -> str:
        """The sentence that a part stands in."""
        sentence = self.reading.sentences[self.parts[at].sentence]
        return self.text[sentence.start : sentence.end]

    def part(self, at: int) -> str:
        """The words of a part."""
        return self.text[self.parts[at].start : self.parts[at].end]

    def place(self, at: int) -> tuple[int, int]:
        """Where a part stands in the reply as it was written: first character and the one behind
        the last."""
        return self.unmarked.original(self.parts[at].start, self.parts[at].end)

    def mates(self, at: int) -> list[int]:
        """The parts right before and behind in the same sentence."""
        own = self.parts[at].sentence
        near = (at - 1, at + 1)
        return [n for n in near if 0 <= n < len(self.parts) and self.parts[n].sentence == own]

    def before(self, at: int) -> list[int]:
        """Parts whose thing this one may speak of, the nearest first."""
        own = self.parts[at].sentence
        earlier = range(at - 1, max(-1, at - 1 - _LOOKED_BACK), -1)
        return [n for n in earlier if own - self.parts[n].sentence <= 1]


@lru_cache(maxsize=16)
def draft(text: str) -> Draft:
    """Take a reply apart; what is longer than any mail is left unread."""
    # Half a surrogate pair, which JSON can carry, is no character that a model could read.
    found_in = unmarked(text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8"))
    mended = prepared(found_in.text)
    reading = read(mended, lexicon())
    found = parts(reading)
    plainest = tuple(plain(mended[part.start : part.end]) for part in found)
    return Draft(found_in.text, found_in, reading, tuple(masked(reading)), found, plainest)


def said_by(entries: Entries, of: Draft, at: int) -> tuple[Said, Said]:
    """What a part says, and what it says together with the parts beside it."""
    own = entries.said(of.plain[at])
    if not entries.names_thing(own):
        for earlier in of.before(at):
            lent = entries.said(of.plain[earlier])
            if entries.names_thing(lent):
                own = borrowing(own, lent)
                break
    wide = own
    for mate in of.mates(at):
        wide = together(wide, entries.said(of.plain[mate]))
    return own, wide
