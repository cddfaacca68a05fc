"""Reading a folder of Markdown files before anything is written: candidates and a report."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tqdm import tqdm

from articles.document import DocumentError
from articles.foreign import ForeignArticle, distinct_identities, read_foreign

SUFFIXES = {".md", ".markdown"}


@dataclass(slots=True)
class ImportReport:
    """What became of each file: (path, words) for those that need a word."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    drafts: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def summary(self) -> str:
        """One line for people."""
        return (
            f"{self.created} articles added, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.drafts} kept as drafts, {len(self.refused)} could not be taken"
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that could be read, under the identity it will have."""

    article: ForeignArticle
    digest: str

    @property
    def path(self) -> str:
        """Below the imported folder, with slashes."""
        return self.article.path.as_posix()


def markdown_files(folder: Path) -> list[str]:
    """Paths below `folder` of every Markdown file, in order."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file()
    ]


def read_candidates(
    folder: Path, known: Mapping[str, str], language: str | None, report: ImportReport
) -> list[Candidate]:
    """Read every file whose SHA-256 is not the one in `known`; refusals go to the report."""
    digests: dict[str, str] = {}
    articles: list[ForeignArticle] = []
    for path in tqdm(markdown_files(folder), desc="Reading", unit="file"):
        try:
            data = (folder / path).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            if known.get(path) == digest:
                report.unchanged += 1
                continue
            digests[path] = digest
            articles.append(read_foreign(data, path=PurePosixPath(path), language=language))
        except DocumentError as error:
            report.refused.append((path, str(error)))
        except OSError as error:
            report.refused.append((path, error.strerror or type(error).__name__))
    distinct = distinct_identities(articles)
    report.notes += [note for article in distinct for note in _notes(article)]
    return [Candidate(article, digests[article.path.as_posix()]) for article in distinct]


def _notes(article: ForeignArticle) -> Iterator[tuple[str, str]]:
    path = article.path.as_posix()
    if article.language_from == "detected":
        yield path, f"language detected: {article.document.language}"
    for warning in article.warnings:
        yield path, warning
