"""What tests are made of. Texts say where they stand, so no test reads editors' prose."""

from __future__ import annotations

from typing import Any

import factory
from django.contrib.auth import get_user_model

from riskfactors.editions.gate import REQUIRED, SHORT_FORMS
from riskfactors.editions.shape import Shape, shapes
from riskfactors.engine.estimates import FRAMED
from riskfactors.engine.fields import Voice

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
        for shape in shapes(kind)
        if not shape.optional or key in SHORT_FORMS.get((kind, shape.name), ())
    }


def make_value(shape: Shape, words: str) -> Any:
    if shape.choices:
        return shape.choices[0]
    said = SAID_SHORT if shape.words else SAID
    return said[shape.voice].format(words) if shape.is_prose else words


class EditorFactory(factory.django.DjangoModelFactory):
    """Somebody who may do everything in the admin."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda number: f"editor-{number}")
    password = factory.django.Password(PASSWORD)
    is_staff = True
    is_superuser = True
