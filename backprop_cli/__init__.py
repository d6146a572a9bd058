"""Backpropagation by hand: every forward value, gradient and update of a small network, written out.

>>> from backprop_cli import load, solve
>>> solution = solve(load("ex3")[0])
>>> solution.final["W3"]
((0.0044633584776973545,),)

`load` reads problems; `solve`, `step`, `derive`, `graph` and `answers` work them out; `check`, `practice` and `tests`
judge answers; `render` writes any of these. What a user can mend is raised as `BackpropError`.
"""

from __future__ import annotations

from .typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api.classes import GradeOptions, grade
    from .api.derivations import VIEWS, DerivedParts, derive, film, graph, picture_view
    from .api.exercises import add_tests, explain, practice, proofread, template, tests
    from .api.grading import check_files
    from .api.listings import Listing, kinds, mistakes, problems, validate
    from .api.new_problems import new_problem, problem_text
    from .api.pages import page
    from .api.prairielearn import PrairieLearnQuestion, question_directory
    from .api.proofreader import Proofreader
    from .api.rendering import FORMATS, pieces, render, show, value_text
    from .api.schemas import schema
    from .api.submissions import submission
    from .api.torch_models import from_torch
    from .api.training import resumed, train, trained_problem, weights_file
    from .api.tutor import Tutor
    from .api.variants import stress, vary
    from .api.worksheets import quiz_package, sheet_outline, unasked, worksheet
    from .checking.answers.file import read_answers
    from .checking.explain.lesson import Lesson
    from .checking.practice import Session
    from .checking.proofreading import Proofreading
    from .checking.template import LEVELS
    from .derivation.parts import PARTS
    from .derivation.questions import answers
    from .errors import BackpropError
    from .formats.look import Look
    from .notebook import Checked, check, check_sheet
    from .problem.edit import to_yaml
    from .problem.load import chosen, load, load_text
    from .problem.look import CHAINS
    from .problem.model import Problem
    from .program.line import PHASES
    from .solution.next_problem import after_step
    from .solution.one_step import step
    from .solution.solution import Solution, Step, solve
    from .solution.stepper import Stepper
    from .solution.trace import Row
    from .solution.training import Epoch, Training
    from .varying.manifest import variant_files
    from .varying.students import read_students
    from .varying.variants import Variant
    from .views.class_report import ClassReport
    from .views.drawing import PARTS_OF_STEP, Drawing
    from .views.lookup import find_value
    from .views.selection import View
    from .views.stressed import StressedProblem
    from .views.submission import GraderResult
    from .views.testing import TestedProblem
    from .views.training import TRAINING_PHASES
    from .views.worksheet import SheetEntry, SheetOutline, Worksheet

__version__ = "0.1.0"

_NAMES_BY_MODULE = {
    "api.classes": ("GradeOptions", "grade"),
    "api.derivations": ("VIEWS", "DerivedParts", "derive", "film", "graph", "picture_view"),
    "api.exercises": ("add_tests", "explain", "practice", "proofread", "template", "tests"),
    "api.grading": ("check_files",),
    "api.listings": ("Listing", "kinds", "mistakes", "problems", "validate"),
    "api.new_problems": ("new_problem", "problem_text"),
    "api.pages": ("page",),
    "api.prairielearn": ("PrairieLearnQuestion", "question_directory"),
    "api.proofreader": ("Proofreader",),
    "api.rendering": ("FORMATS", "pieces", "render", "show", "value_text"),
    "api.schemas": ("schema",),
    "api.submissions": ("submission",),
    "api.torch_models": ("from_torch",),
    "api.training": ("resumed", "train", "trained_problem", "weights_file"),
    "api.tutor": ("Tutor",),
    "api.variants": ("stress", "vary"),
    "api.worksheets": ("quiz_package", "sheet_outline", "unasked", "worksheet"),
    "checking.answers.file": ("read_answers",),
    "checking.explain.lesson": ("Lesson",),
    "checking.practice": ("Session",),
    "checking.proofreading": ("Proofreading",),
    "checking.template": ("LEVELS",),
    "derivation.parts": ("PARTS",),
    "derivation.questions": ("answers",),
    "errors": ("BackpropError",),
    "formats.look": ("Look",),
    "notebook": ("Checked", "check", "check_sheet"),
    "problem.edit": ("to_yaml",),
    "problem.load": ("chosen", "load", "load_text"),
    "problem.look": ("CHAINS",),
    "problem.model": ("Problem",),
    "program.line": ("PHASES",),
    "solution.next_problem": ("after_step",),
    "solution.one_step": ("step",),
    "solution.solution": ("Solution", "Step", "solve"),
    "solution.stepper": ("Stepper",),
    "solution.trace": ("Row",),
    "solution.training": ("Epoch", "Training"),
    "views.class_report": ("ClassReport",),
    "views.drawing": ("PARTS_OF_STEP", "Drawing"),
    "views.lookup": ("find_value",),
    "views.selection": ("View",),
    "varying.manifest": ("variant_files",),
    "varying.students": ("read_students",),
    "varying.variants": ("Variant",),
    "views.worksheet": ("SheetEntry", "SheetOutline", "Worksheet"),
    "views.stressed": ("StressedProblem",),
    "views.submission": ("GraderResult",),
    "views.testing": ("TestedProblem",),
    "views.training": ("TRAINING_PHASES",),
}
_MODULES = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}
__all__ = [
    "CHAINS",
    "FORMATS",
    "LEVELS",
    "PARTS",
    "PARTS_OF_STEP",
    "PHASES",
    "TRAINING_PHASES",
    "VIEWS",
    "BackpropError",
    "Checked",
    "ClassReport",
    "DerivedParts",
    "Drawing",
    "Epoch",
    "GradeOptions",
    "GraderResult",
    "Lesson",
    "Listing",
    "Look",
    "PrairieLearnQuestion",
    "Problem",
    "Proofreader",
    "Proofreading",
    "Row",
    "Session",
    "SheetEntry",
    "SheetOutline",
    "Solution",
    "Step",
    "Stepper",
    "StressedProblem",
    "TestedProblem",
    "Training",
    "Tutor",
    "Variant",
    "View",
    "Worksheet",
    "add_tests",
    "after_step",
    "answers",
    "check",
    "check_files",
    "check_sheet",
    "chosen",
    "derive",
    "explain",
    "film",
    "find_value",
    "from_torch",
    "grade",
    "graph",
    "kinds",
    "load",
    "load_text",
    "mistakes",
    "new_problem",
    "page",
    "picture_view",
    "pieces",
    "practice",
    "problem_text",
    "problems",
    "proofread",
    "question_directory",
    "quiz_package",
    "read_answers",
    "read_students",
    "render",
    "resumed",
    "schema",
    "sheet_outline",
    "show",
    "solve",
    "step",
    "stress",
    "submission",
    "template",
    "tests",
    "to_yaml",
    "train",
    "trained_problem",
    "unasked",
    "validate",
    "value_text",
    "variant_files",
    "vary",
    "weights_file",
    "worksheet",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first asked for, so that the command starts fast."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    if hasattr(value, "__code__"):
        from .api.arguments import guarded

        value = guarded(value)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
