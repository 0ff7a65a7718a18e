"""Promises 1, 2 and 4 on the teaching pages: nothing composed, two exceptions, two worlds."""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import pairwise, product

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.formats import date_format

from riskfactors.editions import content
from riskfactors.engine.answers import VALUES, all_answers
from riskfactors.engine.cases import code_of, decode, in_use
from riskfactors.engine.reckonings import End, mix, number, whole
from riskfactors.engine.reckonings import product as multiplied
from riskfactors.site.calculator import blocks_of
from riskfactors.teach.lessons import STATES as WALLS
from riskfactors.teach.lessons import plans
from riskfactors.teach.multiply import STATES
from tests.interface import STRINGS, TEACHING
from tests.reading import text_nodes, texts
from tests.site.test_promises import counts_of, days_of, words_of

EDITION = content.edition()
FIGURE = re.compile(r"<figure>.*?</figure>", re.DOTALL)
LINKS = [link for link, _ in in_use(EDITION)]
CODES = [code_of(answers) for answers in random.Random(5).sample(all_answers(), 40)]
PEOPLE = [f"/cases/{link}/" for link in (*LINKS, *CODES)]
FLIPS = [f"/cases/{code}/?from={origin}" for code, origin in pairwise(CODES)]
PAIRS = [
    f"/compare/?a={one}&b={other}&view={view}"
    for (one, other), view in product(zip(CODES, LINKS, strict=False), ("all", "differ", "same"))
]
EXPLORED = ["/interplay/", "/interplay/?pair=ebv%2Bsmoking", "/interplay/?smoking=unknown"]
PLAIN = [
    "/teach/",
    "/teach/twenty/",
    "/teach/forty-five/notes/",
    "/cases/",
    "/cases/compose/",
    "/cases/nobody/",
    "/compare/",
]
BROKEN = ["/cases/1.mono.below/", "/cases/2.mono/", "/compare/?a=nobody&b=2.mono"]
WAYS = [
    *(f"/cases/{LINKS[0]}/?{way}=1" for way in ("projector", "guess", "qr")),
    "/teach/forty-five/?projector=1",
    *("/cases/?keys=off", "/self-check/", "/headlines/", "/self-check/?projector=1"),
    *("/embedding/", f"/embedding/?case={LINKS[0]}"),
]
PAGES = [*WAYS, *PLAIN, *PEOPLE, *FLIPS, *PAIRS, *EXPLORED, *BROKEN]


# Each page is rendered once, and every promise is asked of it in the same process.
pytestmark = pytest.mark.xdist_group("teaching")


@cache
def main(path):
    """What the page is for; a snippet to copy is no text."""
    html = Client().get(path).text
    page = html[html.index("<main") : html.index("</main>") + len("</main>")]
    return re.sub(r"(<textarea[^>]*>).*?(</textarea>)", r"\1\2", page, flags=re.DOTALL)


@pytest.fixture(scope="module")
def own():
    """Every text node that the edition or the interface gives."""
    found = words_of(EDITION) | set(EDITION.sources) | STRINGS | TEACHING | days_of(EDITION)
    found |= counts_of(EDITION)
    found |= {str(EDITION.number), EDITION.digest[:12]}
    return found | {date_format(EDITION.date, "j F Y")}


def reckoned(query):
    """The numbers of this state of Try to multiply, each from the edition's rows."""
    given = QueryDict(query)
    names = given.get("pick", "").split(".")
    if names == [""]:
        return set()
    if len(names) > 1:
        end = {"": End.PRINTED, "low": End.LOWEST, "high": End.HIGHEST}[given.get("at", "")]
        found = multiplied(EDITION, names, end)
        return {found.terms, *map(str, (found.times, found.of_1000, found.added))}
    if given.get("against") == "average":
        return {"32", f"against about {mix(EDITION).shares.line[1]}"} if names == ["ebv"] else set()
    value = number(EDITION, names[0]).value
    scale = 1 if value == whole(value) else 10
    if given.get("against") == "thousand":
        return set()
    return {str(whole(value * scale)), f"against {scale}"}


@pytest.mark.parametrize("path", PAGES)
def test_every_text_node_is_the_editions_or_a_listed_interface_string(own, path):
    codes = {path.split("/")[2]} | set(re.findall(r"[ab]=([^&]+)", path))
    codes |= {code_of(decode(code).answers) for code in codes}
    links = {f"{site}/cases/{code}/" for code in codes for site in ("", "http://testserver")}

    links.add(f"http://testserver{path.partition('?')[0]}")

    assert texts(FIGURE.sub("", main(path))) - own - links - codes - titles() == set()


@pytest.mark.parametrize("lesson", [name for name, _ in plans(EDITION)])
def test_the_pictures_of_a_lesson_are_those_of_try_to_multiply(lesson):
    found = FIGURE.findall(main(f"/teach/{lesson}/"))
    stage = "".join(main(f"/why-not-multiply/?{query}") for query in WALLS.values())

    assert found
    assert set().union(*map(texts, found)) <= texts(stage)


def titles():
    """The title lines of pictures: who the thousand are, and what a filled mark means."""
    rows = EDITION.studies.values()
    return {f"1,000 {row.group}." for row in rows} | {
        f"Filled: {row.do}." for row in rows if row.do
    }


