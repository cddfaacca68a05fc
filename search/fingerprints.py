"""Names for content: two texts with the same name need not be embedded twice."""

import hashlib

from search.chunking import CHUNKING_VERSION, TARGET_TOKENS
from search.documents import SearchDocument

KEY_BYTES = 16


def vector_recipe(encoder_recipe: str) -> str:
    """Everything that decides what a vector means: the model and the cutting of texts."""
    return f"{encoder_recipe}|chunks-{CHUNKING_VERSION}-{TARGET_TOKENS}"


def vector_key(text: str) -> bytes:
    """Name of a text to embed (16 bytes); the recipe is a property of the whole file."""
    return hashlib.sha256(text.encode()).digest()[:KEY_BYTES]


def content_fingerprint(document: SearchDocument) -> str:
    """Changes when the words of a document change."""
    return _digest(document.lang, document.title, document.text, document.keywords)


def metadata_fingerprint(document: SearchDocument) -> str:
    """Changes when anything beside the words changes."""
    return _digest(
        document.url_path,
        document.category,
        document.group,
        document.kind,
        document.visibility,
        document.updated_on,
    )


def _digest(*parts: str) -> str:
    # The separator can't occur in a cleaned part, so ("ab", "c") and ("a", "bc") differ.
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
