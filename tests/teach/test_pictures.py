"""Every number of a picture, its words and its table comes from rows."""

from __future__ import annotations

import copy
import gzip
import io
import re
from decimal import Decimal
from functools import cache
from xml.etree.ElementTree import fromstring

import pytest
from django.utils.formats import date_format
from PIL import Image

from riskfactors.editions import content, live
from riskfactors.editions.document import canonical, digest, edition_of, freeze
from riskfactors.engine.estimates import PICTURES, estimate, panels, ratios
from riskfactors.engine.pictures import counts
from riskfactors.engine.pictures.arrows import arrows
from riskfactors.engine.pictures.levels import Scale
from riskfactors.engine.pictures.ranges import Axis, axis_of
from riskfactors.engine.reckonings import whole
from riskfactors.illustrations import illustration
from tests.reading import texts as nodes_of
from tests.site.test_promises import days_of, words_of

EDITION = content.edition()
SVG = "{http://www.w3.org/2000/svg}"


@cache
def changed():
    """The packaged edition with every number of every row changed."""
    more = {"value": "0.77", "low": "0.77", "high": "0.77", "n": "1000003", "cases": "1000003"}
    texts = copy.deepcopy(content.texts())
    for row in (*texts["studies"].values(), *texts["bands"].values()):
        row |= {
            name: str(Decimal(row[name]) + Decimal(by))
            for name, by in more.items()
            if row.get(name)
        }
    document = freeze(texts)
    own = digest(canonical(document))
    return edition_of(document, number=1, digest=own, date=EDITION.date)


def numbers(words):
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", words))


def written(edition):
    """Every number that rows give, as it may be printed."""
    found = set()
    for key, study in edition.studies.items():
        row = estimate(edition, key)
        found |= {study.value, study.low, study.high, study.year, str(row.do), str(row.do_not)}
        found |= {f"{int(count):,}" for count in (study.n, study.cases) if count}
        found |= numbers(f"{study.label} {study.group} {study.against} {study.population}")
    for band in edition.bands.values():
        found |= {band.low, band.high} | numbers(band.body)
    return found


def page_words(client, path):
    html = client.get(path).text
    main = html[html.index('<div class="page') : html.index('<p class="edition">')] + "</div>"
    cut = re.sub(r"<sup>.*?</sup>|<cite>.*?</cite>", "", main)
    return cut, " ".join(nodes_of(cut))


@pytest.fixture(scope="module")
def changed_shown():
    return changed()


@pytest.fixture(params=["packaged", "changed"])
def edition(request, monkeypatch, packaged_edition):
    """The edition that is live: as packaged, or with every number changed."""
    if request.param == "packaged":
        return packaged_edition
    shown = request.getfixturevalue("changed_shown")
    monkeypatch.setattr(live, "_edition", shown)
    return shown


CLAIMS = ["/claims/", *(f"/claims/{key}/" for key in sorted(EDITION.claims))]


@pytest.mark.parametrize("path", CLAIMS)
def test_every_number_of_a_claims_page_is_a_rows_or_an_editors(client, edition, path):
    _, words = page_words(client, path)
    prose = {number for word in words_of(edition) for number in numbers(word)}
    cited = numbers(f"{edition.digest[:12]} {date_format(edition.date, 'j F Y')} 1")
    days = {number for day in days_of(edition) for number in numbers(day)}
    scale = {f"{step:g}" for step in axis_of(edition).steps}
    scale |= {str(step) for step in range(0, 226, 25)}

    assert numbers(words) - written(edition) - prose - cited - days - scale == set()


def test_every_number_of_the_pictures_page_comes_from_a_row(client, edition):
    _, words = page_words(client, "/pictures/")
    of_claims = {n for claim in edition.claims.values() for n in numbers(claim.figure or "")}
    of_sources = {n for source in edition.sources.values() for n in numbers(source.short)}
    # The whole of a count, the line that the form itself compares with, EDSS, and the scales.
    fixed = {"1,000", "50"} | {f"{step:g}" for step in axis_of(edition).steps}
    scale = {str(step) for step in range(0, 226, 25)}

    assert numbers(words) - written(edition) - of_claims - of_sources - fixed - scale == set()


