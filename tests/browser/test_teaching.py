"""What an educator does, in a real browser: by keyboard, with and without JavaScript."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from riskfactors.editions import content
from riskfactors.engine.cases import in_use
from tests.browser.test_budget import WORDS
from tests.browser.test_journey import tab_to

PROJECTOR = {"viewport": {"width": 1280, "height": 720}}


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def wall(browser, base_url, request):
    """A page on a projector, with JavaScript and without."""
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param, **PROJECTOR)
    yield context.new_page()
    context.close()


def cards(page):
    return page.locator("[data-card]").evaluate_all("all => all.map(one => one.dataset.card)")


def press(page, name):
    """Without a script the button is needed; with one, choosing was enough."""
    if not page.evaluate("() => typeof htmx !== 'undefined'"):
        page.get_by_role("button", name=name).press("Enter")


@pytest.mark.journey
def test_from_the_first_page_to_a_case_on_the_wall_in_two_steps(wall):
    wall.goto("/")
    wall.get_by_role("link", name="Teach").press("Enter")
    wall.locator(".cases a").first.press("Enter")

    expect(wall.locator("h1")).to_be_in_viewport()
    expect(wall.locator("[data-card]").first).to_be_in_viewport()


@pytest.mark.journey
def test_flipping_one_answer_shows_at_once_what_changes(wall):
    wall.goto("/cases/never-tested/")
    wall.get_by_label("Smoking").select_option("now")
    press(wall, "Show what changes")

    expect(wall.locator(".changes")).to_be_in_viewport()
    expect(wall.locator(".fresh [data-card='smoking.current']")).to_have_count(1)
    assert "/cases/1.unsure.unknown.now.none/?from=never-tested" in wall.url

    wall.locator(".changes a").first.press("Enter")
    expect(wall.locator(".changes")).to_have_count(0)
    assert wall.url.endswith("/cases/never-tested/")


def test_a_flip_leaves_the_focus_where_it_was_and_is_said_once(page, console):
    page.goto("/cases/never-tested/")
    tab_to(page, "#choose-smoking")
    page.keyboard.press("ArrowUp")

    expect(page.locator(".changes")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "choose-smoking"
    expect(page.locator("#said")).to_contain_text("What changes: Smoking.")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".changes")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Nothing is changed.")
    assert console == []


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=str)
def test_a_flip_moves_nothing_and_the_story_stays(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/cases/never-tested/")
    story = page.locator(".story").inner_text()
    for factor, word in (("smoking", "now"), ("family_history", "twin"), ("smoking", "never")):
        select = page.locator(f"#choose-{factor}")
        select.focus()
        page.evaluate("document.activeElement.scrollIntoView({ block: 'center' })")
        before = select.bounding_box()["y"]
        select.select_option(word)
        expect(page).to_have_url(re.compile(rf"/cases/1\.[^/]*\b{word}\b"))

        assert abs(select.bounding_box()["y"] - before) <= 1
        assert page.locator(".story").inner_text() == story


def test_what_changes_is_one_screen_beside_the_story(wall):
    wall.goto("/cases/1.mono.below.past.close/?from=never-tested")

    assert wall.locator(".story").count() == 1
    assert wall.locator(".changes").bounding_box()["height"] <= 720


def test_a_flipped_person_can_be_reloaded_shared_and_compared(page):
    page.goto("/cases/never-tested/")
    page.get_by_label("Smoking").select_option("now")
    expect(page.locator(".changes")).to_be_visible()
    shown = page.locator("#person").inner_text()

    page.reload()

    assert page.locator("#person").inner_text() == shown
    page.get_by_role("link", name="Compare the two").click()
    expect(page.locator("#group-smoking")).to_be_visible()
    expect(page.locator("#group-ebv")).to_have_count(0)


def test_two_people_are_compared_in_three_views(wall):
    wall.goto("/compare/")
    wall.locator("#side-a").select_option("never-tested")
    wall.locator("#side-b").select_option("lives-with-ms")
    press(wall, "Compare")
    expect(wall.locator("#group-smoking .pair__side")).to_have_count(2)
    expect(wall.locator("#group-family_history")).to_have_count(0)

    wall.get_by_label("All", exact=True).check()
    press(wall, "Compare")
    expect(wall.locator("#group-family_history .both")).to_have_count(1)
    expect(wall.locator("#group-smoking .pair__side")).to_have_count(2)

    wall.get_by_label("What both read").check()
    press(wall, "Compare")
    expect(wall.locator("#group-family_history .both")).to_have_count(1)
    expect(wall.locator(".pair__side")).to_have_count(0)


def test_the_third_view_is_announced_as_one_message(page, console):
    page.goto("/compare/?a=never-tested&b=lives-with-ms")
    page.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver(() => {
            const words = document.getElementById("said").textContent;
            if (words) window.heard.push(words);
          }).observe(document.getElementById("said"), { childList: true, characterData: true });
        }"""
    )
    page.get_by_label("What both read").check()
    expect(page.locator("#said")).to_contain_text("What both read:")
    page.wait_for_timeout(300)

    assert len(page.evaluate("window.heard")) == 1
    assert console == []


