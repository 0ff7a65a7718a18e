"""The gate on studies and pictures, with planted faults, each on the packaged texts."""

from __future__ import annotations

import copy

import pytest

from riskfactors.editions import content
from riskfactors.editions.document import freeze
from riskfactors.editions.gate import problems
from riskfactors.editions.markdown import sentences
from riskfactors.editions.schema import field_specs
from riskfactors.engine.amounts import Amount, Sort, amounts
from riskfactors.engine.texts import KINDS


def found(kind, key, **fields):
    texts = copy.deepcopy(content.texts())
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
    texts = copy.deepcopy(content.texts())
    texts["matches"]["nothing"] = texts["matches"].pop("women_2_to_3")
    del texts["panels"]["ebv.1-us"]
    texts["panels"]["gauge.1"] = dict(texts["panels"]["ages.2-us"])

    named = {(p.kind, p.key) for p in problems(freeze(texts))}

    assert named >= {("matches", "women_2_to_3"), ("matches", "nothing")}
    assert named >= {("panels", "ebv"), ("panels", "gauge.1")}


TEXTS = content.texts()
ROWS, MATCHES, PASSAGES, PAIRS = (
    TEXTS[kind] for kind in ("studies", "matches", "passages", "interplay")
)
GROUPS = ["group_one", "group_two", "group_three", "group_four"]


def proses(*kinds):
    """Every prose of these kinds of text with its place."""
    for kind in kinds:
        names = [shape.name for shape in field_specs(kind) if shape.is_prose]
        for key, given in TEXTS[kind].items():
            yield from (((kind, key, name), given[name]) for name in names if given.get(name))


def cited(prose):
    return {key for _, cites in sentences(prose) for key in cites}


def cites_of(kind, key):
    """The sources that any prose of one text cites."""
    return set().union(*(cited(prose) for place, prose in proses(kind) if place[1] == key))


def citing(source, *kinds):
    """Every sentence of these kinds of text that cites a source, with its place."""
    for place, prose in proses(*kinds):
        for sentence, cites in sentences(prose):
            if source in cites:
                yield place, " ".join(sentence.split())


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
        ("group_two", {"value": "4.31", "low": "2.24", "high": "8.31", "outcome": "none"}),
        ("group_three", {"value": "7.96", "low": "3.84", "high": "16.49", "outcome": "none"}),
        ("worse_uk_2013_a", {"value": "1.64", "low": "1.33", "high": "2.02"}),
        ("worse_uk_2013_b", {"value": "1.49", "low": "1.18", "high": "1.86"}),
        ("worse_review_2018_a", {"group": "people with MS who had ever smoked"}),
        ("life_denmark_women", {"value": "5", "place": "Denmark"}),
        ("life_denmark_men", {"value": "3", "place": "Denmark"}),
        ("relatives_denmark", {"value": "7", "low": "5.8", "high": "8.8", "n": "19615"}),
        ("support_2020", {"value": "2", "source": ["E10b"]}),
        ("ebv_vitamin_d_sweden", {"cases": "192", "source": ["C5"]}),
        ("ebv_low_sun", {"value": "0.2", "low": "0.03", "high": "0.3", "measure": "share"}),
        ("all_had_ebv", {"worked_from": "901 of 901"}),
        ("smoke_of_others", {"value": "1.3", "low": "1.1", "high": "1.6"}),
        ("trial_relapses_high", {"value": "340"}),
        ("trial_relapses_low", {"value": "320"}),
    ],
)
def test_a_row_reports_what_its_source_reports(row, given):
    assert {name: ROWS[row].get(name) for name in given} == given


def test_no_whole_life_count_stands_beside_people_living_with_ms():
    for panel in content.texts()["panels"].values():
        counted = {ROWS[key].get("do") for key in panel["rows"]}
        assert not {"get MS over a whole life", "live with MS"} <= counted
        assert "life_anyone" not in panel["rows"]


