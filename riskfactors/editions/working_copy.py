"""The working copy: the texts as editors have them now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from riskfactors.editions.content import unwrapped
from riskfactors.editions.document import Texts, canonical, digest, freeze, tidy
from riskfactors.editions.gate import REQUIRED
from riskfactors.editions.schema import field_specs
from riskfactors.models import (
    AuditLine,
    Dismissal,
    Draft,
    Entry,
    Live,
    Remark,
    TextVersion,
    account,
)

# What texts lean on: a release may need any of them.
ROWS = frozenset({"sources", "studies", "figures"})
# Who is said to have changed a text that no editor did.
RELEASE = "a new release"
# `3-a-twin` and `twenty.03-few`: the number gives the order.
NUMBERED = re.compile(r"((?:.*\.)?)(\d+)(-.*)")


def working_copy() -> Texts:
    """The texts as editors have them now."""
    texts: dict[str, dict[str, Any]] = {}
    rows = Entry.objects.order_by("kind", "key").values_list("kind", "key", "fields")
    for kind, key, fields in rows:
        texts.setdefault(kind, {})[key] = fields
    return texts


@transaction.atomic
def replace(texts: Texts, *, who: Any, over: str | None = None) -> int:
    """Make these texts the working copy; the number of texts that changed, came or went.

    Raises OvertakenError where the working copy is not of the digest `over`, if one is named.
    """
    given = {(kind, key): tidy(f) for kind, keys in texts.items() for key, f in keys.items()}
    entries = list(Entry.objects.select_for_update())
    if over is not None and over != digest(canonical(freeze(working_copy()))):
        raise OvertakenError
    count = 0
    for entry in entries:
        fields = given.pop((entry.kind, entry.key), None)
        if fields == entry.fields:
            continue
        count += 1
        if fields is None:
            withdraw(entry, who=who)
        else:
            save(entry, fields, who=who)
    _bring(given, who=who, as_it_came=not entries)
    return count + len(given)


def _bring(texts: Mapping[tuple[str, str], Any], *, who: Any, as_it_came: bool) -> None:
    """Add texts. What is `as_it_came` is no version until somebody changes it, unless it was here
    before: then it goes on with its versions.
    """
    known = {*TextVersion.objects.values_list("kind", "key")}
    new = []
    for (kind, key), fields in texts.items():
        if as_it_came and (kind, key) not in known:
            new.append(Entry(kind=kind, key=key, fields=fields, changed_by=str(who)))
        else:
            add(kind, key, fields, who=who)
    Entry.objects.bulk_create(new)


@transaction.atomic
def add_missing(packaged: Texts) -> int:
    """Add what a new release needs and an older working copy lacks; how many texts that is.

    Required texts, every source and row, and kinds of which it has none. Nothing that is there
    changes.
    """
    copy = working_copy()
    added = {
        (kind, key): fields
        for kind, entries in packaged.items()
        for key, fields in entries.items()
        if key not in copy.get(kind, {})
        and (kind in ROWS or kind not in copy or key in REQUIRED.get(kind, ()))
    }
    _bring(added, who="", as_it_came=True)
    return len(added)


@transaction.atomic
def renew(packaged: Texts) -> int:
    """Bring texts that no editor ever touched to those of a new release; how many that is."""
    count = 0
    for entry in Entry.objects.select_for_update().filter(changed_by__in=("", RELEASE)):
        fields = packaged.get(entry.kind, {}).get(entry.key)
        # A release of before wrapped its texts.
        if fields and fields != unwrapped(entry.fields):
            save(entry, fields, who=RELEASE)
            count += 1
    return count


class OvertakenError(Exception):
    """Somebody saved the text since it was read. Nothing has changed."""


@transaction.atomic
def save(entry: Entry, fields: Mapping[str, Any], *, who: Any, form_id: str = "") -> None:
    """Give a text new fields; its version tells later savers that it moved on.

    Raises OvertakenError where the row is not of the version that `entry` was read with.
    """
    before, after = entry.fields, tidy(fields)
    _keep_first(entry)
    row = Entry.objects.filter(pk=entry.pk, version=entry.version)
    number, now = entry.version + 1, timezone.now()
    if not row.update(fields=after, version=number, changed_at=now, changed_by=str(who)):
        raise OvertakenError
    entry.fields, entry.version, entry.changed_at, entry.changed_by = after, number, now, str(who)
    _version(entry, number, after, who=who, form_id=form_id)
    _audit("save", entry, before, after, who=who)


@transaction.atomic
def add(kind: str, key: str, fields: Mapping[str, Any], *, who: Any) -> Entry:
    """Add a text; one that was withdrawn goes on with its versions."""
    last = TextVersion.objects.filter(kind=kind, key=key).first()
    entry = Entry.objects.create(
        kind=kind,
        key=key,
        fields=tidy(fields),
        version=last.number + 1 if last else 1,
        changed_by=str(who),
    )
    _version(entry, entry.version, entry.fields, who=who)
    _audit("add", entry, {}, entry.fields, who=who)
    return entry


@transaction.atomic
def withdraw(entry: Entry, *, who: Any) -> None:
    """Take a text out of the working copy; its versions stay, and what anybody had typed.

    Raises OvertakenError as `save` does.
    """
    if not Entry.objects.select_for_update().filter(pk=entry.pk, version=entry.version).first():
        raise OvertakenError
    _keep_first(entry)
    drafts = Draft.objects.filter(entry=entry).select_related("editor")
    last: list[tuple[Any, Any]] = [(draft.fields, draft.editor) for draft in drafts]
    if last:
        # Whoever brings the text back means the words that were saved.
        last.append((entry.fields, entry.changed_by))
    for number, (fields, editor) in enumerate([*last, ({}, who)], entry.version + 1):
        _version(entry, number, fields, who=editor)
    _audit("withdraw", entry, entry.fields, {}, who=who)
    entry.delete()


def withdrawn() -> list[TextVersion]:
    """The last words of each text that was withdrawn and has not come back."""
    there = Entry.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"))
    found: dict[tuple[str, str], TextVersion] = {}
    for version in TextVersion.objects.filter(~Exists(there)).exclude(fields={}):
        found.setdefault((version.kind, version.key), version)
    return list(found.values())


@transaction.atomic
def exchange(one: Entry, other: Entry, *, who: Any) -> None:
    """Let two texts of one kind change places: each gets the other's number in its key.

    What refers to either follows, and so does all that was written down of it. The key of a text
    that was withdrawn gives way.
    """
    kind, note = one.kind, f"{one}, with {other.key}"
    keys = {one.key: _with_number(one.key, other.key), other.key: _with_number(other.key, one.key)}
    keys |= {new: old for old, new in keys.items() if new not in keys}
    for rows in (Entry, TextVersion, Remark, Dismissal):
        _rename(rows.objects.filter(kind=kind), keys)
    _refer(kind, keys, who=who)
    for entry in (one, other):
        entry.refresh_from_db()
    _audit("move", one, one.fields, one.fields, who=who, note=note)


def numbered(key: str) -> re.Match[str] | None:
    """The parts of a key that holds a number: what is before it, the number, what is after."""
    return NUMBERED.fullmatch(key)


def _with_number(key: str, other: str) -> str:
    before, _, after = NUMBERED.fullmatch(key).groups()  # type: ignore[union-attr]
    return f"{before}{NUMBERED.fullmatch(other)[2]}{after}"  # type: ignore[index]


def _rename(rows: Any, keys: Mapping[str, str]) -> None:
    """Each key is one that another gives up: all of them step aside first."""
    for number, old in enumerate(keys):
        rows.filter(key=old).update(key=f"~{number}")
    for number, new in enumerate(keys.values()):
        rows.filter(key=f"~{number}").update(key=new)


def _refer(kind: str, keys: Mapping[str, str], *, who: Any) -> None:
    """Bring every list of keys, saved or in a draft, to the new keys."""
    for entry in Entry.objects.select_for_update():
        fields = _renamed(entry.kind, entry.fields, kind, keys)
        if fields != entry.fields:
            save(entry, fields, who=who)
    for draft in Draft.objects.select_related("entry"):
        fields = _renamed(draft.entry.kind, draft.fields, kind, keys)
        if fields != draft.fields:
            Draft.objects.filter(pk=draft.pk).update(fields=fields)


def _renamed(
    kind: str, fields: Mapping[str, Any], target: str, keys: Mapping[str, str]
) -> dict[str, Any]:
    lists = {shape.name for shape in field_specs(kind) if shape.refers == target}
    return {
        name: [keys.get(key, key) for key in value] if name in lists else value
        for name, value in fields.items()
    }


def _keep_first(entry: Entry) -> None:
    """A text that a release brought is kept as a version when somebody first changes it."""
    TextVersion.objects.get_or_create(
        kind=entry.kind,
        key=entry.key,
        number=entry.version,
        defaults={"fields": entry.fields, "at": entry.changed_at, "who_text": entry.changed_by},
    )


def _version(
    entry: Entry, number: int, fields: Mapping[str, Any], *, who: Any, form_id: str = ""
) -> None:
    TextVersion.objects.create(
        kind=entry.kind,
        key=entry.key,
        number=number,
        fields=fields,
        at=timezone.now(),
        who=account(who),
        who_text=str(who),
        form_id=form_id,
    )


def _audit(
    act: str,
    entry: Entry,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    who: Any,
    note: str = "",
) -> None:
    """Write down what was done to which fields of a text."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    AuditLine.objects.write(
        act,
        who=who,
        edition=Live.objects.edition(),
        before=digest(canonical({**before})),
        after=digest(canonical({**after})),
        note=note or (f"{entry}: {', '.join(names)}" if act == "save" else str(entry)),
    )
