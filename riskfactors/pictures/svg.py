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
SHEET_WIDTH, MARGIN, SHEET_LINE = 720, 40, 24
HEADING_CHARACTERS, NOTE_CHARACTERS = 48, 84


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in a space this high; one with a view box keeps its shape."""

    height: int
    parts: tuple[Element, ...]
    view_box: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A picture to take along: its words, its drawings with headings, what it rests on."""

    heading: str
    said: str
    drawings: tuple[tuple[str, Drawing], ...]
    notes: tuple[str, ...]


def mark(tag: str, *inside: Element | str, **attributes: str | int | float) -> Element:
    """An element; `class_` is its class, and `x_1` its `x-1`."""
    made = Element(tag, {_name(key): _written(value) for key, value in attributes.items()})
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


def shape(path: str, x: float, y: float, **attributes: str | int | float) -> Element:
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


def standalone(sheet: Sheet) -> str:
    """A picture as a file of its own, with all that keeps it honest on a slide."""
    parts, y = [], MARGIN + SHEET_LINE
    for said in wrap(sheet.heading, HEADING_CHARACTERS):
        parts.append(_said(said, y, font_size=26, font_weight=700))
        y += 34
    for heading, drawing in sheet.drawings:
        if heading:
            y += SHEET_LINE
            parts.append(_said(heading, y, font_size=19, font_weight=700))
        y += SHEET_LINE // 2
        parts.append(_placed(drawing, y))
        y += drawing.height + SHEET_LINE
    for note in sheet.notes:
        for said in wrap(note, NOTE_CHARACTERS):
            y += SHEET_LINE - 3
            parts.append(_said(said, y, font_size=14))
        y += 4
    return _file(sheet, parts, y + MARGIN)


def _file(sheet: Sheet, parts: list[Element], height: int) -> str:
    size = {"width": str(SHEET_WIDTH), "height": str(height)}
    root = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            **size,
            "viewBox": f"0 0 {SHEET_WIDTH} {height}",
            "color": "#1b2225",
            "font-family": "sans-serif",
            "font-size": str(TEXT),
        },
    )
    root.extend([mark("title", sheet.heading), mark("desc", sheet.said)])
    root.append(mark("rect", width="100%", height="100%", fill="#ffffff"))
    root.extend(parts)
    return tostring(root, encoding="unicode")


def _placed(drawing: Drawing, y: int) -> Element:
    size = {"x": MARGIN, "y": y, "width": SHEET_WIDTH - 2 * MARGIN, "height": drawing.height}
    box = {"viewBox": drawing.view_box} if drawing.view_box else {}
    return mark("svg", *drawing.parts, **size, **box)


def _said(said: str, y: int, **attributes: str | int | float) -> Element:
    return mark("text", said, x=MARGIN, y=y, fill="currentColor", **attributes)


def _name(key: str) -> str:
    return "viewBox" if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _written(value: str | int | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
