"""tantivy and SQLite FTS5.

Like all engines of others: as its documentation shows it, over title and text as plain text.
Imported by the benchmark alone, since tantivy is no dependency of the product.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import tantivy

from search.chunking import plain_text
from search.documents import SearchDocument
from tests.benchmarks.search_bench.engines import TOP, Tick, tokens, words
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import FTS5, TANTIVY


class Tantivy:
    """Two stored text fields with the default tokenizer; one thread writes."""

    name = TANTIVY

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
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("title", stored=True)
        builder.add_text_field("body", stored=True)
        whole = tantivy.Index(builder.build(), path=str(self._folder))
        writer = whole.writer(num_threads=1)
        for document in documents:
            writer.add_document(_tantivy_document(document))
            tick()
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = self._index.searcher()

    def change(self, document: SearchDocument) -> None:
        if self._writer is None:
            self._writer = self._index.writer(num_threads=1)
        self._writer.delete_documents_by_term("id", document.id)
        self._writer.add_document(_tantivy_document(document))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()

    def find(self, word: str) -> list[str]:
        return self._any(word)

    def _any(self, text: str) -> list[str]:
        return self._ids(self._index.parse_query(words(text), ["title", "body"]))

    def _all(self, text: str) -> list[str]:
        return self._ids(
            self._index.parse_query(words(text), ["title", "body"], conjunction_by_default=True)
        )

    def _title_prefix(self, text: str) -> list[str]:
        *whole, last = tokens(text)
        schema, must = self._index.schema, tantivy.Occur.Must
        parts = [(must, tantivy.Query.term_query(schema, "title", word)) for word in whole]
        prefix = tantivy.Query.fuzzy_term_query(schema, "title", last, distance=0, prefix=True)
        return self._ids(tantivy.Query.boolean_query([*parts, (must, prefix)]))

    def _typo(self, text: str) -> list[str]:
        schema = self._index.schema
        parts = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(schema, name, word, distance=1))
            for word in tokens(text)
            for name in ("title", "body")
        ]
        return self._ids(tantivy.Query.boolean_query(parts))

    def _snippets(self, text: str) -> list[str]:
        what = self._index.parse_query(words(text), ["title", "body"])
        maker = tantivy.SnippetGenerator.create(self._searcher, what, self._index.schema, "body")
        ids = []
        for _, address in self._searcher.search(what, TOP).hits:
            document = self._searcher.doc(address)
            maker.snippet_from_doc(document).to_html()
            ids.append(str(document.get_first("id")))
        return ids

    def _ids(self, what: tantivy.Query) -> list[str]:
        searcher = self._searcher
        hits = searcher.search(what, TOP).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]


class Fts5:
    """One table with the default tokenizer, prefix indexes of 2 to 4 letters, optimised."""

    name = FTS5

    def __init__(self, folder: Path) -> None:
        self._path = folder.with_suffix(".sqlite")
        self.searches = {
            Kind.ANY: self._any,
            Kind.ALL: self._all,
            Kind.TITLE_PREFIX: self._title_prefix,
            Kind.SNIPPETS: self._snippets,
        }

    def build(self, documents: Sequence[SearchDocument], tick: Tick) -> None:
        self.open()
        self._connection.execute(
            "CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, prefix='2 3 4')"
        )
        for document in documents:
            self._connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?)",
                (document.id, document.title, plain_text(document.text)),
            )
            tick()
        self._connection.execute("INSERT INTO articles(articles) VALUES ('optimize')")
        self._connection.commit()
        self.close()

    def open(self) -> None:
        self._connection = sqlite3.connect(self._path)
        self._rows: dict[str, int] = {}

    def change(self, document: SearchDocument) -> None:
        if not self._rows:
            # An application has the row's number in a table of its own.
            self._rows = dict(self._connection.execute("SELECT id, rowid FROM articles"))
        self._connection.execute(
            "UPDATE articles SET title = ?, body = ? WHERE rowid = ?",
            (document.title, plain_text(document.text), self._rows[document.id]),
        )
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()

    def find(self, word: str) -> list[str]:
        return self._any(word)

    def _any(self, text: str) -> list[str]:
        return self._ids(" OR ".join(f'"{word}"' for word in tokens(text)))

    def _all(self, text: str) -> list[str]:
        return self._ids(" ".join(f'"{word}"' for word in tokens(text)))

    def _title_prefix(self, text: str) -> list[str]:
        *whole, last = tokens(text)
        words = " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
        return self._ids(f"title : ({words})")

    def _snippets(self, text: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT id, snippet(articles, 2, '<b>', '</b>', '…', 32) FROM articles "
            "WHERE articles MATCH ? ORDER BY rank LIMIT 10",
            (" OR ".join(f'"{word}"' for word in tokens(text)),),
        )
        return [identifier for identifier, _ in rows]

    def _ids(self, match: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10", (match,)
        )
        return [identifier for (identifier,) in rows]


def _tantivy_document(document: SearchDocument) -> tantivy.Document:
    return tantivy.Document(id=document.id, title=document.title, body=plain_text(document.text))
