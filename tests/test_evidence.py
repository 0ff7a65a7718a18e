"""The gate on studies and pictures, with planted faults, each on the packaged texts."""

from __future__ import annotations

import copy

import pytest

from riskfactors.editions import packaged
from riskfactors.editions.document import freeze
from riskfactors.editions.gate import problems


def found(kind, key, **fields):
    texts = copy.deepcopy(packaged.texts())
    texts[kind][key] |= fields
    return {(p.kind, p.key, p.field) for p in problems(freeze(texts))}


def test_the_packaged_rows_have_no_problem():
    assert found("studies", "caught_ebv") == set()


@pytest.mark.parametrize(
    ("study", "fields", "field"),
    [
        ("caught_ebv", {"value": "3"}, "value"),
        ("caught_ebv", {"value": "300"}, "value"),
        ("caught_ebv", {"low": "300"}, "value"),
        ("caught_ebv", {"value": "about 32"}, "value"),
        ("caught_ebv", {"value": "٣٢"}, "value"),
        ("caught_ebv", {"low": ""}, "low"),
        ("caught_ebv", {"against": ""}, "against"),
        ("caught_ebv", {"measure": ""}, "measure"),
        ("caught_ebv", {"measure": "odds"}, "measure"),
        ("caught_ebv", {"source": []}, "source"),
        ("caught_ebv", {"source": ["nobody"]}, "source"),
        ("caught_ebv", {"year": "22"}, "year"),
        ("caught_ebv", {"n": "2,367"}, "n"),
        ("caught_ebv", {"cases": "9999"}, "cases"),
        ("caught_ebv", {"label": "x" * 33}, "label"),
        ("caught_ebv", {"label": "If you caught EBV"}, "label"),
        ("life_child", {"value": "1001"}, "value"),
        ("life_child", {"do": ""}, "do"),
    ],
)
def test_a_planted_fault_of_a_study_is_named(study, fields, field):
    assert ("studies", study, field) in found("studies", study, **fields)


@pytest.mark.parametrize(
    ("panel", "fields", "field"),
    [
        ("ranges.1-getting", {"rows": ["caught_ebv", "ever_smoked"]}, "rows"),
        ("ranges.1-getting", {"claims": ["smoking_doubles_worsening"]}, "claims"),
        ("ranges.1-getting", {"claims": ["genes_200"]}, "claims"),
        ("ranges.1-getting", {"outcome": "worsening"}, "rows"),
        ("ranges.1-getting", {"rows": ["life_child"]}, "rows"),
        ("relatives.1-life", {"rows": ["life_child", "siblings_sweden"]}, "rows"),
        ("relatives.2-so-far", {"rows": ["so_far_child", "with_relative_2018"]}, "rows"),
        ("relatives.1-life", {"rows": []}, "rows"),
        ("ages.1-england", {"heading": "Your age"}, "heading"),
    ],
)
def test_only_like_stands_beside_like(panel, fields, field):
    assert ("panels", panel, field) in found("panels", panel, **fields)


@pytest.mark.parametrize(
    ("kind", "key", "fields"),
    [
        ("pictures", "ebv", {"body": "About 3 of every 1,000 do. [@P2]"}),
        ("pictures", "ebv", {"body": "This is about you. [@P2]"}),
        ("pictures", "relatives", {"heading": "What your family means"}),
        ("bands", "1-iom-risk", {"name": "your level"}),
        ("bands", "2-iom-some", {"low": "60"}),
    ],
)
def test_no_picture_speaks_of_the_reader_or_types_a_number(kind, key, fields):
    field = next(iter(fields))
    assert (kind, key, field) in found(kind, key, **fields)


def test_each_claim_needs_research_beside_it_and_each_picture_a_frame():
    texts = copy.deepcopy(packaged.texts())
    texts["matches"]["nothing"] = texts["matches"].pop("women_2_to_3")
    del texts["panels"]["ebv.1-us"]
    texts["panels"]["gauge.1"] = dict(texts["panels"]["ages.2-us"])

    named = {(p.kind, p.key) for p in problems(freeze(texts))}

    assert named >= {("matches", "women_2_to_3"), ("matches", "nothing")}
    assert named >= {("panels", "ebv"), ("panels", "gauge.1")}
