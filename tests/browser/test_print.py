"""A printed explanation is a handout: two sides at most, no card cut in two."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

FULLEST = ("positive_test", "below_50", "current", "first_degree")


@pytest.fixture
def printed(page):
    page.goto("/")
    for value in FULLEST:
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")
    page.emulate_media(media="print", color_scheme="light")
    return page


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_fullest_explanation_fits_two_sides(printed, paper):
    pdf = printed.pdf(format=paper, prefer_css_page_size=False)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


def test_nothing_printed_is_smaller_than_ten_and_a_half_points(printed):
    sizes = printed.eval_on_selector_all(
        "main p, main li, main td, main h3, main h4",
        "all => all.filter(one => one.checkVisibility())"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))",
    )

    assert min(sizes) >= 10.5 * 96 / 72 - 0.01


def test_the_handout_keeps_both_voices_apart_and_says_what_it_is(printed):
    shown = "document.querySelector(s).checkVisibility()"
    for part in (".figure", ".comparison", ".article", ".edition", ".foot", ".turn"):
        assert printed.evaluate(f"s => {shown}", part), part
    for part in (".go", ".acts", ".top nav", ".hint"):
        assert not printed.evaluate(f"s => {shown}", part), part


def test_no_card_may_break_across_columns_or_pages(printed):
    broken = printed.eval_on_selector_all(
        ".card", "all => all.filter(one => getComputedStyle(one).breakInside !== 'avoid').length"
    )

    assert broken == 0


def test_a_copy_for_notes_holds_the_edition_and_sources_and_sends_nothing(printed):
    printed.context.grant_permissions(["clipboard-read", "clipboard-write"])
    printed.emulate_media(media="screen")
    sent = []
    printed.on("request", lambda request: sent.append(request.url))

    printed.click("text=Copy as text")

    expect(printed.locator("#acted")).to_contain_text("Copied")
    copied = printed.evaluate("navigator.clipboard.readText()")
    edition = " ".join(printed.locator(".edition").inner_text().split())
    assert edition.partition("Edition")[2] in copied
    for card in printed.locator(".place .card > h3").all():
        assert card.text_content() in copied
    for question in printed.locator("[data-factor]").all():
        legend = question.locator("legend").first.text_content()
        chosen = question.locator(":checked + span > span").first.text_content()
        assert f"{legend} {chosen}" in copied.splitlines()
    assert "(https://www.msif.org/)" in copied
    for source in printed.locator(".place .sources li").all():
        assert " ".join(source.text_content().split()) in copied
    for closed in printed.locator(".pairs__notes h4, .pairs li").all():
        assert closed.text_content() not in copied
    assert not re.search(r"[a-z][A-Z]\d", copied)
    for word in ("Clear all answers", "Print", "Why we ask", "More from research"):
        assert word not in copied.splitlines()
    assert sent == []


def test_pages_around_it_print_without_their_menus(page):
    page.goto("/learn/")
    page.emulate_media(media="print")

    assert page.locator(".lesson").first.is_visible()
    assert not page.locator(".contents").is_visible()
    assert not page.locator(".top").is_visible()


@pytest.mark.parametrize("path", ["/learn/", "/glossary/", "/claims/", "/changes/"])
def test_a_page_to_read_is_printed_by_a_button(page, path):
    page.goto(path)
    page.evaluate("window.print = () => { window.printed = true; }")

    page.get_by_role("button", name="Print this page").click()

    assert page.evaluate("window.printed")


def test_on_paper_sources_tell_what_was_opened_and_nothing_to_open(page):
    page.goto("/sources/")
    summaries = page.locator("dl summary")
    summaries.first.click()
    page.emulate_media(media="print")

    shown = summaries.evaluate_all("all => all.map(one => one.checkVisibility())")
    assert shown[0]
    assert not any(shown[1:])
    assert page.locator("dl li").first.is_visible()