@pytest.mark.parametrize("query", ["", *STATES])
def test_the_exception_adds_only_numbers_made_of_the_editions_rows(own, query):
    page = main(f"/why-not-multiply/?{query}")
    answers_in_words = re.findall(r"<title[^>]*>([^<]*)</title>", page)
    shown = re.findall(r"<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    found = texts(re.sub(r"<title[^>]*>[^<]*</title>", "", page))

    assert found - own - titles() == reckoned(query) - own
    # A picture's title says aloud what its title line shows.
    assert [" ".join(one.split()) for one in answers_in_words] == [
        " ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in shown
    ]


def test_the_exception_is_the_same_whatever_is_sent(client):
    assert client.post("/why-not-multiply/", {"ebv": "mono"}).status_code == 405
    for query in ({"ebv": "mono"}, {"from": "1.mono.-.-.-"}, {"a": LINKS[0]}):
        html = client.get("/why-not-multiply/", query).text
        assert "aria-current" not in html.partition('class="stage__picks"')[2].partition("</ul>")[0]


@pytest.mark.parametrize("path", [*PAGES, *(f"/why-not-multiply/?{query}" for query in STATES)])
def test_the_two_voices_never_share_a_block(path):
    kinds = {key: source.kind == "article" for key, source in EDITION.sources.items()}
    for node in text_nodes(main(path)):
        assert not (node.within("article") and node.within("beyond"))
        if "cite" in node.tags and not node.within("sources"):
            assert not (node.within("article") and not kinds[node.text])
            assert not (node.within("beyond") and kinds[node.text])


@pytest.mark.parametrize("path", ["/compare/?a=1.test.below.now.close&b=1.-.-.-.-", *PEOPLE])
def test_a_figure_never_stands_bare(path):
    nodes = [node for node in text_nodes(main(path)) if node.text]
    for index, node in enumerate(nodes):
        if node.within("figure") and "strong" in node.tags:
            assert nodes[index + 1].within("figure")
            assert nodes[index + 2].within("comparison")


# Two worlds.


def test_no_explanation_of_a_visitor_leads_to_a_case(packaged_edition):
    for html in ("".join(blocks_of(packaged_edition, one)) for one in all_answers()):
        assert "/cases/" not in html
        assert "/compare/" not in html
        assert "/interplay" not in html


@pytest.mark.parametrize("answers", random.Random(9).sample(all_answers()[1:], 30))
def test_no_link_on_a_visitors_page_knows_an_answer(client, answers):
    given = {factor: getattr(answers, factor) or "" for factor in VALUES}
    html = client.post("/", given).text

    addresses = re.findall(r'(?:href|action|data-hx-\w+)="([^"]+)"', html)
    before = re.findall(r'(?:href|action|data-hx-\w+)="([^"]+)"', client.get("/").text)
    mine = {address for address in addresses if address.startswith(("/", "?"))}
    assert mine <= {a for a in before if a.startswith(("/", "?"))} | {
        a
        for a in mine
        if a.startswith(("/glossary/#", "/sources/#", "/claims/", "/why-not-multiply/"))
    }
    assert code_of(answers) not in html


@pytest.mark.parametrize("path", PAGES)
def test_no_teaching_page_sends_anything_to_the_visitors_form(path):
    page = main(path)

    for form in re.findall(r"<form[^>]*>", page.replace('<form method="dialog">', "")):
        assert 'method="get"' in form
        assert re.search(r'action="/(cases/compose|compare)/"', form)
    for address in re.findall(r'href="([^"]+)"', page):
        assert not re.match(r"/\?|/#", address)


@pytest.mark.parametrize(
    "query", [{"ebv": "mono"}, {"from": LINKS[0]}, {"case": CODES[1]}, {"code": CODES[1]}]
)
def test_no_parameter_fills_in_the_visitors_form(client, query):
    assert client.get("/", query).content == client.get("/").content


@pytest.mark.parametrize("path", ["/cases/compose/", f"/cases/{CODES[1]}/", "/compare/"])
def test_a_visitors_post_is_never_taken_for_a_case(client, path):
    assert client.post(path, {"ebv": "mono"}).status_code == 405


def test_the_scripts_of_the_two_worlds_do_not_know_each_other(pytestconfig):
    static = pytestconfig.rootpath / "static"
    visitors, educators = (
        (static / name).read_text("utf-8") for name in ("site/site.js", "teach/teach.js")
    )

    assert not re.search(r"case|compare|compose|from=", visitors)
    assert not re.search(r"answers|vitamin_d|ebv|method|POST|Storage|cookie", educators)


def test_teaching_pages_leave_no_cookie_and_no_trace_of_the_code_in_the_log(client, caplog):
    for path in (f"/cases/{CODES[3]}/?from={LINKS[0]}", f"/compare/?a={CODES[3]}&b={LINKS[0]}"):
        assert not client.get(path).cookies
    written = " ".join(record.getMessage() for record in caplog.records)
    assert "/cases/<path:name>/" in written
    assert CODES[3] not in written
    assert LINKS[0] not in written
