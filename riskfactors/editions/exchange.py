"""Texts as a TOML or JSON file, and back. There is one way to write them, to the byte."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import tomli_w

from riskfactors.editions.document import Problem, Texts
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.engine.texts import KINDS

MOST_BYTES = 2_000_000
MOST_TEXTS = 2_000
LONGEST_KEY = 60
TOO_DEEP = "The file is nested too deep: a text has a kind, a key and fields, no more."
# tomllib's time and memory grow with the square of a dotted key's parts; ours have three.
DEEP = re.compile(
    r"""^[ \t]*+\[?+\[?+(?:[ \t]*+(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.){50}""",
    re.MULTILINE,
)
PLAINER = {
    "Cannot overwrite a value": "This key stands twice",
    r"Illegal character '\n'": "A closing quote is missing",
    r"Found invalid character '\n'": "A closing quote is missing",
}
AT_LINE = re.compile(r"(.*) \(at line (\d+), column \d+\)", re.DOTALL)
# Tab and line ends are text; surrogates are halves of a character.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class UnreadableError(ValueError):
    """A file that cannot be read as texts; says where and why in a sentence."""


def to_toml(texts: Texts) -> str:
    """The texts as TOML, sorted; prose of several lines stays readable."""
    return "\n".join(
        tomli_w.dumps({kind: {key: {}}})
        + "".join(_field(*field) for field in sorted(fields.items()))
        for kind, entries in sorted(_present(texts).items())
        for key, fields in sorted(entries.items())
    )


def _field(name: str, value: Any) -> str:
    # In a string of several lines TOML makes every line end the same.
    several = isinstance(value, str) and "\r" not in value
    return tomli_w.dumps({name: value}, multiline_strings=several)


def to_json(texts: Texts) -> str:
    """The texts as JSON, sorted and indented."""
    return json.dumps(_present(texts), sort_keys=True, ensure_ascii=False, indent=2) + "\n"


def _present(texts: Texts) -> Texts:
    """Without fields that hold None, texts without fields and kinds without texts."""
    kinds = {
        kind: {
            key: present
            for key, fields in entries.items()
            if (present := {name: value for name, value in fields.items() if value is not None})
        }
        for kind, entries in texts.items()
    }
    return {kind: entries for kind, entries in kinds.items() if entries}


def read(content: bytes | str) -> Texts:
    """The texts in a file of either format; raises UnreadableError."""
    written = _decoded(content)
    return from_json(written) if written.lstrip().startswith("{") else from_toml(written)


def from_toml(content: bytes | str) -> Texts:
    """The texts in a TOML file; raises UnreadableError."""
    written = _decoded(content)
    if DEEP.search(written):
        raise UnreadableError(TOO_DEEP)
    try:
        # At the very end tomllib would name no line.
        found = tomllib.loads(f"{written}\n")
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except ValueError as error:
        at = AT_LINE.fullmatch(str(error))
        told = f"Line {at[2]}: {PLAINER.get(at[1], at[1])}." if at else f"{error}."
        raise UnreadableError(told) from error
    return _validate(found)


def from_json(content: bytes | str) -> Texts:
    """The texts in a JSON file; raises UnreadableError."""
    try:
        found = json.loads(_decoded(content), object_pairs_hook=_once, parse_int=float)
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        told = error.msg.removesuffix(" at").removesuffix(" starting")
        raise UnreadableError(f"Line {error.lineno}: {told}.") from error
    return _validate(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableError(f"“{key[:LONGEST_KEY]}” stands twice in the same place.")
        found[key] = value
    return found


def _decoded(content: bytes | str) -> str:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    if len(raw) > MOST_BYTES:
        raise UnreadableError("The file is larger than 2 MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"Line {line}: Not UTF-8. Save the file as UTF-8.") from error


def _validate(found: Any) -> Texts:
    if problem := next(_problems(found), None):
        raise UnreadableError(str(problem))
    if sum(map(len, found.values())) > MOST_TEXTS:
        raise UnreadableError(f"The file holds more than {MOST_TEXTS:,} texts.")
    return _present(found)


def _problems(found: Any) -> Iterator[Problem]:
    if not isinstance(found, dict):
        yield _problem("This should be a table of kinds.", "the file")
        return
    for kind, entries in found.items():
        if kind not in KINDS:
            yield _problem("This kind of text is not known.", kind)
        elif not isinstance(entries, dict):
            yield _problem("This should be a table of texts.", kind)
        else:
            for key, fields in entries.items():
                yield from _of_text(kind, key, fields)


def _of_text(kind: str, key: str, fields: Any) -> Iterator[Problem]:
    known = {shape.name: shape for shape in field_specs(kind)}
    if not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        yield _problem(f"A key has 1 to {LONGEST_KEY} characters that can be seen.", kind, key)
    if not isinstance(fields, dict):
        yield _problem("This should be a table of fields.", kind, key)
        return
    for name, value in fields.items():
        message = _wrong(known[name], value) if name in known else "This field is not known."
        if message:
            yield _problem(message, kind, key, name)


def _wrong(shape: FieldSpec, value: Any) -> str:
    if shape.refers and not isinstance(value, list):
        return "This should be a list of keys."
    for words in value if shape.refers else [value]:
        if not isinstance(words, str):
            return "This should be text in quotes."
        if control := CONTROL.search(words):
            return f"The character U+{ord(control[0]):04X} cannot be shown: remove it."
    return ""


def _problem(message: str, *place: str) -> Problem:
    kind, key, field = (*(part[:LONGEST_KEY] for part in place), "", "", "")[:3]
    return Problem(kind, key, field, message)
