"""What pictures are drawn with: a few marks, and the two ways a drawing is sent.

A drawing is as wide as the page and only its marks stretch: their places are per cents, and words
keep their size. Nothing has a `style`; colours are those of the text, and the site's style sheet
may give others.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, tostring

NAMESPACE = "http://www.w3.org/2000/svg"
LINE, TEXT = 20, 16
# A slide: how large it is, how wide a drawing is made, and where the words beside it begin.
WIDE, HIGH, MARGIN, DRAWN, BESIDE = 1280, 720, 40, 640, 860
HEADING_CHARACTERS, SAID_CHARACTERS, NOTE_CHARACTERS = 42, 31, 46


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in a space this high; one with a view box keeps its shape."""

    height: int
    parts: tuple[Element, ...]
    view_box: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A picture to take along: its words, its drawing and what is drawn, what it rests on."""

    heading: str
    said: str
    drawn: str
    drawing: Drawing
    notes: tuple[str, ...]


def mark(tag: str, *inside: Element | str, **attributes: str | int | float) -> Element:
    """An element; `class_` is its class, and `x_1` its `x-1`."""
    made = Element(tag, {_name(key): _number(value) for key, value in attributes.items()})
    for one in inside:
        if isinstance(one, str):
            made.text = one
        else:
            made.append(one)
    return made


def words(said: str, x: float, y: int, **attributes: str | int | float) -> Element:
    """Words that start at x per cent, on a base line at y."""
    return mark("text", said, x=per_cent(x), y=y, fill="currentColor", **attributes)


def rule(x: float, top: int, bottom: int, **attributes: str | int | float) -> Element:
    """A line straight down."""
    return line(x, top, x, bottom, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | int | float) -> Element:
    """A line from one place to another; across in per cent, down in pixels."""
    ends: dict[str, str | int | float] = {
        "x1": per_cent(x1),
        "y1": y1,
        "x2": per_cent(x2),
        "y2": y2,
        "stroke": "currentColor",
        **attributes,
    }
    return mark("line", **ends)


def glyph(path: str, x: float, y: float, **attributes: str | int | float) -> Element:
    """A small shape of its own size, around a place."""
    drawn = mark("path", d=path, fill="currentColor", **attributes)
    return mark("svg", drawn, x=per_cent(x), y=y, overflow="visible")


def per_cent(share: float) -> str:
    """A place across, such as 12.5%."""
    return f"{round(share, 2):g}%"


def inline(drawing: Drawing, name: str, title: str) -> str:
    """A drawing to stand in a page; the title says what it shows."""
    heading = mark("title", title, id=f"{name}-title")
    size = {"viewBox": drawing.view_box} if drawing.view_box else {"height": str(drawing.height)}
    root = Element(
        "svg",
        {"class": "drawing", "role": "img", "aria-labelledby": f"{name}-title", "width": "100%"}
        | size,
    )
    root.extend([heading, *drawing.parts])
    return tostring(root, encoding="unicode")


def standalone(sheet: Poster) -> str:
    """A picture as a slide of its own: the drawing, and beside it all that keeps it honest."""
    parts, y = [], MARGIN
    for said in wrap(sheet.heading, HEADING_CHARACTERS):
        y += 40
        parts.append(_text(said, MARGIN, y, font_size=34, font_weight=700))
    if sheet.drawn:
        y += 32
        parts.append(_text(sheet.drawn, MARGIN, y, font_size=22))
    parts.append(_placed(sheet.drawing, y + 20))
    beside = MARGIN + 40
    for said in wrap(sheet.said, SAID_CHARACTERS):
        parts.append(_text(said, BESIDE, beside, font_size=22, font_weight=700))
        beside += 29
    for note in sheet.notes:
        beside += 8
        for said in wrap(note, NOTE_CHARACTERS):
            beside += 20
            parts.append(_text(said, BESIDE, beside, font_size=15))
    return _file(sheet, parts)


def _file(sheet: Poster, parts: list[Element]) -> str:
    size = {"width": str(WIDE), "height": str(HIGH), "viewBox": f"0 0 {WIDE} {HIGH}"}
    root = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            **size,
            "color": "#1b2225",
            "font-family": "Open Sans, sans-serif",
            "font-size": str(TEXT),
        },
    )
    root.extend([mark("title", sheet.heading), mark("desc", sheet.said)])
    root.append(mark("rect", width="100%", height="100%", fill="#ffffff"))
    root.extend(parts)
    return tostring(root, encoding="unicode")


def _placed(drawing: Drawing, y: int) -> Element:
    """The drawing as large as the room beside the words allows."""
    box = drawing.view_box or f"0 0 {DRAWN} {drawing.height}"
    size = {"x": MARGIN, "y": y, "width": BESIDE - 2 * MARGIN, "height": HIGH - y - MARGIN}
    return mark("svg", *drawing.parts, **size, viewBox=box, preserveAspectRatio="xMinYMin meet")


def _text(said: str, x: int, y: int, **attributes: str | int | float) -> Element:
    return mark("text", said, x=x, y=y, fill="currentColor", **attributes)


def _name(key: str) -> str:
    return key if key in {"viewBox", "preserveAspectRatio"} else key.rstrip("_").replace("_", "-")


def _number(value: str | int | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
