"""The unstemmed words of an index, counted as its documents come and go.

Only what everybody may read is counted: what a search proposes tells nothing of a text that its
reader may not see.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence

from search.spelling import count_words


class Vocabulary:
    """The table `words` of a store: word → number of documents."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._changes: Counter[str] = Counter()

    def add(self, identifier: str) -> None:
        """A document stands in the store from now on."""
        self._count(identifier, 1)

    def remove(self, identifier: str) -> None:
        """A document, if it is there at all, is about to change or to go."""
        self._count(identifier, -1)

    def write(self, revision: int) -> None:
        """Put the new counts into the running transaction; words that come or go are marked with
        the revision (0: of none that anybody has read before)."""
        changed = [(word, count) for word, count in self._changes.items() if count]
        if revision:
            self._mark(changed, revision)
        self._connection.executemany(
            "INSERT INTO words VALUES (?, ?)"
            " ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents",
            changed,
        )
        self._connection.executemany(
            "DELETE FROM words WHERE word = ? AND documents <= 0",
            [(word,) for word, count in changed if count < 0],
        )
        self.forget()

    def forget(self) -> None:
        """Drop what was counted since the last `write`."""
        self._changes.clear()

    def _mark(self, changed: Sequence[tuple[str, int]], revision: int) -> None:
        rows = self._connection.execute(
            "SELECT word, documents FROM words WHERE word IN (SELECT value FROM json_each(?))",
            (json.dumps([word for word, _ in changed]),),
        )
        before = dict(rows)
        self._connection.executemany(
            "INSERT OR REPLACE INTO word_changes VALUES (?, ?)",
            [
                (word, revision)
                for word, count in changed
                if word not in before or before[word] + count <= 0
            ],
        )

    def _count(self, identifier: str, sign: int) -> None:
        row = self._connection.execute(
            "SELECT d.number, d.title, k.words FROM documents d"
            " LEFT JOIN keywords k ON k.document = d.number"
            " WHERE d.id = ? AND d.visibility = 'public'",
            (identifier,),
        ).fetchone()
        if row is None:
            return
        chunks = self._connection.execute(
            "SELECT heading, text FROM chunks WHERE document = ?", (row[0],)
        )
        texts = [row[1], row[2] or "", *(part for chunk in chunks for part in chunk)]
        for word in count_words(["\n".join(texts)]):
            self._changes[word] += sign
