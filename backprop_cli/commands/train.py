"""backprop train: a network trained, epoch by epoch."""

from __future__ import annotations

import json
import os
from functools import partial

from .. import FORMATS, TRAINING_PHASES, Training, View, load_text, resumed, trained_problem, weights_file
from .. import train as train_problem
from ..errors import Message, fail
from ..records import NamedTuple
from ..typed import Annotated
from .options import EditOptions, OutputOptions, ProblemArgument, option, words
from .output import EXTENSIONS, choose_format, put
from .sources import single
from .training_progress import run_with_progress
from .writing import write, write_bytes

WEIGHTS = ("yaml", "npz")
MOST_STEPS = 10**9  # × observations: training can be watched, and stopped without a loss


class TrainingOptions(NamedTuple):
    """What is trained on, and for how long."""

    data: Annotated[str | None, option("--data", key="data")] = None
    epochs: Annotated[int | None, option("--epochs", key="epochs", min=1)] = None
    batch: Annotated[int | None, option("--batch", key="batch", min=1)] = None
    seed: Annotated[int | None, option("--seed", key="train_seed", min=0)] = None
    test: Annotated[str | None, option("--test", key="test_share")] = None
    resume: Annotated[str | None, option("--resume", key="resume")] = None
    only: Annotated[str | None, option("--only", key="train_only")] = None

    def edits(self) -> tuple[tuple[str, str, str], ...]:
        """The options as changes of the problem."""
        given = {name: getattr(self, name) for name in ("epochs", "batch", "seed", "test")}
        found = [(f"train.{name}", str(value), f"--{name}") for name, value in given.items() if value is not None]
        data = [("data", f"{{file: {json.dumps(self.data)}}}", "--data")] if self.data is not None else []
        return (*data, *found)


def train(
    problem: ProblemArgument = None,
    training: TrainingOptions = TrainingOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Epochs of mini-batches: the loss and the accuracy of each, the curve, the final weights."""
    weights, page = _ways(output)
    only = words(training.only, TRAINING_PHASES, "fault.unknown_phase")
    edit = edit._replace(more=training.edits(), max_steps=max(edit.max_steps, MOST_STEPS))
    found = single(problem, edit, output, replaced=weights is not None)
    run = train_problem(resumed(found, training.resume) if training.resume else found)
    if weights == "yaml":
        trained_problem(run)  # for the error that there are too many numbers, which nobody wants at the end
    save = partial(_save, run, weights, output, edit.max_steps) if weights else None
    stopped = run_with_progress(run, output, save)
    if page:
        view = View(only, quiet=output.quiet, lang=output.spoken(page))
        put([run], page, output._replace(output=None) if weights else output, view)
    if stopped:
        raise SystemExit(stopped)


def _ways(output: OutputOptions) -> tuple[str | None, str | None]:
    """In what form the weights are written, and the report, each None where it is not.

    Where -o takes the weights, the report goes to standard output, in the format of -f.
    """
    suffix = os.path.splitext(output.output or "")[1].lower()
    if output.format == "npz" and not output.output:
        raise fail("fault.not_text", None, Message("hint.train_output"), format=output.format)
    if output.format in WEIGHTS:
        return output.format, None
    if EXTENSIONS.get(suffix) in WEIGHTS:
        return EXTENSIONS[suffix], choose_format(output._replace(output=None), FORMATS["Training"])
    return None, choose_format(output, (*FORMATS["Training"], *WEIGHTS))


def _save(run: Training, shape: str, output: OutputOptions, max_steps: int) -> None:
    """Writes the weights as they are: as a problem, which must be one, or as arrays."""
    if shape == "npz":
        write_bytes(weights_file(run), output.output or "")
        return
    text = trained_problem(run, os.path.dirname(output.output or ""))
    load_text(text, output.output or "", run.problem.name, (), max_steps)
    write([text], output)
