"""The tasks on the lessons' pages: judged as `check` does, answered by mouse and keyboard, remembered, forgotten."""

import html
import json

import nbformat
import pytest
from built_pages import LESSONS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from notebook_cells import CHECKOUT
from notebook_cells import LESSONS as NOTEBOOKS

from lessonlib.course.site import answers_data
from lessonlib.exercises import judge
from lessonlib.exercises.answers import Choice, Value
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import State

pytestmark = [pytest.mark.slow, pytest.mark.browser]

JUDGE = CHECKOUT / "site" / "_static" / "judge.js"
STATES = {State.NOT_ATTEMPTED: "open", State.WRONG: "wrong", State.RIGHT: "right"}
MADE = 300
BATCH = """([answers, tasks]) => answers.map(([name, text]) => {
  const { state, told, name: mistake } = course.judge(tasks[name], text);
  return [state, told ?? "", mistake ?? ""];
})"""
FORMS = (
    "{}|{})|({}).|[{}]|'{}'|Answer: {}|option {}|{} or b|{}{}| {} !|{}, ?|{}-|-{}|~{}.|about {}|{} GB|{}%|{} percent"
)
FORMS += "|{} pairs|{}/4|{}e0|{}0|{} * 2|torch.Size([{}])|{} x 3|shape {}|3, {}"
"""How somebody may write an answer, which stands for {}."""


@pytest.fixture(scope="module")
def tasks():
    """What the pages know of the tasks that are no code, by name."""
    known = {name: data for path in NOTEBOOKS for name, data in answers_data(nbformat.read(path, 4)).items()}
    return {name: data for name, data in known.items() if "reference" in data}


def registered(data):
    """All answers that the register has of a task, as they are typed, and its options."""
    answers = [data["reference"], *data["alternatives"], *(wrong["answer"] for wrong in data["wrong"])]
    return [*map(str, answers), *data.get("options", {}).values()]


def typed(tasks):
    """What somebody may type: a known answer, or part of it, or a number near it, in one of many forms; or anything."""

    def of(name):
        reference, known = tasks[name]["reference"], st.sampled_from(registered(tasks[name]))
        if isinstance(find_task(name), Choice):
            words = st.builds(lambda text, start: " ".join(text.split()[start:]), known, st.integers(0, 2))
            answer = known | words | words.map(str.upper) | st.integers(0, 6).map(str)
        elif isinstance(reference, tuple):
            numbers = st.lists(st.sampled_from([*reference, 15, 500]), min_size=1, max_size=4)
            shapes = known | st.permutations(reference).map(str) | numbers.map(str)
            answer = (
                shapes | shapes.map(lambda shape: shape.strip("()[]")) | shapes.map(lambda s: s.replace(", ", " x "))
            )
        else:
            factors = st.sampled_from([1, -1, 0.01, 100, 1000, 1.024, 8, 1.2, 0.5, 1e-6])
            number = st.builds(lambda number, factor: f"{float(number) * factor:.10g}", known, factors)
            number |= st.builds(lambda number, places: f"{float(number):.{places}f}", known, st.integers(0, 4))
            answer = (
                number | number.map(lambda text: text.replace(".", ",")) | st.integers(-9999, 99999).map("{:,}".format)
            )
        formed = st.builds(lambda form, text: form.replace("{}", text), st.sampled_from(FORMS.split("|")), answer)
        return st.tuples(st.just(name), answer | formed | st.text("ab cd12.,-/'\"()%_?e", max_size=8))

    return st.sampled_from(sorted(tasks)).flatmap(of)


