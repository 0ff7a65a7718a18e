"""The table of claims, each claim's page, and the same as data."""

from __future__ import annotations

import csv
import re
from itertools import groupby

import pytest

from riskfactors.editions import content
from riskfactors.editions.explanations import places
from riskfactors.engine.answers import Answers, Ebv, Smoking
from riskfactors.engine.estimates import estimates
from tests.reading import text_nodes, texts

EDITION = content.edition()
KEYS = sorted(EDITION.claims)


def main(html):
    return html[html.index("<main") : html.index("</main>") + len("</main>")]


def listed(html):
    table = html[html.index("<tbody>") : html.index("</tbody>")] if "<tbody>" in html else ""
    return re.findall(r'<h2 class="claims__name"><a href="/claims/([^/]+)/"', table)


def test_every_claim_is_one_row(client):
    html = client.get("/claims/").text
    assert sorted(listed(html)) == KEYS
    words = texts(main(html))
    for match in EDITION.matches.values():
        assert match.heading in words


@pytest.mark.parametrize("factor", ["ebv", "vitamin_d", "smoking", "family_history", "none"])
@pytest.mark.parametrize("outcome", ["", "getting", "worsening", "none"])
def test_the_table_shows_what_is_asked_for(client, factor, outcome):
    expected = {
        key
        for key, match in EDITION.matches.items()
        if factor in (match.about or ("none",))
        and outcome in ("", EDITION.claims[key].outcome.name.lower())
    }
    html = client.get("/claims/", {"factor": factor, "outcome": outcome}).text

    assert set(listed(html)) == expected
    assert "Show all claims" in html or expected


@pytest.mark.parametrize("sort", ["outcome", "agreement"])
def test_the_table_is_sorted_as_asked(client, sort):
    order = {
        "outcome": lambda key: EDITION.claims[key].outcome,
        "agreement": lambda key: EDITION.matches[key].agreement,
    }[sort]
    found = [order(key) for key in listed(client.get("/claims/", {"sort": sort}).text)]

    assert len(list(groupby(found))) == len(set(found)) > 1


@pytest.mark.parametrize("query", [{"factor": "you"}, {"outcome": "\0"}, {"sort": "<b>" * 2000}])
def test_what_cannot_be_read_is_told_and_all_claims_are_shown(client, query):
    html = client.get("/claims/", query).text

    assert sorted(listed(html)) == KEYS
    assert 'role="alert"' in html
    assert "<b><b>" not in html


@pytest.mark.parametrize("key", KEYS)
def test_a_claim_is_understood_alone(client, key):
    claim, match = EDITION.claims[key], EDITION.matches[key]
    html = client.get(f"/claims/{key}/").text

    assert match.heading in html
    assert {node for node in texts(claim.says.html) if len(node) > 20} <= texts(main(html))
    assert str(match.agreement).capitalize() in html
    assert EDITION.digest[:12] in html
    assert f"http://testserver/claims/{key}/" in html
    assert f"/editions/1/#claim-{key}" in html
    for row in estimates(EDITION, match.studies):
        assert (str(row.do) if row.study.do else row.study.value) in texts(main(html))


@pytest.mark.parametrize("path", ["/claims/", *(f"/claims/{key}/" for key in KEYS)])
def test_a_figure_never_stands_bare(client, path):
    nodes = text_nodes(main(client.get(path).text))
    figures = [node for node in nodes if node.within("figure") and "strong" in node.tags]

    assert figures or EDITION.claims[path.split("/")[2]].figure is None
    for index, node in enumerate(nodes):
        if node.within("figure") and "strong" in node.tags:
            assert nodes[index + 1].within("figure")
            assert nodes[index + 2].within("comparison")


def test_a_claim_that_is_not_there_is_404(client):
    assert client.get("/claims/cures/").status_code == 404


def test_the_csv_has_a_line_for_each_claim_with_the_digest(client):
    response = client.get("/claims.csv")
    lines = list(csv.DictReader(response.text.lstrip("\ufeff").splitlines()))

    assert sorted(line["claim"] for line in lines) == KEYS
    assert {line["digest"] for line in lines} == {EDITION.digest}
    for line in lines:
        names = EDITION.matches[line["claim"]].studies
        assert line["value"] == (EDITION.studies[names[0]].value if names else "")


def test_the_json_has_every_study_of_every_claim(client):
    data = client.get("/claims.json").json()

    assert data["digest"] == EDITION.digest
    assert sorted(one["key"] for one in data["claims"]) == KEYS
    for one in data["claims"]:
        names = EDITION.matches[one["key"]].studies
        assert [row["value"] for row in one["studies"]] == [
            EDITION.studies[name].value for name in names
        ]
        assert all(source["address"] for row in one["studies"] for source in row["source"])


def test_each_statement_of_an_explanation_leads_to_its_claim(packaged_edition, client):
    answers = Answers(ebv=Ebv.MONO, smoking=Smoking.CURRENT)
    html = "".join(places(packaged_edition, answers).values())
    links = re.findall(r'<a href="/claims/([^/]+)/" target="_blank">', html)
    named = {
        *EDITION.passages["ebv.mono"].claims,
        *EDITION.passages["smoking.current"].claims,
        "combination",
    }

    assert set(links) == named
    assert all(client.get(f"/claims/{key}/").status_code == 200 for key in links)


@pytest.mark.parametrize("path", ["/claims/", "/claims.csv", "/claims.json", "/claims/genes_200/"])
def test_only_reading_is_answered(client, path):
    assert client.post(path, {"ebv": "mono"}).status_code == 405
    assert not client.get(path).cookies
