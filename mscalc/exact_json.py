"""Rows as JSON for backups, with each moment to the microsecond; Django's own cuts it shorter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.serializers import json

Deserializer = json.Deserializer


class _Encoder(json.DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


class Serializer(json.Serializer):
    def serialize(self, queryset: Any, **options: Any) -> Any:
        return super().serialize(queryset, cls=_Encoder, **options)