def test_a_figure_takes_both_ends_of_its_range_from_one_row():
    texts = content.texts()
    for key, figure in texts["figures"].items():
        assert not (figure.get("study") and (figure.get("low") or figure.get("high"))), key
    assert texts["figures"]["ebv"]["study"] == ["caught_ebv"]


def test_every_row_stands_with_a_claim():
    shown = {key for match in MATCHES.values() for key in match["studies"]}

    assert shown == ROWS.keys()


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("S3", "10.1093/brain/awh471"),
        ("S4", "10.1371/journal.pone.0016149"),
        ("S11", "10.7717/peerj.1797"),
        ("S13", "10.1016/j.jns.2016.09.057"),
        ("S14", "10.1371/journal.pbio.3000973"),
        ("S15", "10.1007/s00415-020-09980-4"),
        ("E5", "10.1001/jamanetworkopen.2021.24932"),
        ("E8a", "10.1093/infdis/jit321"),
        ("E10b", "10.1177/1352458519872664"),
        ("F3", "10.1007/s00415-018-9163-6"),
        ("F6b", "10.1038/377150a0"),
        ("D14", "10.1530/ec-21-0282"),
        ("C1", "10.1007/s10654-017-0250-2"),
        ("C6", "10.1177/1352458520907901"),
        ("P1", "10.1177/1352458520970841"),
        ("P2", "10.1212/WNL.0000000000007035"),
        ("L1", "10.1007/s00415-007-0602-z"),
        ("L2", "10.1093/aje/kwi280"),
    ],
)
def test_a_source_leads_to_its_doi(source, address):
    assert TEXTS["sources"][source]["address"] == f"https://doi.org/{address}"


@pytest.mark.parametrize(
    ("claim", "rows"),
    [
        ("combination", [*GROUPS, "smoke_genes", "smoking_genes", "smoke_of_others"]),
        ("ebv_strongest", ["support_2015", "support_2020"]),
        ("ebv_32_times", ["caught_ebv", "all_had_ebv"]),
        ("vitamin_d_60_percent", ["per_50", "trial_relapses_high", "trial_relapses_low"]),
        ("low_sun_latitude", ["sun_black", "sun_white", "sun_hispanic"]),
        ("smoking_doubles_worsening", ["clinic_published", "clinic_counts", "worse_uk_2005"]),
        ("smoking_doubles_worsening", ["worse_uk_2013_a", "worse_uk_2013_b"]),
        ("not_smoking_as_medicine", ["stopped_points", "smoked_on_points", "each_year"]),
        ("relative_raises", ["half_siblings", "second_degree_low", "life_uk_women"]),
    ],
)
def test_a_row_stands_with_the_claim_that_it_answers(claim, rows):
    assert set(rows) <= set(MATCHES[claim]["studies"])


@pytest.mark.parametrize(
    ("kind", "key", "sources"),
    [
        ("matches", "smoking_doubles_worsening", {"S2", "S3", "S6"}),
        ("matches", "not_smoking_as_medicine", {"S7", "S8", "S10"}),
        ("passages", "smoking.past", {"S7", "S8", "S10"}),
        ("headlines", "3-smoking", {"S3", "S6"}),
        ("matches", "low_sun_latitude", {"D4"}),
        ("matches", "vitamin_d_60_percent", {"D2", "D4", "D9", "D10", "D16"}),
        ("passages", "family_history.other_relative", {"F2", "F3", "F7"}),
        ("matches", "relative_raises", {"F2", "F3", "F7"}),
        ("interplay", "vitamin_d+ebv", {"C5", "C9", "C10"}),
        ("interplay", "ebv+smoking", {"C3a", "C6", "C7", "C8"}),
        ("interplay", "vitamin_d+smoking", {"J1"}),
        ("interplay", "ebv+family", {"C3b", "C11", "C14", "J1"}),
        ("interplay", "smoking+family", {"C1", "C7"}),
        ("interplay", "vitamin_d+family", {"C12", "C13"}),
        ("interplay", "combination", {"J1"}),
        ("learn", "6-research", {"E12", "M1"}),
    ],
)
def test_studies_that_disagree_are_all_named(kind, key, sources):
    assert sources <= cites_of(kind, key)


