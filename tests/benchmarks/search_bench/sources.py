"""Real articles to measure with: those that ship, or those of a folder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import articles
from articles.document import DocumentError, parse_document
from articles.foreign import read_foreign
from search.corpus_files import read_corpus
from search.documents import SearchDocument
from search.markdown import plain_lines

LIBRARY = Path(articles.__file__).parent / "library"
SHORTEST = 4
"""Words of a sentence that is taken."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])")


@dataclass(frozen=True, slots=True)
class Source:
    """A real article; articles with the same `topic` are about related things."""

    document: SearchDocument
    topic: str

    def headings(self) -> list[str]:
        return [line.text for line in plain_lines(self.document.text) if line.level]

    def sentences(self) -> list[str]:
        """Sentences of the text, without those too short to say something."""
        return [
            sentence
            for line in plain_lines(self.document.text)
            if not line.level
            for sentence in _SENTENCE_END.split(line.text)
            if len(sentence.split()) >= SHORTEST
        ]


def read_sources(folders: Sequence[Path]) -> list[Source]:
    """Articles of Markdown files and of `corpus.jsonl` files (see `search.corpus_files`) below
    the folders; without a folder, the articles that ship with Lotse."""
    found = [source for folder in folders for source in _read_folder(folder)]
    return found if folders else list(_read_library())


def _read_library() -> Iterator[Source]:
    for path in sorted(LIBRARY.rglob("*.md")):
        document = parse_document(path.read_bytes())
        identifier = f"{document.language}/{document.id}"
        yield Source(
            SearchDocument(identifier, document.language, document.title, document.body),
            f"{document.language}/{document.category}",
        )


def _read_folder(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("corpus.jsonl")):
        for document in read_corpus(path):
            if document.text.strip() and document.lang in ("de", "en"):
                topic = f"{document.lang}/{path.parent.name}/{document.category}"
                yield Source(document, topic)
    for path in sorted(folder.rglob("*.md")):
        relative = PurePosixPath(path.relative_to(folder))
        try:
            article = read_foreign(path.read_bytes(), path=relative, language=None).document
        except DocumentError:
            continue  # no article: a README, a list of contents
        if article.language in ("de", "en") and article.body.strip():
            document = SearchDocument(
                f"{folder.name}/{relative}", article.language, article.title, article.body
            )
            yield Source(document, f"{article.language}/{relative.parts[0]}")
