"""The picture of the package in docs/architecture.md is the package."""

import layout


def test_the_picture_in_the_documents_is_the_package():
    assert layout.in_document() == layout.picture(), "python tests/support/layout.py --write draws it anew"


def test_every_file_is_in_the_picture_or_in_a_folder_of_its_like():
    shown = [name.strip() for name, _ in layout.rows(layout.PACKAGE)]
    for path in layout.PACKAGE.rglob("*.py"):
        alike = any(path.is_relative_to(layout.PACKAGE / folder) for folder in layout.ALIKE)
        own = path.name == "__init__.py" and path.parent != layout.PACKAGE
        assert alike or own or path.name in shown, path


def test_a_file_that_is_not_in_the_picture_is_seen(tmp_path):
    (tmp_path / "__init__.py").write_text('"""A house."""\n')
    (tmp_path / "room.py").write_text('"""A room.\n\nMore."""\n')
    (tmp_path / "empty.py").write_text("")
    assert layout.rows(tmp_path) == [("  empty.py", ""), ("  room.py", "A room")]
