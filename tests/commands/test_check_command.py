"""The commands check and test, and the library's check, as a stranger uses them."""

import json
import re
from random import Random

import pytest
from examples import mostly_slow
from places import SUPPORT
from quick_yaml import quick_load

import backprop_cli
from backprop_cli import check, load, load_text
from backprop_cli.checking.mistakes.catalogue import catalogue, names, own_mistakes, ranked, theme_of
from backprop_cli.checking.template import LEVELS, blank_answers
from backprop_cli.i18n import LANGUAGES, has
from backprop_cli.problem.load import bundled
from backprop_cli.rules import find

RIGHT = "answers:\n  - {step: 1, y_hat: 0.5, L: 1/8}\n"
WRONG = "answers:\n  - {step: 2, y_hat: 0.461, dL/dy_hat: 0.539, dL/dH3: 0.1339, W3: -0.12946}\n"


@pytest.fixture
def files(tmp_path):
    for name, text in {"right.yaml": RIGHT, "wrong.yaml": WRONG, "bad.yaml": "answers: [5]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_exit_code_says_whether_answers_differ(backprop, files):
    assert backprop("check", "ex3", files / "right.yaml").returncode == 0
    assert backprop("check", "ex3", files / "wrong.yaml").returncode == 1
    assert backprop("check", "ex3", files / "wrong.yaml", "--exit-zero").returncode == 0
    assert backprop("check", "ex3", files / "bad.yaml").returncode == 2
    assert backprop("check", "ex3", files / "none.yaml").returncode == 2
    assert backprop("check", "ex3").returncode == 2


def test_the_json_is_the_contracts(backprop, files):
    done = backprop("check", "ex3", files / "wrong.yaml", "-f", "json")
    found = json.loads(done.out)
    assert (done.err, found["format"], found["problem"]) == ("", "backprop-check/1", "ex3")
    assert (found["right"], found["total"], found["score"]) == (3, 50, 0.06)
    assert (found["asked"], found["given"]) == (50, 4)
    assert found["first_error"]["name"] == "dL/dy_hat"
    assert found["first_error"]["mistake"] == "wrong_sign"
    answer = found["answers"][1]
    assert {"step", "name", "given", "expected", "verdict", "mistake", "convention", "message"} <= set(answer)
    assert (answer["step"], answer["name"], answer["given"], answer["verdict"]) == (2, "dL/dy_hat", 0.539, "wrong")
    assert answer["expected"] == pytest.approx(-0.538983220687684)
    assert [item["verdict"] for item in found["answers"]] == ["right", "wrong", "follows", "follows"]


def test_the_library_gives_the_same_object_and_says_nothing(backprop, files, capsys):
    done = backprop("check", "ex3", files / "wrong.yaml", "-f", "json")
    checked = check(load("ex3")[0], str(files / "wrong.yaml"))
    assert checked.to_dict() == json.loads(done.out)
    assert float(checked) == checked.score == 0.06
    assert "0.06" in repr(checked)
    assert checked._repr_html_().startswith("<section")
    assert capsys.readouterr() == ("", "")
    assert backprop_cli.check is check


def test_the_report_tells_the_first_error_and_why(backprop, files):
    said = backprop("check", "ex3", files / "wrong.yaml").out
    assert "4 of 50 lines given; 1 right, 3 from an earlier error" in said or "1 right, 2 from" in said
    assert "∂L/∂ŷ = ŷ − y = 0.461 − 1 = −0.539" in said
    assert "you used y − ŷ instead of ŷ − y" in said
    assert said.count("follows from your") == 2


@pytest.mark.parametrize(
    ("hints", "told", "kept"), [(1, "Look again at step 2", "sign"), (2, "look at the sign", "must be")]
)
def test_fewer_hints_keep_back_what_they_do_not_tell(backprop, files, hints, told, kept):
    said = backprop("check", "ex3", files / "wrong.yaml", "--hints", hints).out
    assert told in said
    assert kept not in said
    record = json.loads(backprop("check", "ex3", files / "wrong.yaml", "--hints", hints, "-f", "json").out)
    assert record["first_error"]["mistake"] is None
    assert record["answers"][1]["expected"] is None


def test_a_check_speaks_russian(backprop, files):
    said = backprop("check", "ex3", files / "wrong.yaml", "--lang", "ru").out
    assert "взято y − ŷ вместо ŷ − y" in said
    command = "backprop explain wrong_sign"
    assert not re.search(r"[a-z]{4,}", said.partition("ex3")[2].replace(command, ""))


@pytest.mark.parametrize("shape", ["plain", "md", "html", "latex", "json"])
def test_every_form_of_a_report_can_be_written_to_a_file(backprop, files, shape):
    done = backprop("check", "ex3", files / "wrong.yaml", "-f", shape, "-o", files / "out")
    assert (done.returncode, done.out, done.err) == (1, "", "")
    assert (files / "out").read_text(encoding="utf-8")


def test_answers_may_come_from_a_pipe(backprop):
    assert backprop("check", "ex3", "-", stdin=RIGHT).returncode == 0
    assert backprop("check", "ex3", "-", stdin="step,name,value\n1,L,0.125\n").returncode == 0


def test_ascii_reports_have_only_ascii(backprop, files):
    said = backprop("check", "ex3", files / "wrong.yaml", "--ascii").out
    assert said.isascii()


@pytest.mark.parametrize("level", mostly_slow(LEVELS, 3))
@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 4))
def test_a_template_is_an_answer_file_in_which_everything_is_missing(backprop, name, level, tmp_path):
    done = backprop("check", name, "--template", "--level", level)
    assert done.returncode == 0
    (tmp_path / "blank.yaml").write_text(done.out, encoding="utf-8")
    found = backprop("check", name, tmp_path / "blank.yaml", "-f", "json")
    assert found.err == "" or "no answers" in found.err
    if not found.err:
        record = json.loads(found.out)
        for item in record.get("problems", [record]):
            assert {answer["verdict"] for answer in item["answers"]} <= {"missing"}


