"""Pictures of figures: for light and dark pages, with words for those who do not see them."""

from collections.abc import Sequence
from html import escape

MARGIN = 14
# Bars keep 3 : 1 and text 4.5 : 1 on their ground, in both themes (WCAG 2.2, 1.4.3 and 1.4.11).
_STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:13px;fill:#1c2b2b}"
    ".ground{fill:#fff}.quiet{fill:#52635f}.head{font-weight:600}"
    ".ours{fill:#0b6b6b}.other{fill:#6d8c8c}.rule{stroke:#d5dedc}"
    ".line{fill:none;stroke:#6d8c8c;stroke-width:2}.line.ours{fill:none;stroke:#0b6b6b;"
    "stroke-width:3}"
    "@media (prefers-color-scheme:dark){text{fill:#e3ebe9}.ground{fill:#101918}"
    ".quiet{fill:#a5b5b1}.ours{fill:#4fc4bd}.other{fill:#77908e}.rule{stroke:#2e3b39}"
    ".line{stroke:#77908e}.line.ours{stroke:#4fc4bd}}"
)


def picture(title: str, description: str, parts: Sequence[str], *, width: int, height: int) -> str:
    """A whole SVG file; `description` says in words what the parts show."""
    outer = width + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN} 0 {outer} {height}" '
        f'role="img" aria-labelledby="title description"><title id="title">{escape(title)}</title>'
        f'<desc id="description">{escape(description)}</desc><style>{_STYLE}</style>'
        f'<rect class="ground" x="{-MARGIN}" width="{outer}" height="{height}"/>'
        f"{''.join(parts)}</svg>\n"
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text; `y` is its base line."""
    classes = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{classes} text-anchor="{anchor}">{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, kind: str) -> str:
    """A bar that is never too short to be seen."""
    return (
        f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" width="{max(width, 1.5):.1f}" '
        f'height="{height:.0f}" rx="2"/>'
    )


def line(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points."""
    along = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="{kind}" points="{along}"/>'
