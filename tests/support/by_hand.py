"""A person with numpy: solves a network problem line by line, rounds as people do, and makes a mistake where told to.

Reads the YAML itself and shares no code with the package: what it writes is what a checker has to judge.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from layers_by_hand import LAYERS, SLOPES, VALUES, WritesLines, parameters_of, sigmoid, softmax, softplus
from quick_yaml import quick_load


def identity(x):
    return x


WITH_P = {"log_loss_with_logits": sigmoid, "cross_entropy_with_logits": softmax}


def exactly(thing):
    return float(Fraction(str(thing)))


def numbers(thing):
    return np.vectorize(exactly, otypes=[float])(np.array(thing, dtype=object))


def _made(other):
    """What a mistake makes of a line; None where its matrices do not fit."""
    try:
        found = other() if callable(other) else other
    except ValueError:
        return None
    return None if found is None else np.asarray(found, float)


class Person(WritesLines):
    """plant: (step, line, mistake). keep: rounds a number on the way; a person who keeps every digit has none.

    stock: (step, line, value), a number that is written in every entry of a line instead of working it out.
    """

    def __init__(self, text, plant=None, keep=identity, stock=None):
        self.problem = quick_load(text)
        self.plant, self.keep, self.stock = plant, keep, stock
        self.layers = [
            next(iter(item.items())) if isinstance(item, dict) else (item, {}) for item in self.problem["network"]
        ]
        self.steps, self.offered, self.planted = [], [], False
        conventions = self.problem.get("conventions") or {}
        self.at_weights = conventions.get("mean") == "at_gradients"
        self.columns = conventions.get("observations") == "columns"
        self._parameters()
        with np.errstate(all="ignore"):
            self._solve()

    def _parameters(self):
        self.values, self.shared, count = {}, set(), 0
        for kind, options in self.layers:
            if kind in LAYERS:
                count += bool(LAYERS[kind].edges)
                given = parameters_of(LAYERS[kind], options)
                self.values |= {f"{edge}{count}": numbers(value) for edge, value in given.items()}
            if kind != "linear":
                continue
            count += 1
            weights = numbers(options["weights"])
            self.values[f"W{count}"] = weights
            bias = options.get("bias", False)
            if isinstance(bias, dict):
                self.values[f"b{count}"] = np.full(weights.shape[1], exactly(bias["shared"]))
            elif bias is not False:
                self.values[f"b{count}"] = np.array([exactly(item) for item in bias])
        self.frozen = set((self.problem.get("train") or {}).get("frozen", ()))
        self.first = dict(self.values)

    def _solve(self):
        train, data = self.problem.get("train") or {}, self.problem["data"]
        order = train.get("order") or [[number] for number in range(1, len(data) + 1)]
        self.lr = exactly(train.get("lr", 0))
        for number, entry in enumerate(order, 1):
            chosen = entry if isinstance(entry, list) else [entry]
            self.step = number
            self.lines: dict[str, Any] = {}
            self._one(chosen)
            self.steps.append({name: self._laid_out(name, value) for name, value in self.lines.items()})

    def _laid_out(self, name, value):
        """A value as it is written down: with a column for each observation, and a bias as a column, if so asked."""
        edge = name.removeprefix("dL/d")[0]
        turned = value[:, None] if edge == "b" else value.T
        return value if edge == "W" or not self.columns else turned

    def put(self, name, value, wrong=None, store=None):
        """Writes a line; `wrong` says what each mistake would make of it."""
        for mistake, other in (wrong or {}).items():
            other = _made(other)
            if other is None or other.shape != np.shape(value) or not np.all(np.isfinite(other)):
                continue
            self.offered.append((self.step, name, mistake, np.array(value, float), other))
            if self.plant == (self.step, name, mistake):
                value, self.planted = other, True
        if self.stock and self.stock[:2] == (self.step, name):
            value = np.full(np.shape(value), float(self.stock[2]))
        value = self.keep(np.asarray(value, float))
        self.lines[name] = value
        self.values[store or name] = value
        return value

    def observation(self, number):
        item = self.problem["data"][number - 1]
        x = numbers(item["x"])[None]
        y = item["y"]
        if isinstance(y, dict):
            columns = self.values[max(name for name in self.first if name.startswith("W"))].shape[1]
            return x, np.eye(columns)[[y["class"] - 1]]
        return x, np.array([[exactly(value) for value in (y if isinstance(y, list) else [y])]])

    def _one(self, chosen):
        pairs = [self.observation(number) for number in chosen]
        x, y = np.vstack([a for a, _ in pairs]), np.vstack([b for _, b in pairs])
        other = next((n for n in range(1, len(self.problem["data"]) + 1) if n not in chosen), None)
        other_x, other_y = self.observation(other) if other and len(chosen) == 1 else (None, None)
        tape, out = self._forward(x, other_x)
        d = self._loss(out, y, len(chosen), other_y)
        self._back(tape, d)
        for name in [name for name in self.first if f"dL/d{name}" in self.lines]:
            self._update(name)

    def _forward(self, x, other):
        tape: list[tuple[Any, ...]] = []
        count, run = 0, 0
        for index, (kind, _) in enumerate(self.layers, 1):
            learns = kind == "linear" or (kind in LAYERS and LAYERS[kind].edges)
            count, run = (count + 1, 0) if learns else (count, run + 1)
            name = f"H{count}" if learns else f"O{count}" + "?bcdefgh"[run - 1].strip("?")
            name = "y_hat" if index == len(self.layers) else name
            before = tape[-1][3] if tape else x
            if kind in LAYERS:
                out = self._by_lines(index, name, count, before)
            elif kind == "linear":
                w, b = self.values[f"W{count}"], self.values.get(f"b{count}", 0 * self.values[f"W{count}"][0])
                parts = self.keep(before[:, :, None] * w[None])
                wrong = {
                    "forgot_bias": before @ w if np.any(b) else None,
                    "term_dropped": parts[:, 1:].sum(axis=1) + b if len(w) > 1 else None,
                    "rows_for_columns": lambda before=before, w=w, b=b: before @ w.T + b,
                    "old_weights": before @ self.first[f"W{count}"] + self.first.get(f"b{count}", 0),
                    "wrong_observation": other @ w + b if other is not None and not tape else None,
                }
                out = self.put(name, parts.sum(axis=1) + b, wrong)
            else:
                wrong = {
                    "activation_skipped": before if kind in ("sigmoid", "tanh") else None,
                    "relu_let_negative_through": before if kind == "relu" else None,
                    "sigmoid_for_softmax": sigmoid(before) if kind == "softmax" else None,
                    "other_activation": np.tanh(before) if kind == "sigmoid" else None,
                }
                out = self.put(name, VALUES[kind](before), wrong)
            tape.append((kind, count, before, out, name))
        return tape, out

    def _loss(self, out, y, n, other):
        kind, options = (loss, {}) if isinstance(loss := self.problem["loss"], str) else next(iter(loss.items()))
        summed = options.get("reduction") == "sum"
        error, over = out - y, 1 if self.at_weights or summed else n
        p = self.put("P", WITH_P[kind](out)) if kind in WITH_P else out
        m = out.shape[1]
        square = {"half_squared_error": 0.5, "squared_error": 1.0, "mse": 1 / m}
        if kind in square:
            each = square[kind] * (self.keep(error) ** 2).sum(axis=1)
            slope = 2 * square[kind] * error
        elif kind in ("log_loss", "log_loss_with_logits"):
            with np.errstate(divide="ignore", invalid="ignore"):
                # With logits from these, as the line is written: a P that is rounded to 1 has no logarithm of 1 − P.
                hit, miss = (np.log(p), np.log(1 - p)) if kind == "log_loss" else (-softplus(-out), -softplus(out))
                each = -np.where(y > 0, y * hit, 0).sum(axis=1) - np.where(y < 1, (1 - y) * miss, 0).sum(axis=1)
                slope = (p - y) / (p * (1 - p)) if kind == "log_loss" else p - y
        else:
            each = -np.where(y > 0, y * np.log(np.where(y > 0, p, 1)), 0).sum(axis=1)
            slope = -y / p if kind == "cross_entropy" else p - y
        squared = kind in square
        total, other_total = (each.sum(), each.mean()) if summed else (each.mean(), each.sum())
        wrong = {
            "wrong_sign": -total,
            "lost_half": 2 * total if kind == "half_squared_error" else None,
            "extra_half": total / 2 if squared and kind != "half_squared_error" else None,
            "averaged_for_summed" if summed else "summed_for_averaged": other_total if n > 1 else None,
        }
        self.put("L", total, wrong)
        wrong = {
            "wrong_sign": -slope / over,
            "extra_factor_two": 2 * slope / over if kind == "half_squared_error" else None,
            "lost_factor_two": slope / over / 2 if squared and kind != "half_squared_error" else None,
            "summed_for_averaged": slope if over > 1 else None,
            "derivative_by_logit": (p - y) / over if kind in ("log_loss", "cross_entropy") else None,
            "target_of_other_observation": (out - other) * slope / error
            if squared and other is not None and np.all(error)
            else None,
        }
        return self.put("dL/dy_hat", slope / over, wrong)

    def _back(self, tape, d):
        names = [item[4] for item in tape]
        learned = [index for index, item in enumerate(tape) if self._learns(item)]
        for index in range(len(tape) - 1, learned[0] - 1, -1):
            kind, count, x, out, _ = tape[index]
            if kind in LAYERS:
                d = self._back_by_lines(index, names[index - 1] if index > learned[0] else None, count, x, d)
            if kind == "linear":
                self._gradients(count, x, d)
            if index == learned[0]:
                return
            if kind in LAYERS:
                continue
            name = f"dL/d{names[index - 1]}"
            d = self._through(name, d, count) if kind == "linear" else self._across(name, d, kind, x, out)

    def _learns(self, item):
        kind, count = item[:2]
        edges = "Wb" if kind == "linear" else LAYERS[kind].edges if kind in LAYERS else ()
        names = (f"{edge}{count}" for edge in edges)
        return any(name in self.first and name not in self.frozen for name in names)

    def _gradients(self, count, x, d):
        m = len(d) if self.at_weights else 1
        if f"W{count}" not in self.frozen:
            right = self.keep(x[:, :, None] * d[:, None, :]).sum(axis=0) / m
            wrong = {
                "wrong_sign": -right,
                "forgot_input": np.broadcast_to(d.sum(axis=0) / m, right.shape),
                "rows_for_columns": right.T,
                "forgot_transpose": lambda: x @ d / m,
            }
            self.put(f"dL/dW{count}", right, wrong)
        if f"b{count}" in self.first and f"b{count}" not in self.frozen:
            wrong = {
                "bias_gradient_forgotten": 0 * d.sum(axis=0),
                "bias_gradient_times_input": (x * d).sum(axis=0) / m if x.shape == d.shape else None,
            }
            self.put(f"dL/db{count}", d.sum(axis=0) / m, wrong)

    def _through(self, name, d, count):
        w = self.values[f"W{count}"]
        slope = self.lines.get(f"dL/dW{count}")
        parts = self.keep(d[:, None, :] * w[None])
        wrong = {
            "wrong_sign": -(d @ w.T),
            "forgot_transpose": lambda: d @ w if w.shape[0] == w.shape[1] else None,
            "updated_weight": d @ (w - self.lr * slope).T if slope is not None else None,
            "path_left_out": parts[:, :, 1:].sum(axis=2) if w.shape[1] > 1 else None,
            "forgot_weights": d if d.shape == (d @ w.T).shape else None,
        }
        return self.put(name, parts.sum(axis=2), {key: value for key, value in wrong.items() if value is not None})

    def _across(self, name, d, kind, x, out):
        if kind == "softmax":
            right = out * (d - (d * out).sum(axis=1, keepdims=True))
            return self.put(name, right, {"softmax_by_entries": d * out * (1 - out), "wrong_sign": -right})
        slope = self.keep(SLOPES[kind](x, out))
        smooth = kind in ("sigmoid", "tanh")
        wrong = {
            "wrong_sign": -d * slope,
            "forgot_derivative": d if smooth else None,
            "relu_not_masked": d if kind == "relu" else None,
            "relu_masked_by_gradient": d * (d > 0) if kind == "relu" else None,
            "derivative_of_output": d * SLOPES[kind](out, VALUES[kind](out)) if smooth else None,
            "derivative_twice": d * slope**2 if smooth else None,
            "forgot_upstream": slope,
            "value_for_derivative": d * out if smooth else None,
            "input_for_output": d * SLOPES[kind](x, x) if smooth else None,
            "added_for_multiplied": d + slope,
        }
        return self.put(name, d * slope, wrong)

    def _update(self, name):
        w, slope = self.values[name], self.values[f"dL/d{name}"]
        wrong = {
            "added_gradient": w + self.lr * slope,
            "forgot_learning_rate": w - slope if self.lr != 1 else None,
            "step_for_weight": -self.lr * slope,
            "weight_not_moved": w,
            "gradient_for_weight": slope,
        }
        self.put(name, w - self.keep(self.lr * slope), wrong)
