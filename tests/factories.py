"""What tests are made of. Texts say where they stand, so no test reads editors' prose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp.models import TOTPDevice

from riskfactors.editions.document import digest
from riskfactors.editions.gate import REQUIRED, SHORT_FORMS
from riskfactors.editions.schema import FieldSpec, field_specs
from riskfactors.engine.estimates import FRAMED
from riskfactors.engine.fields import Voice
from riskfactors.models import (
    AuditLine,
    Candidate,
    Draft,
    Edition,
    Entry,
    FactCheck,
    Live,
    Remark,
)

PLAIN = str.maketrans("0123456789._+", "abcdefghij   ")
PASSWORD = "only for these tests"
SAID = {
    Voice.ARTICLE: "The article says this of {}, and no more. [@A]",
    Voice.BEYOND: "This is what it is said to be in {}. [@S1]",
    Voice.SITE: "This is the text that is in {}.",
}
SAID_SHORT = {
    Voice.ARTICLE: "The article says so. It is said of {}. That is all it says. [@A]",
    Voice.BEYOND: "This is so. It is said of {}. That is all there is. [@S1]",
    Voice.SITE: "This is so. It is in {}. So it is.",
}
SOURCES = {
    "A": {"kind": "article", "short": "the article", "reference": "An article"},
    "S1": {
        "kind": "study",
        "short": "Somebody 2020",
        "reference": "Somebody and others, 2020",
        "address": "https://doi.org/10.1/x",
    },
}
CLAIMS = {
    "plain": {"says": "The article names a link. [@A]", "outcome": "getting", "tier": "linked"},
    "large": {
        "says": "The article says 32 times. [@A]",
        "outcome": "getting",
        "tier": "raises",
        "figure": "32 times",
        "figure_of": "the chance of getting MS",
        "comparison": "The study had 801 people. [@S1]",
    },
}


def make_texts() -> dict[str, dict[str, dict[str, Any]]]:
    """A complete set of texts that passes the gate."""
    texts = {
        kind: {key: make_fields(kind, key) for key in sorted(keys)}
        for kind, keys in REQUIRED.items()
    }
    texts["passages"]["ebv.positive_test"] |= {
        "claims": ["plain", "large"],
        "common": ["common.getting"],
    }
    for figure in texts["figures"].values():
        figure["value"] = "2"
    texts["studies"] = {kind: make_study(kind) for kind in ("ratio", "count")}
    texts["panels"] = {f"{key}.1": make_panel(key) for key in FRAMED}
    texts["matches"] = {key: make_fields("matches", key) for key in CLAIMS}
    texts["notices"]["common.getting"] = make_fields("notices", "common.getting")
    return {
        **texts,
        "sources": {key: dict(source) for key, source in SOURCES.items()},
        "claims": {key: dict(claim) for key, claim in CLAIMS.items()},
    }


def make_study(kind: str) -> dict[str, Any]:
    """A ratio or a count, of which the packaged pictures are made."""
    own = {
        "ratio": {
            "measure": "hazard_ratio",
            "against": "others",
            "n": "801",
            "cases": "35",
            "low": "1.5",
            "value": "2",
            "high": "3",
        },
        "count": {"measure": "of_1000", "do": "live with it", "value": "3"},
    }
    numbers = {"year": "2020", "source": ["S1"], "outcome": "getting", "label": kind}
    return {**make_fields("studies", kind), **numbers, **own[kind]}


def make_panel(picture: str) -> dict[str, Any]:
    """A frame of one row."""
    row = "ratio" if picture == "ranges" else "count"
    return {**make_fields("panels", picture), "outcome": "getting", "rows": [row]}


def make_fields(kind: str, key: str) -> dict[str, Any]:
    """The fields that one text needs."""
    return {
        shape.name: make_value(shape, f"{kind} {key} {shape.name}".translate(PLAIN))
        for shape in field_specs(kind)
        if not shape.optional or key in SHORT_FORMS.get((kind, shape.name), ())
    }


def make_value(shape: FieldSpec, words: str) -> Any:
    if shape.choices:
        return shape.choices[0]
    said = SAID_SHORT if shape.words else SAID
    return said[shape.voice].format(words) if shape.is_prose else words


class EditorFactory(factory.django.DjangoModelFactory):
    """Who may do everything in the admin; `staff` may do what `roles` let them, others nothing."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_superuser=False)
        outsider = factory.Trait(is_superuser=False, is_staff=False)

    username = factory.Sequence(lambda number: f"editor-{number}")
    password = factory.django.Password(PASSWORD)
    is_staff = True
    is_superuser = True

    @factory.post_generation
    def roles(self, create: bool, names: Iterable[str] | None, **more: Any) -> None:
        if names:
            self.groups.set(Group.objects.filter(name__in=names))


