"""What README and docs show is what the command prints."""

import os
import re
import subprocess
import sys
from random import Random

import pytest
from agreement import agreement
from documents import blocks, sessions
from page_cases import inflated
from places import ROOT
from platforms import SHELL

from backprop_cli import load_text
from backprop_cli.rules import kinds


def test_there_is_something_to_run():
    assert len(sessions()) >= 8


@SHELL
@pytest.mark.parametrize(("command", "output", "lang"), sessions())
def test_a_shown_command_prints_what_is_shown(command, output, lang):
    shell = f'backprop() {{ "{sys.executable}" -m backprop_cli "$@"; }}\n{command}'
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "BACKPROP_LANG": lang}
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=60
    )
    assert (done.stdout + done.stderr).decode().rstrip("\n") == output.rstrip("\n")


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").iterdir()), ids=lambda path: path.stem)
def test_a_shown_picture_is_what_graph_draws(backprop, picture):
    assert picture.read_text(encoding="utf-8") == backprop("graph", picture.stem, "-f", "svg").out


@pytest.mark.slow
def test_the_gallery_is_the_page_of_all_bundled_problems(backprop):
    """Where it is not: backprop page problems/*.yaml --lang en -o docs/gallery.html."""
    shown = (ROOT / "docs" / "gallery.html").read_text(encoding="utf-8")
    names = sorted(path.stem for path in (ROOT / "problems").glob("*.yaml"))
    made = backprop("page", *names, "--lang", "en").out
    # What is deflated may be other bytes where Python has another zlib.
    assert inflated(shown) == inflated(made) and without_scripts(shown) == without_scripts(made)


def without_scripts(written):
    return re.sub(r"(?s)<script type.*?</script>", "", written)


@pytest.mark.parametrize("document", ["README.md", "README.ru.md"])
def test_every_picture_of_a_readme_is_there(document):
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert len(shown) > 5 and all((ROOT / path).is_file() for path in shown)


@pytest.mark.parametrize(("document", "body"), blocks("yaml"))
def test_a_shown_problem_is_valid(document, body):
    assert load_text(body, document, "shown")


def test_the_network_that_is_shown_is_the_file_that_is_solved():
    text = (ROOT / "docs" / "my.yaml").read_text(encoding="utf-8")
    assert [document for document, body in blocks("yaml") if body == text] == ["README.md", "README.ru.md"]


def test_both_readmes_show_the_same():
    commands = [[command for command, _, lang in sessions() if lang == wanted] for wanted in ("en", "ru")]
    plain = [[command.replace("0,", "0.") for command in found] for found in commands]
    assert len(plain[1]) >= 6 and set(plain[1]) <= set(plain[0])


@pytest.mark.parametrize(("document", "body"), blocks("python"))
def test_shown_python_runs(document, body, capsys):
    exec(compile(body, document, "exec"), {})
    assert "W3" in capsys.readouterr().out


def test_the_layer_that_architecture_adds_is_a_layer(tmp_path, monkeypatch):
    import backprop_cli.layers
    from backprop_cli import rules

    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = re.search(r"((?:^    .*\n|^\n)+)Save it as `layers/(\w+)\.py`", text, re.MULTILINE)
    lines = [line.removeprefix("    ") for line in source[1].splitlines()]
    body = "\n".join(lines).replace("from ..expr", "from backprop_cli.expr")
    (tmp_path / f"{source[2]}.py").write_text(body)
    monkeypatch.setattr(backprop_cli.layers, "__path__", [*backprop_cli.layers.__path__, str(tmp_path)])
    rules.find.cache_clear()
    assert source[2] in kinds("layers")
    for by_hand, automatic, _ in agreement(rules.find("layers", source[2]), Random(3)):
        assert by_hand == pytest.approx(automatic, rel=1e-9)
    del sys.modules[f"backprop_cli.layers.{source[2]}"]  # else it would be a kind for all tests that come after
    rules.find.cache_clear()


def test_every_option_of_the_command_line_is_documented(backprop):
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for command in ("solve", "step"):
        options = set(re.findall(r"--[a-z][a-z-]+", backprop(command, "--help", COLUMNS="200").out))
        for option in options - {"--help", "--install-completion", "--show-completion"}:
            assert option in text, option
