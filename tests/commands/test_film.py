"""A film of pictures: numbered files in a folder of their own, whole or not at all, and nothing overwritten."""

import pytest

from backprop_cli.commands import film


def test_a_film_is_a_folder_of_numbered_pictures(backprop, tmp_path):
    done = backprop("graph", "mazur-2-2-2", "--film", str(tmp_path / "film"))
    names = sorted(path.name for path in (tmp_path / "film").iterdir())
    assert done.returncode == 0 and f"{len(names)} pictures" in done.err
    assert names == [f"mazur-2-2-2-{number}.svg" for number in range(1, len(names) + 1)]
    first, last = ((tmp_path / "film" / names[place]).read_text(encoding="utf-8") for place in (0, -1))
    assert "0.3589" not in first and "0.3589" in last
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film"]


def test_an_empty_folder_is_filled_and_another_is_left_alone(backprop, tmp_path):
    (tmp_path / "empty").mkdir()
    assert backprop("graph", "ex3", "--film", str(tmp_path / "empty"), "--until", "forward").returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "empty").iterdir()}
    done = backprop("graph", "ex1", "--film", str(tmp_path / "empty"))
    assert done.returncode == 2 and "is not an empty directory" in done.err
    assert {path.name: path.read_bytes() for path in (tmp_path / "empty").iterdir()} == before


@pytest.mark.parametrize("more", [("-f", "dot"), ("-o", "a.svg")])
def test_a_film_takes_no_other_format_and_no_output_file(backprop, tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    assert backprop("graph", "ex3", "--film", "film", *more).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_fails_leaves_nothing_behind(backprop, tmp_path, monkeypatch):
    made = []

    def broken(picture, form, look):
        made.append(form)
        if len(made) == 3:
            raise OSError(28, "No space left on device")
        return "<svg/>"

    monkeypatch.setattr(film, "render", broken)
    done = backprop("graph", "ex3", "--film", str(tmp_path / "film"))
    assert done.returncode == 74 and len(made) == 3
    assert list(tmp_path.iterdir()) == []
