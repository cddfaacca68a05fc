"""Whoosh as documented, and bm25s.

Like all engines of others: as its documentation shows it, over title and text as plain text.
Imported by the benchmark alone, since bm25s is no dependency of the product.
"""

from collections.abc import Sequence
from pathlib import Path

import bm25s
from whoosh import fields, index, qparser, query
from whoosh.filedb.filestore import FileStorage

from search.chunking import plain_text
from search.documents import SearchDocument
from tests.benchmarks.search_bench.engines import TOP, Tick, tokens, words
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import BM25S, WHOOSH


class Whoosh:
    """Two TEXT fields with the StandardAnalyzer, MultifieldParser, OrGroup (its quick start)."""

    name = WHOOSH

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.searches = {
            Kind.ANY: self._any,
            Kind.ALL: self._all,
            Kind.TITLE_PREFIX: self._title_prefix,
            Kind.TYPO: self._typo,
            Kind.SNIPPETS: self._snippets,
        }

    def build(self, documents: Sequence[SearchDocument], tick: Tick) -> None:
        self._folder.mkdir()
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(stored=True),
            body=fields.TEXT(stored=True),
        )
        with index.create_in(self._folder, schema).writer() as writer:
            for document in documents:
                writer.add_document(
                    id=document.id, title=document.title, body=plain_text(document.text)
                )
                tick()

    def open(self) -> None:
        self._index = index.FileIndex(FileStorage(str(self._folder)))
        self._searcher = self._index.searcher()
        names = ["title", "body"]
        self._parsers = {
            group: qparser.MultifieldParser(names, self._index.schema, group=group)
            for group in (qparser.OrGroup, qparser.AndGroup)
        }

    def change(self, document: SearchDocument) -> None:
        with self._index.writer() as writer:
            writer.update_document(
                id=document.id, title=document.title, body=plain_text(document.text)
            )
        self._searcher = self._searcher.refresh()

    def suggest(self, word: str) -> list[str]:
        """whoosh.spelling with its defaults: two edits, from the words of the text."""
        found: list[str] = self._searcher.corrector("body").suggest(word, limit=1)
        return found

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def find(self, word: str) -> list[str]:
        return self._any(word)

    def _any(self, text: str) -> list[str]:
        return self._ids(self._parsers[qparser.OrGroup].parse(words(text)))

    def _all(self, text: str) -> list[str]:
        return self._ids(self._parsers[qparser.AndGroup].parse(words(text)))

    def _title_prefix(self, text: str) -> list[str]:
        *whole, last = tokens(text)
        terms = [query.Term("title", word) for word in whole]
        return self._ids(query.And([*terms, query.Prefix("title", last)]))

    def _typo(self, text: str) -> list[str]:
        terms = [
            query.FuzzyTerm(name, word, maxdist=1)
            for word in tokens(text)
            for name in ("title", "body")
        ]
        return self._ids(query.Or(terms))

    def _snippets(self, text: str) -> list[str]:
        found = self._searcher.search(self._parsers[qparser.OrGroup].parse(words(text)), limit=TOP)
        for hit in found:
            hit.highlights("body")
        return [hit["id"] for hit in found]

    def _ids(self, what: query.Query) -> list[str]:
        return [hit["id"] for hit in self._searcher.search(what, limit=TOP)]


class Bm25s:
    """A matrix of scores in memory. It knows one kind of query and no change."""

    name = BM25S

    def __init__(self, _folder: Path) -> None:
        self.searches = {Kind.ANY: self._any}

    def build(self, documents: Sequence[SearchDocument], tick: Tick) -> None:
        texts = [f"{document.title}\n{plain_text(document.text)}" for document in documents]
        tokens = bm25s.tokenize(texts, stopwords=None, show_progress=False)
        self._matrix = bm25s.BM25()
        self._matrix.index(tokens, show_progress=False)
        self._ids = [document.id for document in documents]
        tick(len(documents))

    def open(self) -> None:
        """It is in memory."""

    def change(self, document: SearchDocument) -> None:
        raise NotImplementedError("everything would have to be built anew")

    def close(self) -> None: ...

    def find(self, word: str) -> list[str]:
        return self._any(word)

    def _any(self, text: str) -> list[str]:
        tokens = bm25s.tokenize([text], stopwords=None, return_ids=False, show_progress=False)
        found = self._matrix.retrieve(
            tokens, k=min(TOP, len(self._ids)), show_progress=False, return_as="documents"
        )
        return [self._ids[place] for place in found[0]]