def test_a_pair_has_the_line_that_research_drew():
    assert {key: pair["line"] for key, pair in PAIRS.items() if pair.get("line")} == {
        "ebv+smoking": "disagree",
        "vitamin_d+ebv": "nothing",
        "vitamin_d+smoking": "stand_in",
        "ebv+family": "stand_in",
        "smoking+family": "stand_in",
        "vitamin_d+family": "stand_in",
    }


def test_figures_of_groups_stand_with_their_claim_and_beside_no_answer():
    assert [key for key, match in MATCHES.items() if set(GROUPS) & set(match["studies"])] == [
        "combination"
    ]
    assert all("nobody’s own chance" in ROWS[key]["population"] for key in GROUPS)
    assert len(list(citing("J1", "matches"))) > 3
    for kind, field in (("passages", "counts"), ("panels", "rows")):
        assert all(not set(GROUPS) & set(one.get(field) or ()) for one in TEXTS[kind].values())
    beside = ("passages", "interplay", "frames", "notices", "questions", "headlines")
    for place, sentence in citing("J1", *beside):
        assert amounts(sentence) == (), place


def test_gene_studies_are_named_wherever_smoking_and_getting_ms_is():
    """Where one text speaks of the two reviews, it speaks of the studies of genes."""
    for place, prose in proses("passages", "matches", "learn", "faq"):
        if {"S4", "S11"} <= cited(prose):
            assert {"S14", "S15"} <= cited(prose), place


def test_mono_has_a_figure_of_its_own():
    assert "ebv_32_times" not in PASSAGES["ebv.mono"]["claims"]


def test_the_wide_range_has_its_reason_in_one_person():
    for place, sentence in citing("E1", *KINDS):
        assert not any(isinstance(one, Amount) and one.value == 35 for one in amounts(sentence)), (
            place
        )


def test_how_many_catch_ebv_names_no_country():
    for place, sentence in citing("E6", *KINDS):
        if amounts(sentence) and "catch" in sentence:
            assert "US" not in sentence, place


def test_the_season_is_no_finding_of_the_body_that_drew_the_line():
    for place, sentence in citing("D12", *KINDS):
        assert "season" not in sentence, place


def test_us_counts_say_their_year_and_have_one_wording():
    """Numbers of people who live with MS are of 2010, and women and men have one number each."""
    of_women, of_men = set(), set()
    for place, prose in proses(*KINDS):
        for sentence, cites in sentences(prose):
            counted = {one.value for one in amounts(sentence) if _counts(one)}
            if "P2" not in cites or not counted:
                continue
            assert "2010" in prose, place
            if "women" in sentence:
                of_women |= counted
            elif "men" in sentence:
                of_men |= counted
    assert of_women == {5, 995}
    assert of_men == {2, 998}


def _counts(one):
    counts = isinstance(one, Amount) and one.sort in {Sort.OF_1000, Sort.PLAIN}
    return counts and one.value < 1000 and not one.counts_sources


def test_the_worlds_whole_life_count_stands_in_no_text():
    """Its 0.16% looks impossible beside people who live with MS; counts of one country do not."""
    for place, sentence in citing("F1b", *KINDS):
        assert not any(getattr(one, "value", None) in {2, 998} for one in amounts(sentence)), place


def test_a_trial_of_vitamin_d_stands_on_one_card():
    with_trials = {place[1] for source in ("D9", "D10") for place, _ in citing(source, "passages")}

    assert with_trials == {"vitamin_d.below_50"}
    assert "attack" in ROWS["trial_first_attack"]["group"]
