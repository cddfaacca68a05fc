"""Small keyword indexes with chance texts, and what Whoosh itself finds in them."""

import random
from collections.abc import Sequence
from pathlib import Path

from whoosh import index, query
from whoosh.filedb.filestore import FileStorage
from whoosh.scoring import BM25F

from search.analysis import stem
from search.executor import K1, B, Clause
from search.keyword import FIELDS
from search.keyword_writer import KeywordDocument, KeywordWriter
from search.postings import document_numbers

# Sentences that teach the dictionary its nouns, and the words that must not be split.
NOISE = [
    "Der Drucker braucht eine Patrone, der Kopf braucht Haut und die Haut braucht Schutz.",
    "Ein Drucker ohne Patrone, ein Kopf ohne Haut; der WLAN Schlüssel liegt am Router.",
    "Im Drucker die Patrone, am Kopf die Haut, dazu der WLAN Schlüssel auf Papier.",
    "Zum Samen, zur Sucht, zum Abt, zu den Tischen, zum Zelt, zum Bart, zum Zuge, zu Leichen.",
    "Ein Samen, die Sucht, der Abt, bei Tischen, im Zelt, im Bart, zum Zuge, mit Leichen.",
    "Der Samen, der Sucht, dem Abt, an Tischen, am Zelt, am Bart, am Zuge, an Leichen, Auszug.",
    "Im Verein leicht unter dem Auszug, im Drama viel, ein Verein, ein Drama, ein Auszug.",
    "Am Verein leicht unter dem Auszug, am Drama viel, der Verein, das Drama, den Auszug.",
]

SYLLABLES = ("rol", "kap", "mik", "tup", "sul", "nal", "pol", "vak")


def made_words(chance: random.Random, count: int) -> list[str]:
    """Different words of two or three syllables that are their own stems."""
    made: dict[str, None] = {}
    while len(made) < count:
        word = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3)))
        if stem(word) == word:
            made[word] = None
    return list(made)


def made_document(chance: random.Random, number: int, words: Sequence[str]) -> KeywordDocument:
    """Words by Zipf's law, so that some stand in most documents and some in one."""
    weights = [1 / rank for rank in range(1, len(words) + 1)]

    def text(most: int) -> str:
        return " ".join(chance.choices(words, weights, k=chance.randint(1, most)))

    keywords = text(3) if chance.random() < 0.3 else ""
    return KeywordDocument(number, text(4), keywords, text(chance.choice((20, 120, 400))))


def write(
    folder: Path,
    documents: Sequence[KeywordDocument],
    deletes: Sequence[int] = (),
    *,
    merge: bool = False,
) -> int:
    """Commit to the index in `folder`; returns its number of segments."""
    writer = KeywordWriter(folder, folder, "")
    writer.write(documents, deletes, merge=merge)
    segments = writer.segments()
    writer.close()
    return segments


def found_by_whoosh(
    folder: Path, clauses: Sequence[Clause], allowed: frozenset[int] | None = None
) -> dict[int, float]:
    """Scores by document number as Whoosh's own searcher gives them, unlimited and unskipped."""
    wanted = query.Or(
        [
            query.And(
                [
                    query.Or(
                        [
                            query.Term(field, term, boost=boost * clause.weight)
                            for field, boost in FIELDS.items()
                        ]
                    )
                    for term in clause.terms
                ]
            )
            for clause in clauses
        ]
    )
    opened = index.FileIndex(FileStorage(str(folder), supports_mmap=False))
    with opened.searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        numbers: list[int] = []
        for leaf, _ in searcher.reader().leaf_readers():
            numbers += document_numbers(leaf).tolist()
        scored = searcher.search(wanted, limit=None).top_n
    found = {numbers[place]: score for score, place in scored}
    return {n: s for n, s in found.items() if allowed is None or n in allowed}
