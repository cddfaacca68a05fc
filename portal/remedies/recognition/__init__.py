"""Recognition of attempts in free text: a library that knows no database and no web."""

from portal.remedies.recognition.matching import Named
from portal.remedies.recognition.recognising import Recognised, Recogniser

__all__ = ["Named", "Recognised", "Recogniser"]
