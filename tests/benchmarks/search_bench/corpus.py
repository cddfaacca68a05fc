"""As many articles as asked for, from real ones: these first, then their sentences anew.

Deterministic, and a smaller corpus is the beginning of a larger one, so that a query has the same
right answer at every size.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from search.documents import SearchDocument
from search.stopwords import STOP_WORDS
from tests.benchmarks.search_bench.rare_words import RareWords
from tests.benchmarks.search_bench.sources import Source

SEED = 20261123
MEDIAN_WORDS, SPREAD = 230, 0.45
SHORTEST, LONGEST = 80, 1_000
ELSEWHERE = 0.12
"""Share of an article's sentences that come from another topic."""
OWN_WORDS = (2, 6)
"""Rare words that an article comes back to: from, to."""
SECTION = (5, 11)
"""Sentences below a heading: from, to; some hundred words, as in the articles that ship."""
REPLACED = {"de": 0.3, "en": 0.16}
"""Share of nouns for which a rare word stands; an English noun is only guessed by its length."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def build_corpus(sources: Sequence[Source], count: int, seed: int = SEED) -> list[SearchDocument]:
    """`count` articles: the sources in an order of chance, then recombined ones."""
    return list(islice(_articles(sources, random.Random(seed)), count))  # noqa: S311 - no secret


def in_order_of_chance(
    documents: Sequence[SearchDocument], seed: int = SEED
) -> list[SearchDocument]:
    """As engines get them. The articles that are looked for are among the first ones, and an
    engine in which the lower number wins between equals would find them for that alone."""
    return random.Random(seed).sample(documents, len(documents))  # noqa: S311 - no secret


@dataclass(slots=True)
class _Topic:
    lang: str
    titles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def _articles(sources: Sequence[Source], chance: random.Random) -> Iterator[SearchDocument]:
    order = list(sources)
    chance.shuffle(order)
    yield from (source.document for source in order)
    mixer = _Mixer(sources, chance)
    number = 0
    while True:
        number += 1
        yield mixer.article(number)


class _Mixer:
    def __init__(self, sources: Sequence[Source], chance: random.Random) -> None:
        self._chance = chance
        topics: dict[str, _Topic] = {}
        for source in sources:
            topic = topics.setdefault(source.topic, _Topic(source.document.lang))
            topic.titles.append(source.document.title)
            topic.headings += source.headings()
            topic.sentences += source.sentences()
        self._topics = [topic for topic in topics.values() if topic.sentences]
        self._sizes = [len(topic.sentences) for topic in self._topics]
        self._by_lang = {
            lang: [topic for topic in self._topics if topic.lang == lang]
            for lang in {topic.lang for topic in self._topics}
        }
        self._nouns = {lang: _nouns(lang, found) for lang, found in sorted(self._by_lang.items())}
        self._rare = {
            lang: RareWords(lang, sorted(nouns), chance) for lang, nouns in self._nouns.items()
        }

    def article(self, number: int) -> SearchDocument:
        chance = self._chance
        topic = chance.choices(self._topics, self._sizes)[0]
        own = [self._rare[topic.lang].draw() for _ in range(chance.randint(*OWN_WORDS))]
        wanted = min(max(chance.lognormvariate(0, SPREAD) * MEDIAN_WORDS, SHORTEST), LONGEST)
        parts: list[str] = []
        words = 0
        while words < wanted:
            section = [self._sentence(topic, own) for _ in range(chance.randint(*SECTION))]
            if topic.headings and parts:
                parts.append(f"## {chance.choice(topic.headings)}")
            parts.append(" ".join(section))
            words += sum(len(sentence.split()) for sentence in section)
        return SearchDocument(
            id=f"mixed-{number:06}",
            lang=topic.lang,
            title=self._title(topic, own),
            text="\n\n".join(parts),
        )

    def _title(self, topic: _Topic, own: Sequence[str]) -> str:
        """A real title with a word of the article's own, in the place of a noun or behind it."""
        title = self._chance.choice(topic.titles)
        places = [m for m in _WORD.finditer(title) if m.group() in self._nouns[topic.lang]]
        if not places:
            return f"{title}: {own[0]}"
        place = self._chance.choice(places)
        return f"{title[: place.start()]}{own[0]}{title[place.end() :]}"

    def _sentence(self, topic: _Topic, own: Sequence[str]) -> str:
        chance = self._chance
        if chance.random() < ELSEWHERE:
            topic = chance.choice(self._by_lang[topic.lang])
        nouns, share = self._nouns[topic.lang], REPLACED[topic.lang]

        def put(match: re.Match[str]) -> str:
            if match.group() not in nouns or chance.random() >= share:
                return match.group()
            return chance.choice(own) if chance.random() < 0.5 else self._rare[topic.lang].draw()

        return _WORD.sub(put, chance.choice(topic.sentences))


def _nouns(lang: str, topics: Sequence[_Topic]) -> frozenset[str]:
    """German nouns by their capital inside a sentence, English ones by a guess: long words."""
    counts: Counter[str] = Counter()
    for topic in topics:
        for sentence in topic.sentences:
            inside = sentence.partition(" ")[2]
            counts.update(word for word in _WORD.findall(inside) if _is_noun(lang, word))
    return frozenset(word for word, count in counts.items() if count >= 2)


def _is_noun(lang: str, word: str) -> bool:
    if word.lower() in STOP_WORDS:
        return False
    if lang == "de":
        return word[0].isupper() and word[1:].islower()
    return len(word) >= 6 and word.islower()