def test_a_changed_row_changes_the_picture_its_words_and_its_table():
    before, after = illustration(EDITION, "ebv"), illustration(changed(), "ebv")

    assert before.charts[0].svg != after.charts[0].svg
    assert before.charts[0].chart.rows[0].do == 3
    assert after.charts[0].chart.rows[0].do == 4


def test_the_first_picture_agrees_with_the_figures_that_pages_reckon_with():
    living, infected = EDITION.figures["living"].value, EDITION.figures["infected"].low
    row = estimate(EDITION, "living_after_ebv")

    assert row.do == whole(Decimal(living) * 1000 / Decimal(infected))


def test_the_icons_are_made_once_for_a_row(client):
    counts.thousand.cache_clear()
    for path in ("/pictures/", "/pictures/ebv-1.svg", "/claims/ebv_32_times/", "/pictures/?step=2"):
        assert client.get(path).status_code == 200

    assert counts.thousand.cache_info().misses <= 1


def test_icons_are_a_thousand_in_two_paths_and_small():
    svg = illustration(EDITION, "ebv").charts[0].svg
    paths = [path.get("d") for path in fromstring(svg).iter("path")]  # noqa: S314

    assert [path.count("z") for path in paths] == [997, 3]
    assert len(gzip.compress(svg.encode())) < 4096


@pytest.mark.parametrize("key", ["relatives", "ages"])
def test_a_count_fills_its_share_of_the_whole(key):
    for panel, shown in zip(panels(EDITION, key), illustration(EDITION, key).charts, strict=True):
        rects = list(fromstring(shown.svg).iter("rect"))  # noqa: S314
        for index, name in enumerate(panel.rows):
            whole_, tens, rest = rects[index * 3 : index * 3 + 3]
            share = Decimal(tens.get("width")[:-1]) * 10
            share += Decimal(rest.get("height")) * 10 / Decimal(whole_.get("height"))
            assert whole_.get("width") == "100%"
            assert share == estimate(EDITION, name).do


def test_each_study_stands_at_its_place_on_one_log_axis():
    axis = axis_of(EDITION)
    assert axis.at(Decimal(1)) < axis.at(Decimal(3)) < axis.at(Decimal(10))
    assert axis.at(Decimal(10)) - axis.at(Decimal(1)) == pytest.approx(
        axis.at(Decimal(100)) - axis.at(Decimal(10))
    )
    for panel, shown in zip(
        panels(EDITION, "ranges"), illustration(EDITION, "ranges").charts, strict=True
    ):
        places = [one.get("x") for one in fromstring(shown.svg).iter("svg")][1:]  # noqa: S314
        values = [r for _, c in shown.chart.claims for r in ratios(c.figure)]
        values += [estimate(EDITION, key).value for key in panel.rows]
        assert [float(place[:-1]) for place in places] == pytest.approx(
            [axis.at(value) for value in values], abs=0.01
        )


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("32 times", ("32",)),
        ("60% higher", ("1.6",)),
        ("60% lower", ("0.4",)),
        ("double", ("2",)),
        ("2 to 3 times", ("2", "3")),
        ("over 200", ()),
        ("32 % chance", ()),
    ],
)
def test_the_articles_figures_read_as_ratios(figure, expected):
    assert ratios(figure) == tuple(map(Decimal, expected))


@pytest.mark.parametrize("value", ["0.01", "1", "1000", "999999.99"])
def test_a_ratio_beyond_the_scale_stands_at_its_end(value):
    axis = Axis([Decimal(value)])
    assert 0 <= axis.at(Decimal(value)) <= 100


def test_levels_without_any_range_are_still_drawn():
    assert Scale([]).end > 0


