"""What a visitor does, in a real browser, by keyboard, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

ANSWERS = ("positive_test", "below_50", "current", "first_degree")


@pytest.fixture
def first(page, console):
    page.goto("/")
    yield page
    assert console == []


def choose(page, *values):
    for value in values:
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")


def focused(page):
    return page.evaluate("document.activeElement.value || document.activeElement.id")


def cards(page):
    return page.eval_on_selector_all("[data-card]", "cards => cards.map(c => c.dataset.card)")


def tab_to(page, selector, most=60):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


@pytest.mark.journey
def test_by_keyboard_each_answer_is_explained_and_focus_stays(first):
    tab_to(first, "[name=ebv]")
    first.keyboard.press("Space")
    expect(first.locator("[data-card='ebv.positive_test']")).to_be_visible()
    assert focused(first) == "positive_test"
    expect(first.locator("#said")).to_have_text("The explanation has changed.")

    first.keyboard.press("ArrowDown")
    expect(first.locator("[data-card='ebv.mono']")).to_be_visible()
    assert focused(first) == "mono"

    tab_to(first, "[name=smoking]")
    first.keyboard.press("Space")
    expect(first.locator("[data-card='smoking.current']")).to_be_visible()
    assert cards(first) == ["ebv.mono", "smoking.current", "ebv+smoking", "combination"]


def test_a_number_is_read_on_leaving_the_field_and_not_on_each_key(first):
    asked = []
    first.on("request", lambda request: asked.append(request.method))
    first.check("input[value=measured]")
    expect(first.locator("#vitamin_d-message")).to_contain_text("Type the number")
    first.check("input[value='nmol/L']")
    first.locator("#vitamin_d_value").press_sequentially("48,5", delay=30)
    first.wait_for_timeout(200)
    assert cards(first) == []

    first.keyboard.press("Tab")

    expect(first.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    assert asked.count("POST") == 2


def test_a_number_without_its_unit_is_not_called_wrong_while_it_is_given(first):
    first.check("input[value=measured]")
    expect(first.locator("#vitamin_d-message")).to_contain_text("Type the number")
    first.fill("#vitamin_d_value", "19.9")
    first.keyboard.press("Tab")
    first.wait_for_timeout(200)
    expect(first.locator(".message__error")).to_have_count(0)

    first.keyboard.press("ArrowDown")

    expect(first.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    assert focused(first) == "ng/mL"


@pytest.mark.journey
def test_a_bad_number_is_told_at_the_field_and_in_a_summary_that_leads_there(first):
    choose(first, "mono")
    first.check("input[value=measured]")
    first.check("input[value='nmol/L']")
    first.fill("#vitamin_d_value", "5,000")
    first.keyboard.press("Tab")

    expect(first.locator("#said")).to_have_text("There is a problem with an answer.")
    expect(first.locator("#vitamin_d_value")).to_have_attribute("aria-invalid", "true")
    first.click(".problems a")
    assert focused(first) == "5,000"
    first.fill("#vitamin_d_value", "50,00")
    first.keyboard.press("Tab")
    expect(first.locator("[data-card='vitamin_d.from_50']")).to_be_visible()
    expect(first.locator("[data-card='ebv.mono']")).to_be_visible()
    expect(first.locator("#vitamin_d_value")).to_have_attribute("aria-invalid", "false")


def test_only_the_changed_card_is_marked_and_order_is_kept(first):
    choose(first, *ANSWERS)
    first.check("input[value=past]")
    first.wait_for_selector("[data-card='smoking.past'] .mark")

    marked = first.eval_on_selector_all(".card--updated", "all => all.map(c => c.dataset.card)")
    assert marked == ["smoking.past"]
    assert cards(first)[2] == "smoking.past"


def test_the_button_moves_focus_to_the_explanation(first):
    choose(first, "mono")
    first.click("button[type=submit]")

    expect(first.locator("#explanation-heading")).to_be_focused()


def test_answers_stand_beside_the_explanation_and_can_be_changed_or_cleared(first):
    choose(first, "mono", "never")
    first.locator(".given a", has_text="Change").first.click()
    assert focused(first) == "positive_test"
    assert first.is_checked("input[value=never]")

    first.click("text=Clear all answers")

    expect(first.locator(".empty")).to_be_visible()
    assert first.locator("input:checked").count() == 0


@pytest.mark.journey
def test_a_newer_answer_is_never_overwritten_by_an_older_one(first):
    def slow_for_mono(route):
        if "ebv=mono" in route.request.post_data:
            first.wait_for_timeout(700)
        route.continue_()

    given_up = []
    first.on("requestfailed", lambda request: given_up.append(request.post_data))
    first.route("**/", slow_for_mono)
    first.check("input[value=mono]")
    first.check("input[value=unsure][name=ebv]")
    first.wait_for_selector("[data-card='ebv.unsure']")
    first.wait_for_timeout(1200)

    assert cards(first) == ["ebv.unsure"]
    assert ["ebv=mono" in data for data in given_up] == [True]


def test_a_phone_is_offered_the_way_to_the_explanation(first):
    first.set_viewport_size({"width": 320, "height": 640})
    choose(first, "mono")
    first.click("#jump")

    expect(first.locator("#explanation-heading")).to_be_focused()
    expect(first.locator("#jump")).to_be_hidden()


@pytest.mark.journey
def test_a_lost_connection_says_so_and_offers_to_try_again(page):
    page.goto("/")
    page.context.set_offline(True)
    page.check("input[value=mono]")
    expect(page.locator("#lost")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("could not be updated")

    page.context.set_offline(False)
    page.click("text=Try again")

    expect(page.locator("[data-card='ebv.mono']")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()


@pytest.mark.parametrize("status", [403, 413, 500, 503])
def test_a_failing_server_is_told_the_same_way(page, status):
    page.goto("/")
    page.route("**/", lambda route: route.fulfill(status=status, body="x"))
    page.check("input[value=mono]")

    expect(page.locator("#lost")).to_be_visible()
    assert page.is_checked("input[value=mono]")


@pytest.mark.parametrize("ignored", [[], ["--disable-back-forward-cache"]])
def test_a_page_restored_by_back_shows_no_answers(
    browser_type, browser_type_launch_args, base_url, ignored
):
    """Whether the browser asks again or keeps the whole page in its memory."""
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=ignored)
    page = browser.new_page(base_url=base_url)
    page.goto("/")
    choose(page, *ANSWERS)
    page.goto("/nowhere/")
    page.go_back()
    page.wait_for_selector(".empty")

    assert page.locator("input:checked").count() == 0
    browser.close()


def parts(page):
    """All of an explanation but the buttons that need a script."""
    selector = "#explanation > :not(.given), .given dl"
    return page.eval_on_selector_all(selector, "all => all.map(one => one.outerHTML)")


class TestWithoutJavaScript:
    @pytest.fixture
    def plain(self, browser, base_url):
        context = browser.new_context(base_url=base_url, java_script_enabled=False)
        page = context.new_page()
        page.goto("/")
        yield page
        context.close()

    @pytest.mark.journey
    def test_by_keyboard_a_whole_page_gives_the_same_explanation(self, plain, page):
        plain.focus("[name=ebv][value=mono]")
        plain.keyboard.press("Space")
        plain.focus("button[type=submit]")
        plain.keyboard.press("Enter")
        plain.wait_for_selector("[data-card='ebv.mono']")
        page.goto("/")
        choose(page, "mono")

        assert plain.title() == page.title()
        assert plain.is_checked("input[value=mono]")
        assert parts(plain) == parts(page)

    @pytest.mark.journey
    def test_a_mistake_is_named_in_title_summary_and_field(self, plain):
        plain.check("input[value=measured]")
        plain.fill("#vitamin_d_value", "abc")
        plain.check("input[value='ng/mL']")
        plain.check("input[value=never]")
        plain.click("button[type=submit]")

        assert plain.title().startswith("Error: ")
        plain.click(".problems a")
        assert plain.input_value("#vitamin_d_value") == "abc"
        assert plain.is_checked("input[value=never]")

    def test_every_question_explains_itself_in_place(self, plain):
        for summary in plain.locator(".why summary").all():
            summary.click()

        assert plain.locator(".why[open]").count() == 4
        assert plain.locator(".level").is_hidden()
