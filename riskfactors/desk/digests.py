"""What a page of the desk showed, carried by its form: nothing else is approved or goes live."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max
from django.utils.dateparse import parse_datetime

from riskfactors.editions import versions
from riskfactors.editions.differences import KindChanges, differences
from riskfactors.editions.document import digest
from riskfactors.editions.versions import UnreadableVersionError, Version
from riskfactors.models import Entry, Live


class DigestForm(forms.Form):
    """The digests of the texts that a page shows and of the edition that readers have."""

    shown = forms.CharField(widget=forms.HiddenInput)
    over = forms.CharField(required=False, widget=forms.HiddenInput)
    newest = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, side: Version, **kwargs: Any) -> None:
        self.now = {"shown": digest(side.written), "over": live_digest(), "newest": _newest()}
        kwargs["initial"] = {**kwargs.get("initial", {}), **self.now}
        super().__init__(*args, **kwargs)
        self.side = side

    def refuse(self, why: str) -> None:
        """Say why nothing was done; sent once more, the form stands for what is shown now."""
        self.add_error(None, why)
        for entry in self._saved_since():
            self.add_error(None, f"Saved meanwhile by {entry.changed_by or 'nobody'}: {entry}.")
        self.data = {**self.data.dict(), **self.now}  # type: ignore[attr-defined]

    def _saved_since(self) -> list[Entry]:
        newest = parse_datetime(self.data.get("newest") or "")
        return list(Entry.objects.filter(changed_at__gt=newest)) if newest else []

    def kinds(self) -> tuple[KindChanges, ...]:
        """What differs between what readers have and these texts, word by word."""
        live = Live.objects.edition()
        try:
            before = versions.of_edition(live).texts if live else {}
        except UnreadableVersionError:
            before = {}
        return differences(before, self.side.texts)


def live_digest() -> str:
    """The digest of the edition that readers have; empty if there is none."""
    live = Live.objects.edition()
    return live.digest if live else ""


def _newest() -> str:
    found = Entry.objects.aggregate(Max("changed_at"))["changed_at__max"]
    return found.isoformat() if found else ""