def made_by_hypothesis(strategy, number):
    """That many examples of `strategy`, always the same ones."""
    made = []

    @settings(max_examples=number, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(strategy)
    def collect(example):
        made.append(example)

    collect()
    return made


def test_the_page_judges_as_check_does(browser, tasks):
    """Every registered answer and many made ones, in one call; the page speaks of no quotes, which nobody types."""
    assert len(tasks) > 30 and {type(find_task(name)) for name in tasks} == {Choice, Value}
    answers = [(name, text) for name, data in tasks.items() for text in registered(data)]
    numbers = {name: data["reference"] for name, data in tasks.items() if isinstance(data["reference"], int | float)}
    answers += [(name, str(1000 * number)) for name, number in numbers.items()]
    answers += made_by_hypothesis(typed(tasks), MADE)
    page = browser.new_page()
    page.add_script_tag(path=JUDGE)
    found = page.evaluate(BATCH, [answers, json.loads(json.dumps(tasks))])
    page.close()
    differing, states = [], set()
    for (name, text), said in zip(answers, found, strict=True):
        verdict = judge(name, text)
        told = verdict.lines[0] if verdict.state is State.WRONG else ""
        told = told.replace(" in quotes", "").replace(" Without the quotes, Python computes it.", "")
        expected = [STATES[verdict.state], told, verdict.diagnosis]
        states.add((expected[0], verdict.diagnosis))
        if said != expected:
            differing.append((name, text, expected, said))
    assert differing == [], f"{len(differing)} of {len(answers)}: {differing[:5]}"
    assert len(answers) > MADE + 150 and {name for _, name in states} > {"more than one letter", "another unit", ""}


def test_questions_are_answered_on_the_page_and_remembered(address, open_page):
    """With the mouse and by keyboard; a wrong answer is told why, a right one unfolds what it answers."""
    page = open_page(f"{address}{LESSONS[0]}.html")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    letters, number = page.locator("#task-cat_and_dog"), page.locator("#task-number_of_pairs")
    options = page.locator("li.option", has_text="keep the same company")
    answer = page.locator("#task-cat_and_dog ~ .cell details").first
    assert answer.get_attribute("open") is None and not page.locator(".progress-line").is_visible()

    page.get_by_role("button", name="a) away from each other").click()
    letters.get_by_text("Not right yet. They are drawn as noise").wait_for()
    letters.get_by_role("button", name="Hint").click()
    letters.get_by_role("button", name="Hint").click()
    assert letters.locator("li").count() == 2 and letters.get_by_role("button", name="Hint").is_disabled()
    options.click()  # on its words, not on its button
    letters.get_by_text("Right. Words need not meet").wait_for()
    assert answer.get_attribute("open") is not None
    assert [url for url in loaded if not url.startswith("data:")] == [f"{address}handouts/answers/01_embeddings.js"]

    number.get_by_label("Your answer").focus()
    page.keyboard.type("about 44/2 pairs")
    page.keyboard.press("Enter")
    number.get_by_text("Right. At the ends").wait_for()
    number.get_by_text("(Read as 22.)").wait_for()
    colours = [
        place.evaluate("place => getComputedStyle(place).color")
        for place in (number.locator(".said"), page.locator("article"))
    ]
    assert colours[0] == colours[1]  # the verdict can be read: axe is blind to white on white

    page.reload()
    page.get_by_text("You have answered 2 of the").wait_for()
    assert page.locator(".task.done").count() == 2
    page.goto(f"{address}lessons/index.html")
    assert page.locator(".lesson-list tr", has_text="2 of ").count() == 1
    page.go_back()
    page.get_by_role("button", name="Forget my answers").click()
    page.reload()
    assert not page.locator(".progress-line").is_visible() and page.locator(".task.done").count() == 0


def test_code_has_its_way_to_colab_at_its_place_and_its_solution_by_double_click(site, open_page):
    page = open_page((site / f"{LESSONS[0]}.html").as_uri())
    box = page.locator("#task-cosine")
    cell = next(cell for cell in nbformat.read(NOTEBOOKS[0], 4).cells if cell.metadata.get("task") == "cosine")
    assert box.get_by_role("link", name="Try it in Colab").get_attribute("href").endswith(f"#scrollTo={cell.id}")
    assert find_task("cosine").after not in page.content()
    box.get_by_role("button", name="Solution").click()
    box.get_by_text("return", exact=False).wait_for()


def test_no_answer_stands_on_the_page(site, tasks):
    for name, path in zip(LESSONS, NOTEBOOKS, strict=True):
        page = (site / f"{name}.html").read_text(encoding="utf-8")
        for data in answers_data(nbformat.read(path, 4)).values():
            said = [data["after"], *data["hints"], *(wrong["message"] for wrong in data.get("wrong", []))]
            assert not [text for text in said if text in html.unescape(page)]