def test_an_axis_holds_whatever_it_is_given():
    steps = Axis([Decimal("0.13"), Decimal("245.3")]).steps
    assert steps[0] <= Decimal("0.13")
    assert steps[-1] >= Decimal("245.3")


def test_the_map_has_an_arrow_for_each_claim_with_an_outcome():
    drawn = arrows(EDITION)
    lines = list(fromstring(illustration(EDITION, "map").charts[0].svg).iter("line"))  # noqa: S314

    assert {one.key for one in drawn} == {
        key for key, claim in EDITION.claims.items() if claim.outcome != "none"
    }
    assert [line.get("stroke-dasharray") is None for line in lines] == [
        bool(one.claim.figure) for one in drawn
    ]


SLIDES = [
    (key, number)
    for key in PICTURES
    for number, _ in enumerate(illustration(EDITION, key).slides, 1)
]


@pytest.mark.parametrize(("key", "number"), SLIDES)
def test_a_saved_picture_is_a_slide_with_its_sentence_sources_and_edition(client, key, number):
    response = client.get(f"/pictures/{key}-{number}.svg")
    root = fromstring(response.content)  # noqa: S314
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    shown = illustration(EDITION, key)

    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    assert int(root.get("width")) * 9 == int(root.get("height")) * 16
    assert shown.text.body.sentences[0] in words
    assert EDITION.digest[:12] in words
    assert f"/pictures/#{key}" in words
    assert "Sources: " in words
    assert all(float(one.get("y")) < 720 for one in root if one.tag == f"{SVG}text")
    assert not any("style" in one.attrib or one.tag == f"{SVG}style" for one in root.iter())
    assert not any(one.tag == f"{SVG}script" for one in root.iter())


@pytest.mark.parametrize("key", PICTURES)
def test_the_slides_of_a_picture_hold_every_row_and_name_every_source(client, key):
    shown = illustration(EDITION, key)
    words = ""
    for number, _ in enumerate(shown.slides, 1):
        root = fromstring(client.get(f"/pictures/{key}-{number}.svg").content)  # noqa: S314
        words += " ".join(text.text or "" for text in root.iter(f"{SVG}text"))

    rows = [row for one in shown.charts for row in one.chart.rows]
    for row in rows if key != "ebv" else ():
        assert row.study.label in words
    for _, source in shown.sources:
        assert source.short.split()[0] in words


def test_a_picture_as_png_is_large_and_its_words_are_there_on_a_machine_without_fonts(client):
    response = client.get("/pictures/relatives-1.png")
    drawn = Image.open(io.BytesIO(response.content)).convert("L")
    heading = drawn.crop((0, 0, 1200, 120))

    assert response["Content-Type"] == "image/png"
    assert drawn.size == (1920, 1080)
    assert sum(count for level, count in enumerate(heading.histogram()) if level < 100) > 2000


@pytest.mark.parametrize("key", PICTURES)
def test_the_address_that_a_saved_picture_had_leads_to_its_first_slide(client, key):
    response = client.get(f"/pictures/{key}.svg?edition=1")

    assert response.status_code == 301
    assert response["Location"] == f"/pictures/{key}-1.svg?edition=1"


@pytest.mark.parametrize("path", ["gauge-1.svg", "ebv-0.svg", "ebv-2.png", "ranges-99.svg"])
def test_a_picture_that_is_not_there_is_404(client, path):
    assert client.get(f"/pictures/{path}").status_code == 404


def test_the_page_says_all_of_a_picture_in_words_and_in_a_table(client):
    html, _ = page_words(client, "/pictures/")
    for row in (estimate(EDITION, k) for p in EDITION.panels.values() for k in p.rows):
        expected = str(row.do) if row.study.do else row.study.value
        # In words and in the table; the drawing has it once more.
        assert html.count(f">{expected}<") >= 2
        assert html.count(row.study.label) >= 1
    assert " style=" not in html