def test_factors_are_switched_and_a_pair_is_read_and_opened_as_a_person(wall):
    wall.goto("/interplay/")
    expect(wall.locator(".pairs line:not(.key line)")).to_have_count(6)
    wall.locator("#set-vitamin_d-absent").press("Enter")
    expect(wall.locator(".pairs svg").first.locator("line")).to_have_count(3)
    wall.get_by_role("link", name="EBV and smoking").press("Enter")
    expect(wall.locator("[data-card='ebv+smoking']")).to_be_in_viewport()
    expect(wall.locator(".pair--picked")).to_have_count(1)

    wall.get_by_role("link", name="Open as a person").press("Enter")

    assert "ebv+smoking" in cards(wall)


def test_switching_keeps_the_address_true_and_the_focus_where_it_is(page):
    page.goto("/interplay/")
    page.locator("#set-smoking-unknown").press("Enter")
    expect(page.locator("#set-smoking-unknown")).to_have_attribute("aria-current", "true")

    expect(page.locator("#set-smoking-unknown")).to_be_focused()
    assert page.url.endswith("/interplay/?smoking=unknown")


@pytest.mark.parametrize("query", ["", "?pair=ebv%2Bsmoking", "?smoking=absent", "?ebv=unknown"])
def test_factors_together_is_one_screen_on_the_wall(browser, base_url, query):
    context = browser.new_context(base_url=base_url, **PROJECTOR)
    page = context.new_page()
    page.goto(f"/interplay/{query}")

    box = page.locator("#stage").bounding_box()
    assert box["y"] + box["height"] <= 720 * 1.05
    context.close()


