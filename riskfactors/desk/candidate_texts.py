"""A candidate's texts as a fact-checker reads them: every field, every source named."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskfactors.editions.diff import Piece, changes
from riskfactors.editions.differences import FieldChange, TextChange, differences, named
from riskfactors.editions.document import Document, Texts, digest, thaw
from riskfactors.editions.glossary import LINK
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.editions.working_copy import working_copy
from riskfactors.engine.fields import Line, Voice
from riskfactors.engine.naming import beside_title, title_of
from riskfactors.engine.texts import KINDS
from riskfactors.models import Candidate, Live

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldText:
    """One field: safe HTML, or words, or other texts by name, each with its place in the page of
    its kind; `pieces` mark what changed in it.
    """

    label: str
    voice: Voice
    html: str = ""
    words: str = ""
    kind: str = ""
    links: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateText:
    """One text of a candidate."""

    kind: str
    key: str
    title: str
    parts: tuple[FieldText, ...]
    sources: tuple[tuple[str, Mapping[str, str]], ...]
    address: str
    is_changed: bool
    gone: tuple[FieldChange, ...]
    has_moved_on: bool

    @property
    def beside_title(self) -> str:
        """What tells it from others of its title."""
        return beside_title(self.kind, self.key)

    @property
    def anchor(self) -> str:
        """Where the text stands in a page."""
        return anchor(self.kind, self.key)


def anchor(kind: str, key: str) -> str:
    """A name for a text that may stand in an address."""
    return re.sub(r"[^a-zA-Z0-9._+-]", "_", f"{kind}.{key}")


def texts_of(candidate: Candidate) -> dict[str, list[CandidateText]]:
    """A candidate's texts kind by kind; those that differ from the live edition come first."""
    document: Document = json.loads(candidate.document)
    own = thaw(document)
    old = _differing(own, working_copy())
    new = {
        (text.kind, text.key): text
        for kind in differences(_live_texts(), own)
        for text in kind.texts
    }
    found = {
        kind: [
            _text(document, own, (kind, key), change=new.get((kind, key)), moved=(kind, key) in old)
            for key in sorted(document.get(kind, {}))
        ]
        for kind in KINDS
    }
    return {kind: sorted(texts, key=_changed_first) for kind, texts in found.items() if texts}


def _changed_first(text: CandidateText) -> bool:
    return not text.is_changed


def _differing(before: Texts, after: Texts) -> set[Place]:
    return {(change.kind, change.key) for change in changes(before, after)}


def _live_texts() -> Texts:
    """The texts of the live edition; none if it is missing or broken."""
    live = Live.objects.edition()
    if live is None or digest(live.document) != live.digest:
        return {}
    return thaw(json.loads(live.document))


def _text(
    document: Document, own: Texts, place: Place, *, change: TextChange | None, moved: bool
) -> CandidateText:
    kind, key = place
    given = document[kind][key]
    known = [shape for shape in field_specs(kind) if given.get(shape.name)]
    title = next((shape for shape in known if shape.type is Line and not shape.optional), None)
    # In a new text every word is new: marks would only be in the way.
    was = {one.field: one for one in change.fields} if change and change.state == "changed" else {}
    shown = [shape for shape in known if shape is not title]
    cited = dict.fromkeys(c for s in known if s.is_prose for c in given[s.name]["cites"])
    return CandidateText(
        kind=kind,
        key=key,
        title=given[title.name] if title else title_of(kind, key, own[kind][key]),
        parts=tuple(_part(shape, given[shape.name], was.get(shape.name), own) for shape in shown),
        sources=tuple((name, document.get("sources", {}).get(name, {})) for name in cited),
        address=_address(given) if kind == "sources" else "",
        is_changed=change is not None,
        gone=tuple(was[name] for name in was if name not in {shape.name for shape in shown}),
        has_moved_on=moved,
    )


def _part(shape: FieldSpec, value: Any, change: FieldChange | None, own: Texts) -> FieldText:
    told: dict[str, Any] = {
        "label": shape.hint,
        "voice": shape.voice,
        "pieces": change.pieces if change else (),
    }
    if shape.is_prose:
        # The glossary's pages show the live edition, not this one.
        return FieldText(html=LINK.sub(r"\2", value["html"]), **told)
    if shape.refers:
        links = (
            (title, anchor(shape.refers, key)) for key, title in named(shape.refers, value, own)
        )
        return FieldText(kind=shape.refers, links=tuple(links), **told)
    return FieldText(words=shape.type[value.upper()].value if shape.choices else value, **told)


def _address(given: Mapping[str, Any]) -> str:
    """A source's address where a checker may follow it: https, and nothing else."""
    address = str(given.get("address") or "")
    return address if address.startswith("https://") else ""
