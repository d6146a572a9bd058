"""The page in a real browser, opened from the disk without a network: what is seen, operated, spoken and printed."""

import re
import shutil
from unicodedata import normalize

import pytest

from backprop_cli import check, load, page, read_answers, solve, value_text
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.load import bundled

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
BUTTON = "[data-do={}]"


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def wrong():
    """What went wrong in the pages of a test: errors, what was told on the console, what was asked of a network."""
    return []


@pytest.fixture
def opened(browser, tmp_path, wrong):
    """A function that opens a page of problems; afterwards nothing may have gone wrong in it."""
    contexts = []

    def open_page(name="ex3", mode="judge", lang="en", width=1280, **settings):
        path = tmp_path / "page.html"
        names = bundled() if name == "all" else [name]
        problems = [problem for one in names for problem in load(one)]
        path.write_text(page(problems, mode, lang), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **settings)
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("request", lambda request: wrong.append(request.url) if request.url != path.as_uri() else None)
        tab.goto(path.as_uri())
        if settings.get("java_script_enabled", True):
            tab.wait_for_selector("html.live")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def answer(tab, place, value):
    """Types a value into a field, and Enter."""
    field = tab.locator(f'[data-place="{place}"]')
    field.fill(str(value))
    field.press("Enter")
    return field


def with_a_wrong_answer(tab):
    """Five right answers, and one with the wrong sign, with all its hints."""
    for line, value in enumerate(["0", "0.5", "0", "0.5", "0", "0.5", "1/8", "-0.5", "-0.125"]):
        answer(tab, f"0:{line}:0", value)
    tab.locator('[data-place="0:7:0"]').focus()
    for _ in range(3):
        tab.click(BUTTON.format("hint"))


def verdict(tab, line):
    """What stands in the verdict of a line."""
    return tab.locator(f'tr[data-line="{line}"]').get_attribute("data-verdict")


def violations(tab):
    """The rules of axe that a page breaks, each with the first element that does."""
    return [(item["id"], item["nodes"][0]["html"][:120]) for item in axe.Axe().run(tab).response["violations"]]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_page_with_a_judged_wrong_answer(opened, scheme, lang):
    tab = opened(lang=lang, color_scheme=scheme)
    with_a_wrong_answer(tab)
    assert violations(tab) == []


