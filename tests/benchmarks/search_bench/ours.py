"""Lotse's own search, in the parts that are compared with the other engines."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from search.chunking import plain_text
from search.documents import SearchDocument
from search.encoder import Encoder
from search.engine import IndexWriter, SearchEngine
from search.generations import read_manifest
from search.keyword import KeywordReader
from search.keyword_writer import KeywordDocument, KeywordWriter
from search.request import Mode, SearchRequest, parse_query
from search.spelling import Speller
from search.store import read_documents, read_words
from tests.benchmarks.search_bench.engines import TOP, Tick
from tests.benchmarks.search_bench.queries import Kind
from tests.benchmarks.search_bench.run import KEYWORDS_ONLY, OURS


class Ours:
    """Words alone are asked of the keyword index with its whole analysis; titles and snippets,
    as customers get them, of the search engine above it."""

    name = OURS

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self._folder = folder
        self._encoder = encoder
        self.searches = {
            Kind.ANY: self._any,
            Kind.ALL: self._all,
            Kind.TITLE_PREFIX: self._title_prefix,
            Kind.TYPO: self._any,
            Kind.SNIPPETS: self._snippets,
        }

    def build(self, documents: Sequence[SearchDocument], tick: Tick) -> None:
        def progress(stage: str, done: int, total: int) -> None:
            if stage == "keyword":
                tick()

        with IndexWriter(self._folder) as writer:
            writer.rebuild(documents, self._encoder, progress)

    def open(self) -> None:
        manifest = read_manifest(self._folder)
        if manifest is None:
            raise SystemExit("Our own index is missing.")
        generation = self._folder / manifest.generation
        self.generation, self.dictionary = generation, manifest.dictionary
        self._keyword = KeywordReader(generation / "keyword")
        self.ids = {document.number: document.id for document in read_documents(generation)}
        self._speller = Speller(read_words(generation))
        self._languages: dict[str, str] = {}
        self.engine = SearchEngine.open(self._folder, self._encoder)

    def know(self, languages: Mapping[str, str]) -> None:
        """The language of the page on which each query is typed."""
        self._languages = dict(languages)

    def correct(self, text: str) -> list[str]:
        """What is offered as "did you mean"."""
        better = self._speller.correct(text)
        return [better] if better else []

    def change(self, document: SearchDocument) -> None:
        """The whole index: texts, words and, where there is a model, vectors."""
        with IndexWriter(self._folder) as writer:
            writer.update([document], (), self._encoder)
        self.engine.refresh()

    def copy(self, target: Path) -> None:
        """The index as it is now, to `put_back` later."""
        shutil.copytree(self._folder, target)

    def put_back(self, copy: Path) -> None:
        """Forget all changes; open what was copied and read it once."""
        self.close()
        shutil.rmtree(self._folder)
        shutil.copytree(copy, self._folder)
        self.open()
        self.find("router")

    def find(self, word: str) -> list[str]:
        request = SearchRequest(word, mode=Mode.KEYWORD, passages=0)
        return [hit.id for hit in self.engine.search(request).hits]

    def close(self) -> None:
        self._keyword.close()
        self.engine.close()

    def _any(self, text: str) -> list[str]:
        hits = self._keyword.search(
            parse_query(text), limit=TOP, allowed=None, similar=self._speller.similar
        )
        return [self.ids[number] for number in hits.numbers.tolist()]

    def _all(self, text: str) -> list[str]:
        return self._any(" ".join(f'"{word}"' for word in text.split()))

    def _title_prefix(self, text: str) -> list[str]:
        lang = self._languages.get(text, "de")
        return [found.id for found in self.engine.suggest(SearchRequest(text, lang, limit=TOP))]

    def _snippets(self, text: str) -> list[str]:
        lang = self._languages.get(text, "de")
        request = SearchRequest(text, lang, mode=Mode.KEYWORD, limit=TOP, passages=TOP)
        return [hit.id for hit in self.engine.search(request).hits]


class KeywordsOnly:
    """A changed article in a copy of our keyword index, without texts and vectors: what the
    other engines do too."""

    name = KEYWORDS_ONLY

    def __init__(self, whole: Ours, folder: Path) -> None:
        self._whole = whole
        self._folder = folder
        self._numbers = {identifier: number for number, identifier in whole.ids.items()}
        self._open()

    def change(self, document: SearchDocument) -> None:
        number = self._numbers[document.id]
        entry = KeywordDocument(number, document.title, "", plain_text(document.text))
        writer = KeywordWriter(self._folder, self._whole.generation, self._whole.dictionary)
        writer.write([entry], (), merge=False)
        writer.close()
        self._reader.refresh()

    def put_back(self) -> None:
        """Forget all changes."""
        self.close()
        shutil.rmtree(self._folder)
        self._open()

    def find(self, word: str) -> list[str]:
        hits = self._reader.search(parse_query(word), limit=TOP, allowed=None)
        return [self._whole.ids[number] for number in hits.numbers.tolist()]

    def close(self) -> None:
        self._reader.close()

    def _open(self) -> None:
        shutil.copytree(self._whole.generation / "keyword", self._folder)
        self._reader = KeywordReader(self._folder)
        self.find("router")
