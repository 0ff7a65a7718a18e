"""A lesson played to its end, with the notes beside it and the class guessing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looks import examine
from tests.browser.test_budget import WORDS
from tests.browser.test_projector import PROJECTOR, at, wall  # noqa: F401

LESSONS = ("twenty", "forty-five")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_starts_by_one_click_and_plays_to_its_end(wall, lesson):  # noqa: F811
    wall.goto("/teach/")
    wall.locator(f'a[href="/teach/{lesson}/?projector=1"]').click()
    expect(wall.locator("[data-at]")).not_to_be_empty()
    _, last = at(wall)
    for number in range(1, last + 1):
        expect(wall.locator("[data-at]")).to_have_text(f"{number} / {last}")
        assert wall.evaluate(WORDS, [".now", ".button, summary, .small"]) <= 40, number
        assert wall.evaluate("document.documentElement.scrollHeight") <= 720, number
        wall.keyboard.press("PageDown")
        if wall.locator(".now .guess[open]").count():
            assert wall.evaluate("document.documentElement.scrollHeight") <= 720, number
            wall.keyboard.press("PageDown")
    wall.get_by_role("button", name="Back").click()
    assert at(wall)[0] == last - 1
    wall.keyboard.press("Escape")
    wall.wait_for_url(f"**/teach/{lesson}/")


def test_the_code_is_one_key_away_on_any_slide(wall):  # noqa: F811
    wall.goto("/teach/twenty/?projector=1&step=4")
    wall.keyboard.press("q")
    expect(wall.locator("#code svg")).to_be_visible()
    expect(wall.locator("#code")).to_contain_text("/teach/twenty/")
    wall.keyboard.press("q")
    expect(wall.locator("#code")).to_be_hidden()
    wall.get_by_role("link", name="QR").click()
    expect(wall.locator("#code svg")).to_be_visible()
    assert at(wall)[0] == 4


def test_the_notes_follow_the_lesson_and_turn_its_slides(browser, base_url):
    context = browser.new_context(base_url=base_url, **PROJECTOR)
    notes, slides = context.new_page(), context.new_page()
    notes.goto("/teach/twenty/notes/")
    expect(notes.locator(".spoken__now")).to_have_count(0)
    slides.goto("/teach/twenty/?projector=1")
    slides.keyboard.press("ArrowRight")
    expect(notes.locator("#notes-2")).to_have_class("spoken__now")
    notes.get_by_role("button", name="Next").click()
    notes.keyboard.press("ArrowRight")
    expect(slides.locator("[data-at]")).to_have_text("4 / 10")
    expect(notes.locator("#notes-4")).to_have_class("spoken__now")
    late = context.new_page()
    late.goto("/teach/twenty/notes/")
    expect(late.locator("#notes-4")).to_have_class("spoken__now")
    context.close()


def test_the_class_guesses_twice_and_nothing_leaves_the_page(wall):  # noqa: F811
    wall.goto("/teach/twenty/?projector=1&step=2")
    asked = []
    wall.on("request", lambda request: asked.append(request.url))
    first = wall.locator('[data-slide="2"]')
    for _ in range(3):
        first.get_by_role("button", name="+1 Compared with whom").click()
    first.locator("input").first.fill("7")
    bars = first.locator(".hands__now")
    assert [bars.nth(n).evaluate("bar => [bar.value, bar.max]") for n in range(3)] == [
        [7, 7],
        [3, 7],
        [0, 7],
    ]
    wall.keyboard.press("Enter")
    wall.keyboard.press("End")
    wall.keyboard.press("ArrowLeft")
    again = wall.locator('[data-slide="9"]')
    again.get_by_role("button", name="+1 Compared with whom").click()
    assert again.locator(".hands__before").nth(0).evaluate("bar => bar.value") == 7
    assert again.locator(".hands__now").nth(1).evaluate("bar => bar.value") == 1
    again.get_by_role("button", name="Ask again").click()
    assert again.locator(".hands__before").nth(1).evaluate("bar => bar.value") == 1
    assert asked == []
    kept = wall.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]
    wall.reload()
    assert wall.locator('[data-slide="9"] input').nth(0).input_value() == "0"


def test_a_count_is_typed_over_and_the_clicker_goes_on_from_it(wall):  # noqa: F811
    wall.goto("/teach/twenty/?projector=1&step=2")
    field = wall.locator('[data-slide="2"] input').first
    field.click()
    wall.keyboard.type("17")
    assert field.input_value() == "17"
    wall.keyboard.press("PageDown")
    assert at(wall)[0] == 3


def test_what_fits_is_marked_and_the_counts_stay_when_it_is_shown(wall):  # noqa: F811
    wall.goto("/teach/twenty/?projector=1&step=7")
    slide = wall.locator('[data-slide="7"]')
    slide.locator("input").first.fill("12")
    wall.keyboard.press("PageDown")

    expect(slide.locator(".guess")).to_have_attribute("open", "")
    expect(slide.locator("input").first).to_be_visible()
    weights = slide.locator(".hands__answer").evaluate_all(
        "all => all.map(one => Number(getComputedStyle(one).fontWeight) > 600)"
    )
    assert weights == [False, False, True]


def test_guess_first_asks_the_class_about_a_person(wall):  # noqa: F811
    wall.goto("/cases/from-one-list/?guess=1")
    wall.get_by_role("button", name="+1 One of them").click()
    expect(wall.locator(".hands__now").first).to_be_visible()
    expect(wall.locator("[data-card]").first).to_be_hidden()


@pytest.mark.parametrize("path", ["/teach/twenty/", "/teach/forty-five/notes/", "/teach/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_its_pages_are_whole_on_a_phone_and_for_everybody(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    examine(page)


def test_without_a_script_question_and_answer_stand_there(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/teach/twenty/?projector=1")
    first = page.locator('[data-slide="9"]')
    expect(first.locator(".hands__count").first).to_be_hidden()
    first.get_by_text("Show which fits").click()
    expect(first.locator(".guess")).to_contain_text("Compared with whom")
    context.close()
