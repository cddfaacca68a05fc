"""Which sentences of a reply propose what was already tried: a library without web and database."""

from portal.remedies.recognition.matching import Named
from portal.remedies.repeats.checking import Grounds, Repeat, RepeatCheck, Tried

__all__ = ["Grounds", "Named", "Repeat", "RepeatCheck", "Tried"]
