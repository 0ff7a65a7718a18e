"""A lesson in a real browser: projected, by keys, from the last row."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.looks import MATRIX, examine, sampled
from tests.browser.test_journey import tab_to

PROJECTOR = {"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"}
CASE = "/cases/used-to-smoke/"
PAGES = (
    *("/teach/", "/cases/", CASE, "/compare/?a=never-tested&b=lives-with-ms", "/interplay/"),
    *("/why-not-multiply/?pick=ebv.vitamin_d", "/self-check/", "/headlines/"),
)
GUESS = "/cases/never-tested/?guess=1"
CHANGED = "/cases/1.mono.below.past.close/?from=from-one-list"


@pytest.fixture
def wall(browser, base_url):
    context = browser.new_context(base_url=base_url, **PROJECTOR)
    yield context.new_page()
    context.close()


def at(page):
    return [int(part) for part in page.locator("[data-at]").inner_text().split("/")]


def shown(page):
    """The words on the screen, without the bar."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".keep, .now")]
          .map((one) => one.innerText).join("\\n")"""
    )


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_projected_by_a_key_and_walked_to_its_end(wall, path):
    wall.goto(path)
    words = wall.locator("#main").inner_text()
    wall.keyboard.press("p")
    wall.wait_for_url("**projector=1*")
    seen = [shown(wall)]
    _, last = at(wall)
    for number in range(2, last + 1):
        wall.keyboard.press("ArrowRight")
        expect(wall.locator("[data-at]")).to_have_text(f"{number} / {last}")
        seen.append(shown(wall))

    assert last > 1 or "pick=" in path or path == "/interplay/"
    assert all(seen)
    assert len(set(seen)) > last / 2
    assert "step=" in wall.url
    wall.keyboard.press("Escape")
    wall.wait_for_url(lambda url: "projector" not in url)
    assert wall.locator("#main").inner_text() == words


def test_a_thought_fits_the_screen_and_can_be_read_from_the_last_row(wall):
    """Letters of a thirtieth of the height or more; hardly a step needs scrolling."""
    wall.goto(f"{CASE}?projector=1")
    _, last = at(wall)
    too_long = 0
    for number in range(last):
        size = wall.evaluate(
            """() => Math.min(...[...document.querySelectorAll(".now p, .now li, .now select")]
              .filter((one) => !one.closest(".visually-hidden, .small"))
              .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
        )
        assert size >= 720 / 30
        too_long += wall.evaluate(
            """() => [...document.querySelectorAll(".now")].at(-1).getBoundingClientRect().bottom
              > innerHeight * 1.6"""
        )
        if number < last - 1:
            wall.keyboard.press("PageDown")
    assert too_long == 0


STEPPED = [*PAGES, "/pictures/", "/cases/from-one-list/", GUESS, CHANGED]


@pytest.mark.parametrize("path", STEPPED if MATRIX else STEPPED[::3])
def test_every_step_fits_the_wall_above_the_bar(wall, path):
    wall.goto(f"{path}{'&' if '?' in path else '?'}projector=1")
    bar = wall.locator(".bar").bounding_box()["y"]
    before = None
    while before != (number := at(wall)):
        before = number
        bottom = wall.evaluate(
            "() => [...document.querySelectorAll('.now')].at(-1).getBoundingClientRect().bottom"
        )
        # Letters differ from machine to machine.
        assert bottom <= bar * 1.05, number
        wall.keyboard.press("ArrowRight")


def test_nothing_is_left_out_between_the_steps(wall):
    """Each text of the explanation is on some step."""
    wall.goto(f"{CASE}?projector=1")
    _, last = at(wall)
    seen = []
    for number in range(last):
        seen.append(shown(wall))
        if number < last - 1:
            wall.keyboard.press("ArrowRight")
    told = "\n".join(seen)
    wall.goto(CASE)
    texts = wall.locator(".card p:not(.section, .beside, .checked, .figure), .card li").all()

    wanted = [one.inner_text() for one in texts if one.is_visible()]
    assert wanted
    missing = [words for words in wanted if words.split(".")[0] not in told]
    assert missing == []