def test_a_template_asks_for_as_much_as_its_level_says(backprop):
    lengths = [len(backprop("check", "ex3", "--template", "--level", level).out.splitlines()) for level in LEVELS]
    assert lengths == sorted(lengths)
    assert lengths[0] == 9


def test_several_documents_answer_several_problems(backprop, tmp_path):
    text = "problem: ex4-regression\nanswers: [{step: 1, L: 1}]\n---\nproblem: ex4-classification\nanswers: [{step: 1, H2: 1}]\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    done = backprop("check", "ex4", tmp_path / "a.yaml", "-f", "json")
    assert [item["problem"] for item in json.loads(done.out)["problems"]] == ["ex4-regression", "ex4-classification"]
    (tmp_path / "b.yaml").write_text("answers: [{step: 1, L: 1}]\n", encoding="utf-8")
    assert "which problem" in backprop("check", "ex4", tmp_path / "b.yaml").err
    assert backprop("check", "ex4#ex4-regression", tmp_path / "b.yaml").returncode == 0


HOSTILE = {
    "nan": "final: {W3: .nan}\n",
    "huge": "final: {W3: 1e400}\n",
    "long": f"final: {{W3: {'9' * 5000}}}\n",
    "deep": "final: {W3: " + "[" * 40 + "]" * 40 + "}\n",
    "wide": "final: {W3: [" + ", ".join(["1"] * 5000) + "]}\n",
    "formula": f'final: {{W3: "{"(" * 50}1{")" * 50}"}}\n',
    "power": 'final: {W3: "9^9^9^9"}\n',
    "names": "answers: [{step: 1, " + ", ".join(f"W{i}: 1" for i in range(3000)) + "}]\n",
    "steps": "answers: [{step: 999999999, W1: 1}]\n",
    "null": "final: {W3: ~}\n",
    "mapping": "final: {W3: {a: 1}}\n",
    "ragged": "final: {W3: [[1, 2], [3]]}\n",
    "empty": "",
    "tag": "final: {W3: !!python/object:os.system 1}\n",
    "alias": "a: &a [1]\nfinal: {W3: *a}\n",
    "binary": "\x00\x01",
    "twice": "final: {W3: 1, W3: 2}\n",
}


@pytest.mark.parametrize("name", mostly_slow(HOSTILE, 3))
def test_a_hostile_answer_file_is_told_and_nothing_hangs(backprop, tmp_path, name):
    (tmp_path / "a.yaml").write_text(HOSTILE[name], encoding="utf-8")
    done = backprop("check", "ex3", tmp_path / "a.yaml", "-f", "json")
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.err
    assert "should not happen" not in done.err
    assert done.err or json.loads(done.out)


@pytest.mark.parametrize("name", ["ex3", "mazur-2-2-2", "xor#xor", "batch-of-two", "tanh-2-2-1", "ex4#ex4-regression"])
def test_what_solve_writes_as_csv_is_right(backprop, name):
    done = backprop("check", name, "-", "-f", "json", stdin=backprop("solve", name, "-f", "csv").out)
    record = json.loads(done.out)
    assert (done.returncode, record["score"]) == (0, 1)
    assert len(record["answers"]) > 20


WORDS = ["0", "1", "-1", "0.5", "1/3", "x", "σ(1)", "[1,2]", "[[1,2],[3,4]]", "(1; 2)", "", "1e300", "-1e-300", "0.461"]
WORDS += [
    "12345678901234567890",
    "nan",
    "H1",
    "2*H1",
    "[",
    "0,5",
    "[[1],[2]]",
    "[[]]",
    "[]",
    "½",
    "1/0",
    "exp(1000)",
    "ln(0)",
]


