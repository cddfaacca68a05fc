"""The HTML elements by name, to tell markup from text such as `<your-server>`."""

import re

# https://html.spec.whatwg.org/multipage/indices.html#elements-3 and obsolete ones still met.
ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
    blink blockquote body br button canvas caption center cite code col colgroup data datalist dd
    del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form
    frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins kbd
    label legend li link main map mark marquee math menu meta meter nav nobr noembed noframes
    noscript object ol optgroup option output p param picture plaintext pre progress q rp rt ruby
    s samp script search section select slot small source span strike strong style sub summary
    sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video
    wbr xmp""".split()  # noqa: SIM905
)
# Without an end, or ended by the next sibling: they build no nesting.
VOID_ELEMENTS = frozenset(
    ("br", "hr", "img", "input", "col", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option")
)
# CommonMark 0.31, HTML blocks, start condition 6.
BLOCK_ELEMENTS = frozenset(
    """address article aside base basefont blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p
    param search section summary table tbody td tfoot th thead title tr track ul svg""".split()  # noqa: SIM905
)
# Inside drawings and formulas every name is markup; the sanitiser removes them whole.
_FOREIGN = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?=/?([a-zA-Z][^\s/<>]*))")


def escape_unknown_elements(html: str) -> str:
    """Escape the `<` of names that are no HTML element, so that placeholders stay readable."""
    if _FOREIGN.search(html):
        return html
    return _TAG.sub(lambda match: "<" if match[1].lower() in ELEMENTS else "&lt;", html)