def test_a_figure_and_whom_it_compares_stand_on_one_step(wall):
    wall.goto("/cases/mono-in-winter/?projector=1")
    _, last = at(wall)
    for _ in range(last - 1):
        if wall.locator(".figure:visible").count():
            assert wall.locator(".comparison:visible").count()
        wall.keyboard.press("ArrowRight")


@pytest.mark.journey
def test_after_the_last_step_comes_the_next_case_and_back_again(wall):
    wall.goto("/cases/never-tested/?projector=1")
    wall.keyboard.press("End")
    first, last = at(wall)
    assert first == last
    wall.keyboard.press("ArrowRight")
    wall.wait_for_url("**/cases/identical-twin/?projector=1*")
    wall.keyboard.press("PageUp")
    wall.wait_for_url("**/cases/never-tested/?projector=1*")


def test_a_step_is_in_the_link_and_can_be_opened_elsewhere(wall, context, base_url):
    wall.goto(f"{CASE}?projector=1")
    for _ in range(3):
        wall.keyboard.press("ArrowRight")
    words = shown(wall)
    other = context.new_page()

    other.goto(wall.url)

    assert shown(other) == words


def test_keys_do_nothing_while_somebody_types_or_chooses(wall):
    wall.goto("/cases/compose/")
    tab_to(wall, "#choose-ebv")
    wall.keyboard.press("p")
    wall.keyboard.press("?")
    assert "projector" not in wall.url
    assert not wall.locator("#keys").is_visible()
    wall.goto(f"{CASE}?projector=1&step=3")
    tab_to(wall, "a, button")
    wall.keyboard.press("Control+ArrowRight")
    assert at(wall)[0] == 3


def test_the_keys_are_listed_by_a_question_mark_and_can_be_switched_off(wall):
    wall.goto(CASE)
    wall.keyboard.press("?")
    expect(wall.locator("#keys")).to_be_visible()
    wall.get_by_role("link", name="Switch the keys off").click()
    wall.wait_for_url("**keys=off*")
    wall.keyboard.press("p")
    wall.keyboard.press("?")
    assert "projector" not in wall.url
    assert not wall.locator("#keys").is_visible()

    wall.get_by_text("Tools").click()
    wall.get_by_role("link", name="Project this page").click()
    wall.keyboard.press("ArrowRight")
    assert at(wall)[0] == 1
    wall.get_by_role("button", name="Next").click()
    assert at(wall)[0] == 2


def test_escape_first_closes_the_list_of_keys(wall):
    wall.goto(f"{CASE}?projector=1")
    wall.keyboard.press("?")
    expect(wall.locator("#keys")).to_be_visible()
    wall.keyboard.press("Escape")
    expect(wall.locator("#keys")).to_be_hidden()
    assert "projector=1" in wall.url


def test_a_flip_on_the_wall_shows_what_changes(wall):
    wall.goto("/cases/never-tested/?projector=1&step=2")
    wall.get_by_label("Smoking").select_option("now")

    expect(wall.locator(".changes")).to_be_visible()
    assert "projector=1" in wall.url
    assert "from=never-tested" in wall.url
    wall.keyboard.press("Escape")


def test_guess_first_hides_the_explanation_on_the_wall_and_off_it(wall):
    wall.goto("/cases/never-tested/?guess=1")
    expect(wall.locator("[data-card]").first).to_be_hidden()
    tab_to(wall, ".guess > summary")
    wall.keyboard.press("Enter")
    expect(wall.locator("[data-card]").first).to_be_visible()

    wall.goto("/cases/never-tested/?guess=1&projector=1")
    _, before = at(wall)
    while "Guess first" not in shown(wall):
        wall.keyboard.press("ArrowRight")
    assert wall.locator("[data-card]:visible").count() == 0
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("[data-card]:visible")).to_have_count(1)
    assert at(wall)[1] == before