@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 12))
def test_whatever_is_written_gets_a_verdict(name):
    random = Random(name)
    for problem in load(name):
        for _ in range(4):
            steps: dict[int, dict] = {}
            questions: dict[str, dict] = {}
            final: dict[str, str] = {}
            for item in blank_answers(problem):
                place = questions.setdefault(item.question, {}) if item.question else final
                place = steps.setdefault(item.step, {"step": item.step}) if item.step else place
                place[item.name] = random.choice(WORDS)
            checked = check(problem, {"answers": list(steps.values()), "questions": questions, "final": final})
            assert json.dumps(checked.to_dict(), allow_nan=False)
            assert checked._repr_html_()


# The catalogue


def test_there_are_at_least_thirty_five_misconceptions_each_with_its_words_and_theme():
    found = names()
    assert len(found) >= 35
    for name in found:
        assert all(has(f"mistake.{name}", lang) for lang in LANGUAGES), name
        assert all(has(f"theme.{theme_of(name)}", lang) for lang in LANGUAGES)


def test_a_module_may_have_misconceptions_of_its_own():
    own = {item.name for item in own_mistakes(find("layers", "softmax"))}
    assert own <= {item.name for item in ranked()}
    assert own
    assert not own & {item.name for item in catalogue()}


# Tests that a problem carries


@pytest.mark.slow
def test_every_bundled_network_problem_has_ten_tests_that_pass(backprop):
    done = backprop("test", *sorted(bundled()), "-f", "json")
    rows = [row for row in json.loads(done.out) if "tests" in row]
    assert done.returncode == 0
    networks = [row for row in rows if row["name"] != "ex1"]
    assert len(networks) >= 15
    assert all(row["tests"] >= 10 and row["tests"] == row["as_expected"] for row in networks)


def test_a_test_that_fails_says_what_differs(backprop, tmp_path):
    text = load("ex3")[0].document.mark.source.text.partition("tests:")[0]
    text += (
        "tests:\n  - answers: {final: {W3: 0.00446}}\n    score: 0.5\n    first_error: 2:W3\n    mistake: wrong_sign\n"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    done = backprop("test", tmp_path / "p.yaml")
    assert done.returncode == 1
    assert all(word in done.out for word in ("score", "first_error", "2:W3", "mistake", "wrong_sign"))


def test_tests_are_written_one_for_each_mistake_that_applies(backprop, tmp_path):
    text = load("dying-relu")[0].document.mark.source.text
    documents = [part.partition("tests:")[0] for part in text.split("---\n")]
    (tmp_path / "p.yaml").write_text("---\n".join(documents), encoding="utf-8")
    assert backprop("test", tmp_path / "p.yaml", "--write", "--most", 5).returncode == 0
    written = (tmp_path / "p.yaml").read_text(encoding="utf-8")
    assert written.count("first_error:") == 10
    assert written.startswith(documents[0].rstrip("\n"))
    done = backprop("test", tmp_path / "p.yaml", "-f", "json")
    assert [(row["tests"], row["as_expected"]) for row in json.loads(done.out)[:2]] == [(5, 5), (5, 5)]
    assert backprop("test", "ex3", "--write").returncode == 2


@pytest.mark.parametrize("tests", ["5", "[5]", "[{score: 1}]", "[{answers: {final: {W3: 1}}, scor: 1}]"])
def test_tests_that_are_none_are_told(backprop, tmp_path, tests):
    text = load("ex3")[0].document.mark.source.text.partition("tests:")[0]
    (tmp_path / "p.yaml").write_text(f"{text}tests: {tests}\n", encoding="utf-8")
    done = backprop("test", tmp_path / "p.yaml")
    assert (done.returncode, done.out) == (2, "")


# A bad fixture for every misconception

FIXTURES = quick_load((SUPPORT / "mistakes.yaml").read_text(encoding="utf-8"))


def test_every_misconception_has_a_bad_fixture():
    assert set(FIXTURES["mistakes"]) == set(names())


@pytest.mark.parametrize("name", mostly_slow(sorted(FIXTURES["mistakes"]), 8))
def test_a_misconception_is_named_from_its_bad_fixture(name):
    fixture = FIXTURES["mistakes"][name]
    own = FIXTURES["problems"].get(fixture["problem"])
    problem = load_text(json.dumps(own), "p.json", fixture["problem"])[0] if own else load(fixture["problem"])[0]
    first = check(problem, {"answers": fixture["answers"]}).result.first_error
    assert f"{first.answer.step}:{first.target.line.name}" == fixture["first_error"]
    assert first.mistake.name == name
