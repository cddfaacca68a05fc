"""Replies that say nothing: “I do not know”, chosen or typed. Pure.

A flow file has no key for them; they are told by the id of an option, or by its words.
"""

import re

from portal.troubleshooter.definition import Option

_IDS = re.compile(r"unsure|unknown|not_?sure|dont_?know|no_?idea|other_or_unknown", re.I)
_WORDS = re.compile(
    r"wei(?:ß|ss) (?:ich )?(?:es )?(?:noch )?nicht|^(?:un|nicht )sicher|keine ahnung|unbekannt|"
    r"\bbin\b.{0,10}(?:un|nicht )sicher|\bunsure\b|not (?:quite )?sure|no idea|"
    r"(?:don[’']?t|do not) know|can(?:not| not|[’']?t) tell",
    re.I,
)
_TYPED = re.compile(
    r"(?:(?:das |ich )*wei(?:ß|ss)(?: ich)?(?: das| es)?(?: leider)?(?: noch)? nicht(?: genau)?|"
    r"(?:leider )?keine ahnung|unbekannt|nicht bekannt|(?:bin )?(?:mir )?(?:un|nicht )sicher|"
    r"(?:i )?(?:don[’']?t|do not) know|(?:i have )?no idea|(?:i am |i[’']m )?(?:not sure|unsure)|"
    r"unknown|n/?a|)[\s.!?-]*",
    re.I,
)


def is_unsure(option: Option) -> bool:
    """Does who chooses this say that they do not know?"""
    return bool(_IDS.search(option.id)) or any(map(_WORDS.search, option.label.values()))


def says_nothing(typed: str) -> bool:
    """Is what was typed only another way not to answer?"""
    return _TYPED.fullmatch(typed.strip()) is not None
