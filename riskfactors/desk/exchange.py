"""Texts as files: out of the desk, and back in as the working copy."""

from __future__ import annotations

import base64
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from riskfactors.desk.page import desk_page, render_desk
from riskfactors.editions.archive import BrokenEditionError, row_of, texts_of
from riskfactors.editions.differences import differences
from riskfactors.editions.document import Texts, canonical, digest, freeze, tidy
from riskfactors.editions.exchange import MOST_BYTES, UnreadableError, read, to_json, to_toml
from riskfactors.editions.readiness import blocking
from riskfactors.editions.working_copy import replace, working_copy
from riskfactors.models import AuditLine, Draft, Edition, Entry, Live

WRITERS = {"toml": to_toml, "json": to_json}
NUMBER = re.compile("[0-9]{1,9}")
LONGEST_NAME = 100
NO_FILE = "Choose a file first."
NO_TEXTS = "The file holds no texts. Choose a file that was exported here."
TOO_LARGE = "The file is larger than 2 MB."
DAMAGED = "The form came back damaged. Choose the file again."
MOVED_ON = "Somebody changed the working copy meanwhile. Look at the difference again."
THERE = "The working copy has these texts already. Nothing was changed."
DONE = "The working copy has the texts of {}. Readers see nothing of it before it is published."


class TooLargeError(UnreadableError):
    """More than we read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Texts that may become the working copy; `carried` brings them back with the form."""

    texts: Texts
    name: str
    carried: dict[str, str]


# Exempt: a method that is refused needs no token to be told so.
@desk_page("view_entry")
@csrf_exempt
@require_safe
def export(request: HttpRequest, which: str, form: str) -> HttpResponse:
    """The working copy or an edition as a file."""
    if form not in WRITERS:
        raise Http404
    try:
        texts = working_copy() if which == "working" else texts_of(row_of(_number(which)))
    except BrokenEditionError as error:
        return render_desk(request, "unreadable.html", str(error), status=404)
    today = timezone.localdate().isoformat()
    name = f"working-copy-{today}" if which == "working" else f"edition-{which}"
    return HttpResponse(
        WRITERS[form](texts),
        content_type=f"application/{form}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="four-factors-{name}.{form}"'},
    )


@desk_page("import_texts")
@require_http_methods(["GET", "HEAD", "POST"])
def import_texts(request: HttpRequest) -> HttpResponse:
    """Choose a file or an edition, look at what it would change, make it the working copy."""
    try:
        offer = _offer(request)
    except (UnreadableError, BrokenEditionError) as error:
        status = 413 if isinstance(error, TooLargeError) else 422
        return _page(request, status=status, problem=f"{error} Nothing was changed.")
    if offer and "against" in request.POST:
        return _import(request, offer)
    return _page(request, **_tried(offer)) if offer else _page(request)


def _offer(request: HttpRequest) -> Offer | None:
    """What was offered, if anything; raises UnreadableError or BrokenEditionError."""
    given = request.POST if request.method == "POST" else request.GET
    if "edition" in given:
        return _edition_offered(given["edition"])
    if request.method != "POST":
        return None
    if "content" in request.POST:
        content, name = _unpacked(request.POST["content"]), request.POST.get("name", "")
    else:
        content, name = _uploaded(request)
    return _file_offered(content, "".join(filter(str.isprintable, name))[:LONGEST_NAME])


def _edition_offered(which: str) -> Offer:
    row = row_of(_number(which))
    return Offer(texts=texts_of(row), name=str(row), carried={"edition": str(row.number)})


def _number(which: str) -> int:
    if not NUMBER.fullmatch(which):
        raise Http404
    return int(which)


def _uploaded(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None:
        raise UnreadableError(NO_FILE)
    if (file.size or 0) > MOST_BYTES:
        raise TooLargeError(TOO_LARGE)
    return file.read(), file.name or ""


def _file_offered(content: bytes, name: str) -> Offer:
    found = {
        kind: {key: tidied for key, fields in entries.items() if (tidied := tidy(fields))}
        for kind, entries in read(content).items()
    }
    if not any(found.values()):
        raise UnreadableError(NO_TEXTS)
    carried = {"content": _packed(content), "name": name}
    return Offer(texts=found, name=f"the file “{name}”", carried=carried)


def _packed(content: bytes) -> str:
    """Compressed: fields of a form may hold less than a file may."""
    return base64.b64encode(zlib.compress(content)).decode()


def _unpacked(packed: str) -> bytes:
    try:
        squeezed = base64.b64decode(packed, validate=True)
        return zlib.decompressobj().decompress(squeezed, MOST_BYTES + 1)
    except (ValueError, zlib.error) as error:
        raise UnreadableError(DAMAGED) from error


def _tried(offer: Offer) -> dict[str, Any]:
    """What would happen; nothing is stored."""
    before = working_copy()
    kinds = differences(before, offer.texts)
    return {
        "offer": offer,
        "against": _state(before),
        "kinds": kinds,
        "counts": Counter(text.state for kind in kinds for text in kind.texts),
        "drafts": _drafts_lost(offer.texts),
        "problems": blocking(freeze(offer.texts)) if kinds else (),
    }


def _state(texts: Texts) -> str:
    return digest(to_json(texts))


def _drafts_lost(texts: Texts) -> int:
    rows = Draft.objects.values_list("entry__kind", "entry__key")
    return sum(key not in texts.get(kind, {}) for kind, key in rows)


def _import(request: HttpRequest, offer: Offer) -> HttpResponse:
    count = _replaced(offer, against=request.POST["against"], who=request.user)
    if count is None:
        return _page(request, status=409, problem=MOVED_ON, **_tried(offer))
    messages.success(request, DONE.format(offer.name) if count else THERE)
    return redirect("desk")


@transaction.atomic
def _replaced(offer: Offer, *, against: str, who: Any) -> int | None:
    """How many texts changed; None if the working copy is not what was compared with."""
    # Nobody may save a text between the comparison and the exchange.
    list(Entry.objects.select_for_update().values_list("pk"))
    before = working_copy()
    if _state(before) != against:
        return None
    count = replace(offer.texts, who=who)
    if count:
        _audit(offer, before, count, who)
    return count


def _audit(offer: Offer, before: Texts, count: int, who: Any) -> None:
    AuditLine.objects.write(
        "import",
        who=who,
        edition=Live.objects.edition(),
        before=digest(canonical(freeze(before))),
        after=digest(canonical(freeze(working_copy()))),
        note=f"From {offer.name}: {count} texts changed, came or went.",
    )


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    editions = Edition.objects.defer("document")
    return render_desk(
        request, "import.html", "Import texts", status=status, editions=editions, **context
    )