@pytest.mark.parametrize(("name", "mode"), [("three-classes", "read"), ("ex4", "solution"), ("ex1", "judge")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_other_pages(opened, name, mode, scheme):
    assert violations(opened(name, mode, color_scheme=scheme, width=700)) == []


def test_axe_would_find_something(opened):
    tab = opened()
    tab.evaluate("document.querySelector('input').removeAttribute('aria-label')")
    assert [rule for rule, _ in violations(tab)] == ["label"]


def test_a_step_is_finished_by_keys_alone_and_the_focus_is_always_seen(opened):
    tab = opened("mazur-2-2-2")
    problem = load("mazur-2-2-2")[0]
    while tab.evaluate("document.activeElement.dataset.place") is None:
        tab.keyboard.press("Tab")
    values = [value for row in solve(problem, steps=1).trace() for value in elements(row.value)]
    for value in values:
        tab.keyboard.type(value_text(value, digits=9))
        tab.keyboard.press("Enter")
        outline = "getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName"
        assert tab.evaluate(outline) == "solidINPUT"
    rows = tab.locator("tr[data-line]")
    assert {rows.nth(row).get_attribute("data-verdict") for row in range(rows.count())} <= {"right", "rounded"}


def test_verdicts_are_said_in_the_one_live_region(opened):
    tab = opened()
    with_a_wrong_answer(tab)
    answer(tab, "0:9:0", "7")
    assert tab.locator("[aria-live], [role=status], [role=alert], [role=log]").count() == 1
    assert tab.locator("#said").text_content().endswith("not right here")
    assert [verdict(tab, f"0:{line}") for line in (6, 7, 8)] == ["right", "wrong", "follows"]
    assert "The sign is wrong." in opened_hints(tab, "0:7")


def opened_hints(tab, line):
    """What is told of a line."""
    tab.locator(f'tr[data-line="{line}"]').click(position={"x": 5, "y": 5})
    return tab.locator(".told").text_content()


def test_one_current_line_is_lit_in_the_table_the_picture_and_the_formula(opened):
    tab = opened(mode="read")
    for _ in range(3):
        tab.click(BUTTON.format("next"))
        tab.keyboard.press("ArrowRight")
    current = tab.locator("[aria-current]")
    assert current.count() == 1
    name = current.get_attribute("data-name")
    assert tab.locator(f"svg .lit[data-lines~='{name}']").count() >= 1
    assert normalize("NFKC", tab.locator(".formula-now").inner_text()).startswith(name)
    tab.locator("svg circle[data-lines~=L]").click()
    assert tab.locator("[aria-current]").get_attribute("data-name") == "L"
    tab.keyboard.press("Home")
    assert tab.locator("[aria-current]").get_attribute("data-line") == "0:0"
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowLeft")
    assert tab.locator("[aria-current]").get_attribute("data-name") == "W3⁺"


@pytest.mark.parametrize("name", ["ex3", "three-classes", "residual-network", "attention-head"])
def test_every_value_is_that_of_solve_also_with_another_weight(opened, name):
    tab = opened(name, "read")
    tab.click(BUTTON.format("last"))
    first = tab.locator("[data-field]").first
    for changed in (None, "0.75"):
        if changed:
            first.fill(changed)
            first.press("Tab")
        shown = [shown_numbers(text) for text in tab.locator("td.value").all_inner_texts()]
        rows = list(solve(changed_problem(tab, name) if changed else load(name)[0]).trace())
        for numbers, row in zip(shown, rows, strict=True):
            assert numbers == pytest.approx(list(map(float, elements(row.value))), rel=2e-3, abs=1e-12)


def changed_problem(tab, name):
    """The problem with what stands in the first field of its page in the first place of what is given."""
    label = tab.locator("[data-field]").first.get_attribute("aria-label")
    place = {"Given values, Q, 1, 1": "at.Q[1][1]"}.get(label) or f"data[{label.split(',')[0].split()[1]}].x[1]"
    return load(name, edits=[(place, "0.75", "--set")])[0]


def shown_numbers(text):
    """The numbers of a value as it stands on the page."""
    return [float(number.replace("−", "-")) for number in re.findall(r"−?[\d.]+", re.sub(r"−\s*", "−", text))]


def test_answers_are_kept_and_copied_as_a_file_that_check_reads(opened):
    tab = opened()
    with_a_wrong_answer(tab)
    tab.reload()
    tab.wait_for_selector("html.live")
    assert verdict(tab, "0:7") == "wrong"
    tab.click(BUTTON.format("copy"))
    (answers,) = read_answers(tab.locator("textarea").input_value(), "copied")
    judged = check(load("ex3")[0], answers)
    assert [item.verdict for item in judged.result.answers] == ["right"] * 7 + ["wrong", "follows"]
    tab.click(BUTTON.format("reset"))
    assert verdict(tab, "0:7") == ""


@pytest.mark.parametrize("name", ["ex3", "three-classes", "attention-head", "ex1", "all"])
@pytest.mark.parametrize("settings", [{"width": 320}, {"width": 640, "device_scale_factor": 2}])
def test_a_narrow_or_enlarged_page_does_not_scroll_sideways(opened, name, settings):
    tab = opened(name, lang="ru", **settings)
    assert tab.evaluate("document.scrollingElement.scrollWidth") <= settings["width"]


def test_nothing_moves_where_motion_is_not_wanted(opened):
    moves = "getComputedStyle(document.querySelector('svg [data-lines]')).transitionDuration"
    assert opened().evaluate(moves) != "0s"
    assert opened(reduced_motion="reduce").evaluate(moves) == "0s"


def test_print_has_every_line_in_black_on_white_and_no_controls(opened):
    tab = opened(color_scheme="dark")
    with_a_wrong_answer(tab)
    tab.emulate_media(media="print")
    assert not any(
        tab.locator("button, .now, textarea").nth(n).is_visible() for n in range(tab.locator("button").count())
    )
    rows = tab.locator("tr[data-line]")
    assert rows.count() == 50
    assert all(rows.nth(row).is_visible() for row in range(50))
    colours = "[...document.querySelectorAll('th, td, h1, h2, p, svg text')].map((e) => getComputedStyle(e).color)"
    assert set(tab.evaluate(colours)) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_without_script_the_board_is_there_and_nothing_that_does_not_work(opened):
    tab = opened(java_script_enabled=False)
    assert tab.locator("tr[data-line]:visible").count() == 50
    assert tab.locator("button:visible, input:visible, .now:visible").count() == 0


def test_the_page_cannot_reach_the_network(opened, wrong):
    tab = opened()
    told = "document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective))"
    asked = f"new Promise((done) => {{ {told}; fetch('https://example.org').catch(() => 0); }})"
    assert tab.evaluate(asked) == "connect-src"
    assert any("Content Security Policy" in said for said in wrong)
    wrong.clear()
