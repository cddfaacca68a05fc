"""Inline Markdown, tables and footnotes to HTML, by Python-Markdown.

The block structure comes from `blocks`; only the processors for leaf texts are registered here.
The result is not safe yet: `sanitizing` has to see it before anybody does.
"""

import re
import threading
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor
from markdown.util import AtomicString
from pymdownx.magiclink import MagiclinkExtension
from pymdownx.tilde import DeleteSubExtension

from articles.flat_text import FlatText
from articles.html_names import ELEMENTS

_STRUCTURE_PROCESSORS = "indent code hashheader setextheader hr olist ulist quote".split()  # noqa: SIM905
_INLINE_MARKUP = re.compile(r"[\\`*_\[\]<>&!~@:{}|\x02\x03]|www\.|  \n|\A\s*\Z")
_local = threading.local()


def convert(flat: FlatText) -> str:
    """HTML of a scanned body; the marks of its headings stay in front of their texts."""
    markdown = _instance()
    markdown.reset()
    return flat.restore(markdown.convert(flat.text))


def _instance() -> Markdown:
    """One converter per thread: it keeps state while it converts and is slow to build."""
    markdown: Markdown | None = getattr(_local, "markdown", None)
    if markdown is None:
        markdown = _local.markdown = _build()
    return markdown


def _build() -> Markdown:
    markdown = Markdown(
        extensions=[
            "attr_list",
            "footnotes",
            "tables",
            DeleteSubExtension(subscript=False),
            MagiclinkExtension(),
        ],
        extension_configs={"tables": {"use_align_attribute": True}},
        output_format="html",
    )
    for name in _STRUCTURE_PROCESSORS:
        markdown.parser.blockprocessors.deregister(name)
    parser = _BatchedParser(markdown)
    parser.blockprocessors = markdown.parser.blockprocessors
    for processor in parser.blockprocessors:
        processor.parser = parser
    markdown.parser = parser
    markdown.preprocessors.deregister("html_block")
    markdown.inlinePatterns.register(_ElementOrText(markdown), "html", 90)
    markdown.inlinePatterns.register(_AdobeText(markdown), "adobe_text", 165)
    # Every ASCII punctuation character can be escaped (CommonMark 0.31, 2.4).
    markdown.ESCAPED_CHARS = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    return markdown


class _BatchedParser(BlockParser):
    """Hands the blocks on in small lists, and those without any inline markup not at all.

    The original takes blocks off the front of one long list and tries every inline pattern on
    every paragraph.
    """

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        waiting: list[str] = []
        for block in blocks:
            if _INLINE_MARKUP.search(block):
                waiting.append(block)
                continue
            super().parseBlocks(parent, waiting)
            waiting = []
            SubElement(parent, "p").text = AtomicString(block.strip())
        for start in range(0, len(waiting), 100):
            super().parseBlocks(parent, waiting[start : start + 100])


class _ElementOrText(HtmlInlineProcessor):
    """Raw inline HTML if the name is an element; `<your-server>` stays readable text."""

    def __init__(self, markdown: Markdown) -> None:
        pattern = r"(<(?:!--.*?--|/?([a-zA-Z][^\s/<>]*)(?:\s[^<>]*|/)?)>)"
        super().__init__(pattern, markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[str, int, int] | tuple[None, None, None]:
        name = match.group(2)
        if name is not None and name.lower() not in ELEMENTS:
            return None, None, None
        return super().handleMatch(match, data)  # type: ignore[return-value]


class _AdobeText(InlineProcessor):
    """The words inside `[!UICONTROL …]` and `[!DNL …]`, which only steer translators."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(r"\[!(?:UICONTROL|DNL)[ \t]+((?:[^\[\]]|\[[^\[\]]*\])*)\]", markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return match.group(1), match.start(), match.end()
