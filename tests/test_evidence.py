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
    kinds = {kind for kind, _, _ in found("studies", "caught_ebv")}

    assert kinds.isdisjoint({"studies", "panels", "bands", "pictures", "figures"})


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
        ("clinic_now", {"value": "131"}, "value"),
        ("clinic_counts", {"value": "2.2"}, "value"),
        ("half_siblings", {"value": "13.4"}, "value"),
        ("living_us_women", {"value": "4.6"}, "value"),
        ("life_denmark_relatives_men", {"value": "29"}, "value"),
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
        ("relatives.1-life", {"differ": ""}, "differ"),
        ("ages.1-england", {"rows": ["ebv_england_11", "ebv_us_12"]}, "differ"),
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


ROWS = packaged.texts()["studies"]


@pytest.mark.parametrize(
    ("row", "given"),
    [
        ("caught_ebv", {"n": "142", "cases": "35"}),
        ("clinic_published", {"value": "2.50", "n": "891"}),
        ("worse_uk_2005", {"value": "3.6", "low": "1.3", "high": "9.9"}),
        ("clinic_never_smoked", {"value": "532", "worked_from": "780 of 1,465"}),
        ("group_one", {"value": "2.12", "low": "1.11", "high": "4.03"}),
        ("group_four", {"value": "21.24", "low": "5.48", "high": "82.40"}),
        ("sun_black", {"value": "0.53", "place": "US"}),
        ("sun_white", {"value": "0.68"}),
        ("sun_hispanic", {"value": "0.66", "low": "0.42", "high": "1.04"}),
        ("smoke_genes", {"value": "12.7", "place": "five countries"}),
        ("smoking_genes", {"value": "1.10", "low": "0.87", "high": "1.40"}),
        ("per_50", {"value": "0.61", "low": "0.44", "high": "0.85"}),
        ("worse_review_2018_mean", {"value": "0.15", "low": "0.01", "high": "0.28"}),
        ("stopped_points", {"value": "2.91", "low": "0.79", "high": "5.03"}),
        ("smoked_on_points", {"value": "3.05"}),
        ("each_year", {"value": "1.047"}),
        ("life_uk_women", {"value": "5.3", "place": "UK"}),
        ("life_uk_men", {"value": "2.3", "place": "UK"}),
        ("life_denmark_more", {"value": "25", "low": "20", "high": "32"}),
        ("trial_first_attack", {"n": "303", "cases": "247"}),
        ("smoke_ebv_high", {"value": "2.76"}),
        ("smoke_ebv_low", {"value": "1.16"}),
        ("half_siblings", {"value": "13.2", "n": "1839", "place": "Canada"}),
        ("second_degree_low", {"value": "2.86"}),
        ("second_degree_high", {"value": "3.83"}),
        ("ever_smoked", {"years": "about 6 years into MS", "design": "survey"}),
        ("ebv_england_11", {"years": "2002", "n": "732"}),
        ("living_us_women", {"value": "4.50", "years": "2010"}),
        ("living_us_men", {"value": "1.60", "years": "2010"}),
        ("siblings_sweden", {"value": "7.1", "low": "6.42", "high": "7.86"}),
    ],
)
def test_a_row_reports_what_its_source_reports(row, given):
    assert {name: ROWS[row].get(name) for name in given} == given


def test_no_whole_life_count_stands_beside_people_living_with_ms():
    for panel in packaged.texts()["panels"].values():
        counted = {ROWS[key].get("do") for key in panel["rows"]}
        assert not {"get MS over a whole life", "live with MS"} <= counted
        assert "life_anyone" not in panel["rows"]


def test_a_figure_takes_both_ends_of_its_range_from_one_row():
    texts = packaged.texts()
    for key, figure in texts["figures"].items():
        assert not (figure.get("study") and (figure.get("low") or figure.get("high"))), key
    assert texts["figures"]["ebv"]["study"] == ["caught_ebv"]