def test_the_file_of_all_combinations_is_saved(page):
    page.goto("/interplay/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="spreadsheet").click()

    assert len(saved.value.path().read_text("utf-8-sig").splitlines()) == 82


def test_a_lost_connection_is_told_and_the_page_stays(page, context):
    page.goto("/cases/never-tested/")
    context.set_offline(True)
    page.get_by_label("Smoking").select_option("now")

    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("[data-card='smoking.never']")).to_be_visible()
    context.set_offline(False)
    page.get_by_label("Smoking").select_option("past")
    expect(page.locator("[data-card='smoking.past']")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()


def test_a_visitors_answers_and_a_case_never_meet(page, context, base_url):
    """A visitor answers, goes to the cases, and comes back: neither knows of the other."""
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.check("input[value=mono]")
    page.wait_for_selector("[data-card='ebv.mono']")
    page.get_by_role("link", name="Teach").click()
    page.locator(".cases a").first.click()
    page.get_by_label("Family history").select_option("twin")
    expect(page.locator(".changes")).to_be_visible()
    page.get_by_role("link", name="Questions").first.click()

    assert page.locator("input:checked").count() == 0
    assert context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert not any("mono" in url for url in asked)


def test_a_projected_page_says_one_thing_on_the_first_screen(browser, base_url):
    """At 1280 x 720 each teaching page shows its heading and the start of what it is for."""
    context = browser.new_context(base_url=base_url, **PROJECTOR)
    page = context.new_page()
    for path, first in (
        ("/cases/", ".cases"),
        ("/compare/", "#side-a"),
        ("/interplay/", "#set-ebv-present"),
        ("/why-not-multiply/", "#pick-ebv"),
        ("/teach/", ".plan"),
    ):
        page.goto(path)
        expect(page.locator("h1")).to_be_in_viewport()
        expect(page.locator(first).first).to_be_in_viewport()
    context.close()


def test_by_keyboard_alone_two_people_are_compared(wall):
    wall.goto("/compare/")
    tab_to(wall, "#side-a")
    wall.keyboard.type("Never")
    tab_to(wall, "#side-b")
    wall.keyboard.type("Living")
    tab_to(wall, "[name=view]")
    wall.keyboard.press("ArrowRight")
    tab_to(wall, "button")
    wall.keyboard.press("Enter")

    expect(wall.locator("#group-smoking .pair__side")).to_have_count(2)
    expect(wall.locator("#group-family_history .both")).to_have_count(1)


def test_by_keyboard_alone_a_combination_is_found_and_opened(wall):
    wall.goto("/interplay/")
    for name in ("ebv", "vitamin_d", "smoking", "family_history"):
        tab_to(wall, f"#set-{name}-unknown")
        wall.keyboard.press("Enter")
        expect(wall.locator(f"#set-{name}-unknown")).to_have_attribute("aria-current", "true")
    tab_to(wall, ".beside a")
    wall.keyboard.press("Enter")
    expect(wall.locator("[data-card]").first).to_be_visible()


def test_by_keyboard_alone_a_person_is_composed(wall):
    wall.goto("/cases/")
    tab_to(wall, ".page a.button")
    wall.keyboard.press("Enter")
    wall.wait_for_url("**/compose/")
    tab_to(wall, "#choose-smoking")
    wall.keyboard.type("I used")
    tab_to(wall, ".choose button")
    wall.keyboard.press("Enter")
    wall.wait_for_url("**/cases/1.-.-.past.-/")

    assert cards(wall) == ["smoking.past"]


PAIRS = [(one, other) for (one, _), (other, _) in combinations(in_use(content.edition()), 2)]


def test_beside_another_person_stands_only_what_differs_in_few_words(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    for one, other in PAIRS[::5]:
        page.goto(f"/compare/?a={one}&b={other}")
        assert page.evaluate(WORDS, ["main", ".teaching, option"]) <= 300, (one, other)


@pytest.mark.parametrize("link", [link for link, _ in in_use(content.edition())])
def test_the_cards_under_a_person_are_short(page, link):
    page.goto(f"/cases/{link}/")
    assert page.evaluate(WORDS, ["#explanation", ".nothing"]) <= 700
    assert page.evaluate(WORDS, ["main", "option, .teaching, #explanation"]) <= 300


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_choice_in_the_headline_workshop_gets_an_answer(browser, base_url, scripts):
    context = browser.new_context(base_url=base_url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/headlines/")
    ask = page.locator(".ask").first
    expect(ask.locator(".ask__fits")).to_be_hidden()
    ask.get_by_label("It says so").check()
    expect(ask.locator(".ask__not")).to_be_visible()
    ask.get_by_label("It does not say").check()
    expect(ask.locator(".ask__fits")).to_be_visible()
    expect(ask.locator(".ask__not")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("path", ["/why-not-multiply/?pick=ebv.vitamin_d", "/interplay/"])
def test_a_word_of_the_glossary_leads_out_of_a_toy_and_not_into_it(page, console, path):
    page.goto(path)
    page.locator("#stage a.term").first.click()
    page.wait_for_url("**/glossary/**")

    expect(page.locator("h1")).to_be_visible()
    assert page.locator("main").count() == 1
    assert console == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_menu_of_tools_opens_within_the_window(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/why-not-multiply/")
    page.get_by_text("Tools").click()
    box = page.locator(".tools ul").bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