class EntryFactory(factory.django.DjangoModelFactory):
    """A word of the glossary; as any other kind, give its fields."""

    class Meta:
        model = Entry

    kind = "glossary"
    key = factory.Sequence(lambda number: f"word-{number}")
    fields = factory.LazyFunction(lambda: {"term": "L", "meaning": "It is."})


class DraftFactory(factory.django.DjangoModelFactory):
    """What an editor typed and has not saved."""

    class Meta:
        model = Draft

    entry = factory.SubFactory(EntryFactory)
    editor = factory.SubFactory(EditorFactory)
    version = 1


class LiveFactory(factory.django.DjangoModelFactory):
    """The pointer to what visitors read, moved if it was there."""

    class Meta:
        model = Live

    @classmethod
    def _create(cls, model_class: type[Live], *args: Any, **given: Any) -> Live:
        return model_class.objects.update_or_create(id=1, defaults=given)[0]


class EditionFactory(factory.django.DjangoModelFactory):
    """A stored edition; `live` is what visitors read, a `damaged` one's row was tampered with."""

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    class Params:
        damaged = factory.Trait(digest="0" * 64)
        live = factory.Trait(pointer=factory.RelatedFactory(LiveFactory, "edition"))

    number = factory.Sequence(lambda number: number + 1)
    document = "{}"
    digest = factory.LazyAttribute(lambda one: digest(one.document))
    date = factory.LazyAttribute(lambda one: dt.date(2025, 12, 31) + dt.timedelta(one.number))


class CandidateFactory(factory.django.DjangoModelFactory):
    """A frozen working copy that somebody sent for review."""

    class Meta:
        model = Candidate

    document = "{}"
    digest = factory.LazyAttribute(lambda one: digest(one.document))
    sent_by = factory.SubFactory(EditorFactory)
    sent_by_text = factory.LazyAttribute(lambda one: str(one.sent_by))


class FactCheckFactory(factory.django.DjangoModelFactory):
    """A link to a candidate for a checker."""

    class Meta:
        model = FactCheck

    candidate = factory.SubFactory(CandidateFactory)
    token_hash = factory.Sequence(lambda number: f"{number:064}")
    checker = "C"
    expires_at = factory.LazyAttribute(lambda one: one.candidate.sent_at)


class RemarkFactory(factory.django.DjangoModelFactory):
    """What a checker says of a text; without words it is fine."""

    class Meta:
        model = Remark

    check_by = factory.SubFactory(FactCheckFactory)
    candidate = factory.LazyAttribute(lambda remark: remark.check_by.candidate)
    who_text = factory.LazyAttribute(lambda remark: remark.check_by.checker)
    kind = "passages"
    key = "ebv.mono"


class AuditLineFactory(factory.django.DjangoModelFactory):
    """A line of the trail: by default of a publish."""

    class Meta:
        model = AuditLine

    who = None
    who_text = factory.LazyAttribute(lambda line: str(line.who or "Ada"))
    act = "publish"
    edition = 2
    digest_after = "d" * 64


class PhoneFactory(factory.django.DjangoModelFactory):
    """An app that shows codes."""

    class Meta:
        model = TOTPDevice

    user = factory.SubFactory(EditorFactory)
    name = "App"
