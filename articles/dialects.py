"""Syntax of other documentation systems, rewritten as plain Markdown or left out.

Microsoft Learn: `:::image:::`, `[!VIDEO]`, `[!INCLUDE]`, zones and columns. Adobe Experience
League: `[!UICONTROL …]`, `[!DNL …]`. Kramdown: `{:.no_toc}`. The source text stays as it is; this
happens when it is rendered.
"""

import re

_IMAGE = re.compile(r":::image\b(?P<attributes>[^\n]*?):::")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_LAYOUT = re.compile(
    r"\s*:::\s*(?:row|column|row-end|column-end|zone(?:-end)?|zone-pivot|moniker(?:-end)?|image-end)?"
    r"[^\n]*(?::::)?\s*\Z"
)
_VIDEO = re.compile(r"\[!VIDEO[ \t]*(?:\]\()?[ \t]*(https://[^\s\])]+)[^\])]*[\])]")
_INCLUDE = re.compile(r"\[!INCLUDE[ \t]*\[[^\]]*\][ \t]*\([^)]*\)\]", re.IGNORECASE)
_DIV = re.compile(r"\[!div\b[^\]]*\]")
_ATTRIBUTE_LINE = re.compile(r"\{:[^{}]*\}\s*\Z")
_TOC = re.compile(r"\[\[?_?TOC_?\]?\]\Z", re.IGNORECASE)


def translate_line(line: str) -> str:
    """One line of a paragraph outside code; an empty string leaves it out."""
    if ":::" in line:
        line = _IMAGE.sub(_image, line)
        if line.lstrip().startswith(":::") and _LAYOUT.match(line):
            return ""
    if "[!" in line:
        line = _INCLUDE.sub("", _DIV.sub("", _VIDEO.sub(r"<\1>", line)))
    if line.startswith(("{:", "[")) and (_ATTRIBUTE_LINE.match(line) or _TOC.match(line.strip())):
        return ""
    return line


def _image(match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match["attributes"]))
    alternative = attributes.get("alt-text", "").replace("[", "(").replace("]", ")")
    source = attributes.get("source", "")
    return f"![{alternative}](<{source}>)" if source else ""