def test_without_a_script_a_projected_page_is_large_and_whole(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, **PROJECTOR)
    page = context.new_page()
    page.goto(f"{CASE}?projector=1")

    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("[data-card]").last).to_be_visible()
    page.get_by_role("link", name="Leave").click()
    expect(page.locator(".top")).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/cases/1.mono.below.past.close/?from=never-tested", "/teach/"])
def test_the_code_is_read_as_the_address_beside_it(wall, base_url, path):
    wall.goto(path)
    wall.get_by_text("Tools").click()
    wall.get_by_role("link", name="QR code").click()
    code = wall.locator(".qr__svg")
    expect(code).to_be_visible()

    picture = Image.open(io.BytesIO(code.screenshot()))
    read = [one.text for one in zxingcpp.read_barcodes(picture)]

    beside = wall.locator(".qr a").first
    assert read == [beside.inner_text()] == [base_url + path]
    assert code.bounding_box()["width"] >= 400


def test_the_code_is_read_from_the_last_row(browser, base_url):
    """On the wall the code is half as high as the picture; from afar it is a few pixels wide."""
    context = browser.new_context(base_url=base_url, color_scheme="dark", **PROJECTOR)
    page = context.new_page()
    page.goto("/cases/never-tested/?qr=1&projector=1")
    picture = Image.open(io.BytesIO(page.screenshot()))
    far = picture.resize((picture.width // 3, picture.height // 3), Image.Resampling.LANCZOS)

    assert [one.text for one in zxingcpp.read_barcodes(far)] == [
        page.locator(".qr a").first.inner_text()
    ]
    context.close()


PROJECTED = (
    *(f"{CASE}?projector=1&step=4", "/why-not-multiply/?pick=ebv.vitamin_d.smoking&projector=1"),
    *("/cases/?projector=1&qr=1", "/cases/never-tested/?guess=1", "/headlines/?projector=1&step=3"),
)


@pytest.mark.parametrize(("path", "scheme"), sampled(PROJECTED, ("light", "dark")))
def test_a_projected_page_can_be_read_by_everybody(browser, base_url, path, scheme):
    context = browser.new_context(base_url=base_url, color_scheme=scheme, **PROJECTOR)
    page = context.new_page()
    page.goto(path)

    examine(page)
    context.close()


def test_on_a_phone_a_projected_page_fits(browser, base_url):
    context = browser.new_context(base_url=base_url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in (f"{CASE}?projector=1", f"{CASE}?projector=1&qr=1", "/self-check/?projector=1"):
        page.goto(path)
        examine(page)
    context.close()


@pytest.mark.parametrize("js", [True, False])
def test_the_self_check_is_done_by_keyboard_and_leaves_nothing(browser, base_url, js):
    context = browser.new_context(base_url=base_url, java_script_enabled=js)
    page = context.new_page()
    asked = []
    page.goto("/self-check/")
    page.on("request", lambda request: asked.append(request.url))
    assert page.locator(".exercise").count() == 10
    tab_to(page, ".answer > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".answer__why").first).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".answer__why:visible")).to_have_count(1)
    assert asked == []
    assert page.url.endswith("/self-check/")
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("js", [True, False])
def test_a_headline_is_taken_through_five_steps_and_nothing_is_sent(browser, base_url, js):
    context = browser.new_context(base_url=base_url, java_script_enabled=js)
    page = context.new_page()
    page.goto("/headlines/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    first = page.locator(".headline").first
    assert first.locator(".ask").count() == 5
    for step in first.locator(".ask").all():
        expect(step.locator(".beyond")).to_be_hidden()
        step.locator("input").first.check()
        step.locator("summary").press("Enter")
        expect(step.locator(".beyond")).to_be_visible()

    assert asked == []
    context.close()
