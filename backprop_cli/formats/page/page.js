/* The page: the program of a problem worked out and typed answers judged, in the reader's own browser.

   Nothing here knows a problem, a layer or a loss. `data` brings the lines as one table of nodes, with what each line
   becomes by a misconception; a walk over it gives floats, and intervals for what may have been rounded on the way.
   The judge is that of `backprop check`, line by line: checking/judge and checking/explain of the package. */
"use strict";

let limits = {}; // the tolerances of the package, by their names

/* ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────── */

/* A sum much smaller than its terms; `scale` is the largest of them. In every operation it counts as its value. */
class Cancelled {
  constructor(value, scale) { this.value = value; this.scale = scale; }
  valueOf() { return this.value; }
}

/* No number: a division by 0, a logarithm of what is not positive; or one that is too large. */
class Undefined extends Error {}
class Overflow extends Error {}

const fail = (kind) => { throw new kind(); };
const isPoint = (interval) => +interval.lo === +interval.hi;
const point = (value) => ({ lo: value, hi: value });
const least = (values) => values.reduce((a, b) => (b < a ? b : a));
const largest = (values) => values.reduce((a, b) => (b > a ? b : a));
const hull = (values) => ({ lo: least(values), hi: largest(values) });
const everything = () => ({ lo: -Infinity, hi: Infinity });
const unrounded = (interval) => interval;
const powerOfTen = (exponent) => Number("1e" + exponent); // 10 ** −3 is not the nearest float everywhere
const digitsBefore = (value) => Number(Math.abs(value).toExponential().split("e")[1]); // ⌊log₁₀|value|⌋

function ulp(value) {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n);
  return bits.getFloat64(0) - Math.abs(value);
}

/* Halves go to the even neighbour, as in Python. */
function rounded(value) {
  const near = Math.round(value);
  return Math.abs(value - Math.trunc(value)) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

function snapToZero(value) {
  return value instanceof Cancelled && Math.abs(value) <= limits.CANCELS * ulp(value.scale) ? 0 : value;
}

function add(...terms) {
  let result = 0, scale = 0;
  for (const term of terms) {
    result += +term;
    const size = term instanceof Cancelled ? term.scale : Math.abs(term);
    if (size > scale) scale = size;
  }
  return Math.abs(result) * limits.REMEMBERED >= scale ? result : new Cancelled(result, scale);
}

function exp(x) {
  const result = Math.exp(x);
  return result === Infinity && x < Infinity ? fail(Overflow) : result;
}

function power(x, y) {
  x = +x; y = +y;
  if ((x < 0 && !Number.isInteger(y)) || (x === 0 && y < 0)) fail(Undefined);
  const result = x ** y;
  return Math.abs(result) === Infinity && Math.abs(x) < Infinity ? fail(Overflow) : result;
}

const quotient = (x, y) => (+y === 0 ? fail(Undefined) : x / y);
const ln = (x) => (x > 0 ? Math.log(x) : fail(Undefined));
const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const softplus = (x) => Math.max(+x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const total = (values) => values.reduce((a, b) => a + b, 0);

function logSumExp(row) {
  const top = Math.max(...row.map(Number));
  return [top, total(row.map((other) => Math.exp(other - top)))];
}

/* erfc by its series near 0 and by its continued fraction further out: JavaScript has none. */
function erfc(x) {
  const size = Math.abs(x);
  if (size < 2.5) {
    let term = size, sum = size;
    for (let n = 1; Math.abs(term) > 1e-18 * sum; n++) {
      term *= -size * size / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    const near = 2 / Math.sqrt(Math.PI) * sum;
    return x < 0 ? 1 + near : 1 - near;
  }
  let fraction = size;
  for (let n = 120; n > 0; n--) fraction = size + n / 2 / fraction;
  const tail = Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI));
  return x < 0 ? 2 - tail : tail;
}

/* ── Bounds: the interval of an operation's result from those of its operands ────────────────────────────────── */

const exactly = (rule) => (f, round, ...args) => rule(f, unrounded, ...args);

function corners(choices) {
  return choices.reduce((found, choice) => found.flatMap((before) => choice.map((one) => [...before, one])), [[]]);
}

/* The functions of a browser may differ from those of Python in their last bits: what they bound reaches further. */
const outwards = (interval) => ({ lo: interval.lo - 2 * ulp(interval.lo), hi: interval.hi + 2 * ulp(interval.hi) });

const turningAt = (turns, reach) => (f, round, ...args) => {
  if (args.every(isPoint)) return round(point(f(...args.map((arg) => arg.lo))));
  const choices = args.map((arg) => (isPoint(arg) ? [arg.lo] : [arg.lo, arg.hi]));
  choices[0] = [...choices[0], ...turns.filter((at) => args[0].lo < at && at < args[0].hi)];
  try {
    return round(reach(hull(corners(choices).map((corner) => f(...corner)))));
  } catch (error) {
    if (error instanceof Undefined) return everything();
    throw error;
  }
};
const turning = (...turns) => turningAt(turns, outwards);
const monotone = turning();
/* Of what only picks, or counts: it is exact. */
const picking = exactly(turningAt([], (interval) => interval));

function sumOf(f, terms) {
  if (terms.every(isPoint)) return point(f(...terms.map((term) => term.lo)));
  return { lo: total(terms.map((term) => +term.lo)), hi: total(terms.map((term) => +term.hi)) };
}

function addBounds(f, round, first, ...terms) {
  const exact = sumOf(f, [first, ...terms]);
  if (round === unrounded) return exact;
  let whole = exact;
  if (terms.length > 1) {
    whole = first;
    for (const term of terms) whole = round(sumOf(f, [whole, term]));
  }
  whole = round(whole);
  if (+exact.lo === +whole.lo && +exact.hi === +whole.hi) return exact;
  return { lo: least([exact.lo, whole.lo]), hi: largest([exact.hi, whole.hi]) };
}

function mulBounds(f, round, x, y) {
  if (x !== y || isPoint(x)) {
    const times = (a, b) => (a && b ? a * b : 0);   // 0 times what a pole leaves open is 0
    return round(hull([times(x.lo, y.lo), times(x.lo, y.hi), times(x.hi, y.lo), times(x.hi, y.hi)]));
  }
  return powerBounds(power, round, x, point(2));
}

function divBounds(f, round, x, y) {
  if (y.lo <= 0 && 0 <= y.hi) return isPoint(y) ? fail(Undefined) : everything();
  return round(hull([x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi]));
}

function powerBounds(f, round, x, y) {
  if (x.lo <= 0 && 0 <= x.hi && !isPoint(x) && y.lo < 0) return everything();
  if (x.lo < 0 && !(isPoint(y) && Number.isInteger(+y.lo))) return everything();
  const ends = corners([[x.lo, x.hi], [y.lo, y.hi]]).map(([a, b]) => f(a, b));
  return round(hull(x.lo < 0 && 0 < x.hi ? [...ends, 0] : ends));
}

function stepBounds(f, round, x, atZero) {
  const lo = snapToZero(x.lo), hi = snapToZero(x.hi);
  if (lo > 0 || hi < 0) return point(lo > 0 ? 1 : 0);
  return +lo === 0 && +hi === 0 ? atZero : hull([0, 1, +atZero.lo, +atZero.hi]);
}

function sameBounds(f, round, x, y) {
  if (x.hi < y.lo || y.hi < x.lo) return point(0);
  return isPoint(x) && isPoint(y) ? point(1) : { lo: 0, hi: 1 };
}

function winnerBounds(f, round, x, before, ...others) {
  const surely = f(x.lo, before.lo, ...others.map((other) => other.hi));
  const maybe = f(x.hi, before.lo, ...others.map((other) => other.lo));
  return { lo: Math.min(surely, maybe), hi: Math.max(surely, maybe) };
}

function waveBounds(f, round, x) {
  const quarter = Math.PI / 2;
  if (x.hi - x.lo > 4 * quarter) return round({ lo: -1, hi: 1 });
  const found = [f(x.lo), f(x.hi)];
  for (let turn = Math.ceil(x.lo / quarter); turn <= Math.floor(x.hi / quarter); turn++) {
    found.push(rounded(f(turn * quarter)) + 0);
  }
  return round(hull(found));
}

function tanBounds(f, round, x) {
  const lo = f(x.lo), hi = f(x.hi);
  const turn = (end) => Math.floor(end / Math.PI + 0.5);
  return lo > hi || turn(x.lo) !== turn(x.hi) ? everything() : round({ lo, hi });
}

/* Of a function that a person works out in several operations; of exact numbers the result holds its own value too. */
const inSteps = (rule) => (f, round, ...args) => {
  const exact = args.every(isPoint) ? f(...args.map((arg) => arg.lo)) : null;
  if (exact !== null && round === unrounded) return point(exact);
  const found = rule(f, round, ...args);
  return exact === null ? outwards(found) : { lo: least([found.lo, exact]), hi: largest([found.hi, exact]) };
};

function sigmoidBounds(f, round, x) {
  if (Math.max(Math.abs(x.lo), Math.abs(x.hi)) > limits.FAR) return monotone(sigmoid, unrounded, x);
  const power = round({ lo: Math.exp(-x.hi), hi: Math.exp(-x.lo) });
  return round({ lo: 1 / (1 + power.hi), hi: 1 / (1 + power.lo) });
}

/* The logarithm of a share; where that may have been rounded to 0, from the logarithm as it is. */
function logOf(share, round, asItIs) {
  return round({ lo: share.lo > 0 ? ln(share.lo) : asItIs.lo, hi: share.hi > 0 ? ln(share.hi) : asItIs.hi });
}

function softmaxBounds(f, round, x, ...row) {
  const top = Math.max(...row.map((other) => +other.hi));
  const shift = top < limits.FAR ? 0 : top;
  const powerOf = (of) => round({ lo: Math.exp(of.lo - shift), hi: Math.exp(of.hi - shift) });
  const powers = new Map(row.map((other) => [other, powerOf(other)]));
  const own = powers.get(x) || powerOf(x);
  const all = [...powers.values()];
  const sum = round({ lo: total(all.map((p) => p.lo)), hi: total(all.map((p) => p.hi)) });
  const restLo = Math.max(sum.lo - own.lo, 0), restHi = Math.max(sum.hi - own.hi, 0);
  return round(own.lo ? { lo: own.lo / (own.lo + restHi), hi: own.hi / (own.hi + restLo) } : point(0));
}

function logSoftmaxBounds(f, round, x, ...row) {
  const share = softmaxBounds(f, round, x, ...row);
  return logOf(share, round, monotone(f, unrounded, x, ...row));
}

/* ── The table of operations: each row of expr/operations.py on floats, and its bounds ───────────────────────── */

const compared = (pick) => (...args) => pick(args, args.map(snapToZero));

const OPERATIONS = {
  add: [add, addBounds],
  neg: [(x) => -x, (f, round, x) => ({ lo: -x.hi, hi: -x.lo })],
  mul: [(x, y) => x * y, mulBounds],
  div: [quotient, divBounds],
  power: [power, powerBounds],
  exp: [exp, monotone],
  ln: [ln, monotone],
  sqrt: [(x) => (x < 0 ? fail(Undefined) : Math.sqrt(x)), monotone],
  abs: [compared(([x], [at]) => (at < 0 ? -x : +x)), exactly(turningAt([0], (interval) => interval))],
  sin: [(x) => Math.sin(x), waveBounds],
  cos: [(x) => Math.cos(x), waveBounds],
  tan: [(x) => Math.tan(x), tanBounds],
  tanh: [(x) => Math.tanh(x), monotone],
  sigmoid: [sigmoid, inSteps(sigmoidBounds)],
  normal_cdf: [(x) => erfc(-x / Math.SQRT2) / 2, monotone],
  normal_density: [(x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), turning(0)],
  softplus: [softplus, monotone],
  xlogy: [(x, y) => (+x === 0 ? 0 : x * ln(y)), monotone],
  xdivy: [(x, y) => (+x === 0 ? 0 : quotient(x, y)),
    (f, round, x, y) => (isPoint(x) && +x.lo === 0 ? point(0) : divBounds(f, round, x, y))],
  relu: [compared(([x], [at]) => (at > 0 ? +x : 0)), picking],
  call: [() => fail(Undefined), () => fail(Undefined)],
  softmax: [(x, ...row) => { const [top, sum] = logSumExp(row); return Math.exp(x - top) / sum; },
    inSteps(softmaxBounds)],
  log_softmax: [(x, ...row) => { const [top, sum] = logSumExp(row); return x - top - Math.log(sum); },
    inSteps(logSoftmaxBounds)],
  log_sigmoid: [(x) => -softplus(-x), inSteps((f, round, x) =>
    logOf(sigmoidBounds(f, round, x), round, monotone(f, unrounded, x)))],
  elu: [(x, alpha) => (x > 0 ? +x : alpha * Math.expm1(x)), turning(0)],
  leaky_relu: [compared(([x, slope], [at]) => (at > 0 ? +x : slope * x)), turning(0)],
  huber: [compared(([r, delta], [at, limit]) =>
    (Math.abs(at) <= limit ? r * r / 2 : delta * ((at < 0 ? -r : +r) - delta / 2))), turning(0)],
  step: [compared(([, atZero], [at]) => (at > 0 ? 1 : +at === 0 ? +atZero : 0)), exactly(stepBounds)],
  same: [compared((_, [x, y]) => Number(+x === +y)), exactly(sameBounds)],
  floor: [(x) => Math.floor(x), picking],
  sign: [compared((_, [at]) => (at > 0) - (at < 0)), picking],
  largest: [compared((args, at) => +args[at.map(Number).indexOf(Math.max(...at.map(Number)))]), picking],
  winner: [compared((_, [mine, before, ...others]) =>
    Number(others.every((other, place) => (place < before ? mine > other : mine >= other)))), winnerBounds],
  max: [compared(([x, y], [a, b]) => (a >= b ? +x : +y)), picking],
  min: [compared(([x, y], [a, b]) => (a <= b ? +x : +y)), picking],
};

/* ── Algebras and the walk ───────────────────────────────────────────────────────────────────────────────────── */

const FLOATS = { number: (value) => value, operation: (name) => OPERATIONS[name][0] };

/* Intervals; digits: of every result on the way, null where nothing is rounded; decimals: no finer unit than theirs;
   strict: rounded only, not cut. */
class Intervals {
  constructor(digits = null, decimals = null, strict = false) {
    this.digits = digits;
    this.strict = strict;
    this.least = decimals === null ? 0 : powerOfTen(-decimals);
    this.round = digits === null ? unrounded : (interval) => this.carried(interval);
  }
  number(value) { return point(value); }
  operation(name) {
    const [f, bounds] = OPERATIONS[name];
    return (...args) => bounds(f, this.round, ...args);
  }
  carried({ lo, hi }) {
    const below = this.nearby(lo), above = +hi === +lo ? below : this.nearby(hi);
    return { lo: least([lo, below[0]]), hi: largest([hi, above[1]]) };
  }
  nearby(value) {
    const size = Math.abs(value);
    if (size === 0 || !Number.isFinite(size)) return [value, value];
    const unit = Math.max(powerOfTen(digitsBefore(size) - this.digits + 1), this.least);
    const count = value / unit, near = rounded(count);
    if (Math.abs(count - near) < limits.ON_GRID) return [value, value];
    const whole = Math.trunc(count);
    // 0.125 is written as 0.13, and by some as 0.12.
    const isHalf = Math.abs(Math.abs(count - whole) - 0.5) < limits.ON_GRID;
    const ends = isHalf ? [whole, whole + Math.sign(count)] : [near, this.strict ? near : whole];
    return [Math.min(...ends) * unit, Math.max(...ends) * unit];
  }
}

const EXACTLY = new Intervals();
const depthOf = (value) => { let depth = 0; while (Array.isArray(value)) { depth++; value = value[0]; } return depth; };
const shapeOf = (value) => (Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : []);
const flat = (value) => (Array.isArray(value) ? value.flatMap(flat) : [value]);
const mapped = (f, value) => (Array.isArray(value) ? value.map((item) => mapped(f, item)) : f(value));
const turned = (rows) => rows[0].map((_, j) => rows.map((row) => row[j]));

function nested(like, elements) {
  const left = [...elements].reverse();
  return mapped(() => left.pop(), like);
}

const laidOn = (shape, elements) => nested(filledWith(0, shape), elements);

/* A function entry by entry; scalars, single rows and single columns are repeated. */
function lift(f, args) {
  const depth = Math.max(...args.map(depthOf));
  if (depth === 0) return f(...args);
  const lined = args.map((arg) => (depthOf(arg) === depth ? arg : [arg]));
  const length = Math.max(...lined.map((arg) => arg.length));
  return Array.from({ length }, (_, i) => lift(f, lined.map((arg) => (arg.length === length ? arg[i] : arg[0]))));
}

/* Of no terms at all: 0. */
function totalOf(terms, algebra) {
  if (terms.length > 1) return algebra.operation("add")(...terms);
  return terms.length ? terms[0] : algebra.number(0);
}

/* The sum along an axis, counted from 0. */
function summed(value, axis, algebra) {
  if (axis && Array.isArray(value[0])) return value.map((item) => summed(item, axis - 1, algebra));
  return lift((...terms) => totalOf(terms, algebra), value);
}

/* Of every window, whose entries stand at some places, what is made of them. */
const overWindows = (x, { shape, places }, entry) => {
  const entries = flat(x);
  return laidOn(shape, places.map((window) => entry(window.map((place) => entries[place]))));
};

/* For every entry the sum of the gradients of those windows in which it is the first largest one. A window is said as
   its number, how many of its entries stand before this one, and the places of the others. */
function toWinners(gradients, entries, places, algebra) {
  const won = (place, [, before, ...others]) =>
    algebra.operation("winner")(entries[place], algebra.number(before), ...others.map((other) => entries[other]));
  return places.map((windows, place) =>
    totalOf(windows.map((window) => algebra.operation("mul")(gradients[window[0]], won(place, window))), algebra));
}

/* The entries made of each row and column; a vector is one row on the left, one column on the right. */
function product(left, right, entry) {
  const columns = depthOf(right) === 2 ? turned(right) : [right];
  const rows = depthOf(left) === 2 ? left : [left];
  let found = rows.map((row) => columns.map((column) => entry(row, column)));
  if (depthOf(right) !== 2) found = found.map((row) => row[0]);
  return depthOf(left) === 2 ? found : found[0];
}

const filledWith = (value, shape) =>
  (shape.length ? Array.from({ length: shape[0] }, () => filledWith(value, shape.slice(1))) : value);

/* By operation: (operands' values, what the node says besides, algebra) → value. All others go entry by entry. */
const SPECIAL = {
  eye: (args, size, a) => Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => a.number(i === j ? 1 : 0))),
  ones: (args, shape, a) => filledWith(a.number(1), shape),
  transpose: ([x]) => turned(x),
  matmul: ([x, y], _, a) => product(x, y, (row, column) =>
    totalOf(row.map((one, i) => a.operation("mul")(one, column[i])), a)),
  outer: ([x, y], _, a) => x.map((one) => y.map((other) => a.operation("mul")(one, other))),
  concat: (args) => (depthOf(args[0]) === 1 ? args.flat() : args[0].map((_, i) => args.flatMap((arg) => arg[i]))),
  between: ([x], [first, last]) =>
    (depthOf(x) === 1 ? x.slice(first - 1, last) : x.map((row) => row.slice(first - 1, last))),
  sum: ([x], axis, a) => summed(x, axis, a),
  reshape: ([x], shape) => laidOn(shape, flat(x)),
  stacked: (args) => args.map(flat),
  picked: ([x], [place, shape]) => laidOn(shape, x[place - 1]),
  row_sum: ([x], _, a) => x.map((row) => [totalOf(row, a)]),
  column_sum: ([x], _, a) => [turned(x).map((column) => totalOf(column, a))],
  by_rows: ([x], op, a) => (depthOf(x) === 2 ? x : [x]).map((row) => row.map((one) => a.operation(op)(one, ...row))),
  by_columns: ([x], op, a) => turned(SPECIAL.by_rows([turned(x)], op, a)),
  paired([x, y], { shape, places }, a) {
    const left = flat(x), right = flat(y);
    return laidOn(shape, places.map((pairs) => totalOf(pairs.map(([i, j]) => a.operation("mul")(left[i], right[j])), a)));
  },
  max_pool: ([x], said, a) => overWindows(x, said, (window) =>
    (window.length > 1 ? a.operation("largest")(...window) : window[0])),
  mean_pool: ([x], said, a) => overWindows(x, said, (window) =>
    a.operation("div")(totalOf(window, a), a.number(said.count))),
  to_winners: ([d, x], { shape, places }, a) =>
    laidOn(shape, d.flatMap((one, n) => toWinners(flat(one), flat(x[x.length === 1 ? 0 : n]), places, a))),
  spread: ([d], { shape, places, count }, a) => laidOn(shape, d.flatMap((one) => flat(overWindows(one,
    { shape: [places.length], places }, (windows) =>
      (windows.length ? a.operation("div")(totalOf(windows, a), a.number(count)) : a.number(0)))))),
  channel_sum: ([d], _, a) => d[0].map((_, channel) => totalOf(d.flatMap((one) => flat(one[channel])), a)),
};

class Walk {
  constructor(nodes) { this.nodes = nodes; this.known = new Map(); }

  /* The value of a node in an algebra; of a name that has none, Undefined. */
  value(index, values, algebra) {
    const [op, said, ...args] = this.nodes[index];
    if (op === "number") return algebra.number(said);
    if (op === "symbol") return Object.hasOwn(values, said) ? values[said] : fail(Undefined);
    if (op === "literal") return mapped((item) => this.value(item, values, algebra), said);
    const found = args.map((arg) => this.value(arg, values, algebra));
    if (!(op in SPECIAL)) return lift(algebra.operation(op), found);
    const value = SPECIAL[op](found, said, algebra);
    return op === "by_rows" && depthOf(found[0]) === 1 ? value[0] : value;
  }

  /* The names that a node reads. */
  reads(index) {
    if (!this.known.has(index)) {
      const [op, said, ...args] = this.nodes[index];
      const inside = op === "literal" ? flat(said) : args;
      const found = op === "symbol" ? [said] : inside.flatMap((arg) => [...this.reads(arg)]);
      this.known.set(index, new Set(found));
    }
    return this.known.get(index);
  }

  floats(index, values) {
    try {
      const value = this.value(index, values, FLOATS);
      return flat(value).every((one) => Number.isFinite(+one)) ? value : null;
    } catch (error) {
      if (error instanceof Undefined || error instanceof Overflow) return null;
      throw error;
    }
  }

  /* Intervals with the last operation unrounded: how that was rounded is seen in the answer itself. */
  lastExact(index, values, algebra) {
    const [op, , ...args] = this.nodes[index];
    if (algebra.digits === null || !(op in OPERATIONS || op === "matmul")) return this.value(index, values, algebra);
    const found = args.map((arg) => this.value(arg, values, algebra));
    if (op !== "matmul") return lift(EXACTLY.operation(op), found);
    const count = (depthOf(found[1]) === 2 ? found[1] : [found[1]].flat()).length;
    const times = (count === 1 ? EXACTLY : algebra).operation("mul");
    const sum = (count === 2 ? EXACTLY : algebra).operation("add");
    return product(...found, (row, column) => {
      const terms = row.map((one, i) => times(one, column[i]));
      return count > 1 ? sum(...terms) : terms[0];
    });
  }
}

/* ── Numbers as they are written ─────────────────────────────────────────────────────────────────────────────── */

const EXACT_DIGITS = 17, LONGEST = 400, MAX_LITERAL = 40;
const DECIMAL = /^([+−–-]?)\s*(\d*)(?:[.,](\d*))?(?:[eE]([+−-]?\d{1,3}))?(\s?%)?$/;
const REMARK = /^[^()=*/+^·−]*(?:\p{L}{3}|\p{L}\.)[^()=*/+^·−]*\)$/u;

/* value: null where there is none. unit: one in the last digit, 0 of what is exact. digits: the significant ones. */
function readNumber(text, functions) {
  text = text.trim();
  const [head, ...remark] = text.split("(");
  const isRemark = remark.length && remark.join("(").length <= 60 && REMARK.test(remark.join("("));
  const found = readDecimal(text.replace(/^[≈~ ]+/, "")) || (isRemark && readDecimal(head.replace(/^[≈~ ]+/, "").trim()));
  if (found) return found;
  try {
    const value = +new Formula(text, functions).whole();
    return Number.isFinite(value) ? { value, unit: 0, digits: EXACT_DIGITS } : { value: null, unit: 0, digits: 0 };
  } catch (error) {
    if (error instanceof Undefined || error instanceof Overflow) return { value: null, unit: 0, digits: 0 };
    throw error;
  }
}

function readDecimal(text) {
  const match = DECIMAL.exec(text);
  if (!match || text.length > MAX_LITERAL || !(match[2] || match[3])) return null;
  const whole = match[2] || "0", after = match[3] || "";
  const given = Number((match[4] || "0").replace("−", "-"));
  if (Math.abs(given) > 308) return null;
  const exponent = given - (match[5] ? 2 : 0);
  const size = Number(`${whole}.${after || "0"}e${exponent}`);
  const significant = (whole + after).replace(/^0+/, "").length;
  return { value: ["", "+"].includes(match[1]) ? size : 0 - size, unit: powerOfTen(exponent - after.length), digits: significant };
}

/* A formula of constants: 1/16, σ(-5/32), ln 2, 2√3. Raises Undefined for anything else. */
class Formula {
  constructor(text, functions) {
    this.functions = functions;
    const pattern = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\d_′']*)|([-+*/^()√|,²³½·×−÷⋅⊙@]))/uy;
    this.tokens = [];
    while (pattern.lastIndex < text.length && text.length <= LONGEST) {
      const match = pattern.exec(text) || fail(Undefined);
      const sign = { "×": "*", "⋅": "*", "·": "*", "⊙": "*", "@": "*", "−": "-", "÷": "/" }[match[3]] || match[3];
      this.tokens.push(match[1] ? { number: Number(match[1]) } : match[2] ? { name: match[2] } : { sign });
    }
    this.place = 0;
  }
  get next() { return this.tokens[this.place] || {}; }
  take(...signs) {
    const { sign } = this.next;
    if (sign === undefined || !signs.includes(sign)) return "";
    this.place++;
    return sign;
  }
  whole() {
    const value = this.sum(0);
    return this.tokens.length && this.place === this.tokens.length ? value : fail(Undefined);
  }
  sum(depth) {
    if (depth > 32) fail(Undefined);
    let value = this.product(depth);
    for (let sign; (sign = this.take("+", "-"));) value = sign === "+" ? value + this.product(depth) : value - this.product(depth);
    return value;
  }
  product(depth) {
    if (depth > 32) fail(Undefined);
    if (this.take("-")) return -this.product(depth + 1);
    let value = this.signed(depth);
    for (;;) {
      const sign = this.take("*", "/") || (this.next.name || ["(", "√"].includes(this.next.sign) ? "*" : "");
      if (!sign) return value;
      const right = this.signed(depth);
      value = sign === "/" ? quotient(value, right) : value * right;
    }
  }
  signed(depth) {
    if (depth > 32) fail(Undefined);
    if (this.take("-")) return -this.signed(depth + 1);
    return this.take("+") ? this.signed(depth + 1) : this.power(depth);
  }
  power(depth) {
    const base = this.atom(depth);
    const small = this.take("²", "³");
    if (small) return power(base, small === "²" ? 2 : 3);
    return this.take("^") ? power(base, this.signed(depth + 1)) : base;
  }
  atom(depth) {
    const { number, name } = this.next;
    if (number !== undefined) { this.place++; return number; }
    if (name !== undefined || this.next.sign === "√") return this.named(depth);
    if (this.take("½")) return 0.5;
    if (this.take("(")) return this.closed(")", this.sum(depth + 1));
    return this.take("|") ? Math.abs(this.closed("|", this.sum(depth + 1))) : fail(Undefined);
  }
  closed(sign, value) { return this.take(sign) ? value : fail(Undefined); }
  named(depth) {
    const said = this.next.name ?? this.next.sign;
    this.place++;
    const op = this.functions[said];
    if (!op) return { e: Math.E, pi: Math.PI, "π": Math.PI }[said] ?? fail(Undefined);
    const f = OPERATIONS[op][0];
    if (!this.take("(")) return ["ln", "sqrt"].includes(op) ? f(this.power(depth + 1)) : fail(Undefined);
    const args = [this.sum(depth + 1)];
    while (this.take(",")) args.push(this.sum(depth + 1));
    const wanted = ["max", "min"].includes(op) ? 2 : 1;
    return this.closed(")", args.length === wanted ? f(...args) : fail(Undefined));
  }
}

const decimalsOf = (item) => (item.unit ? Math.max(0, rounded(-Math.log10(item.unit))) : null);
const inUnits = (item, unit, digits) => ({ value: item.value, unit, digits });

/* The least and the largest value that is written so: rounded, or cut unless strict. */
function writtenSo(item, strict) {
  const half = item.unit / 2 * (1 + limits.DIGIT_NOISE), whole = item.unit * (1 - limits.DIGIT_NOISE);
  return [
    item.value - (strict || item.value > 0 ? half : Math.max(half, whole)),
    item.value + (strict || item.value < 0 ? half : Math.max(half, whole)),
  ];
}

function within(item, lo, hi, strict) {
  const [low, high] = writtenSo(item, strict);
  const noise = limits.END_NOISE * Math.max(Math.abs(lo), Math.abs(hi), Math.abs(item.value));
  return lo - noise <= high && low <= hi + noise;
}

const equal = (item, value) =>
  Math.abs(item.value - value) <= limits.SAME_NUMBER * Math.max(Math.abs(value), Math.abs(item.value));

/* How many digits somebody writes, read from all of the answers: checking/judge/rounding.py. */
class Style {
  constructor(numbers, minimum, strict) {
    this.least = minimum;
    this.strict = strict;
    this.digits = this.decimals = this.habit = this.scrap = null;
    const decimal = numbers.filter((item) => item.value !== null && item.unit);
    const broken = decimal.filter((item) => item.unit !== 1);
    const shown = broken.filter((item) => item.digits >= minimum);
    if (!shown.length) {
      if (decimal.length) this.digits = Math.max(minimum, ...decimal.map((item) => item.digits));
      return;
    }
    this.digits = this.habit = mostCommon(shown.map((item) => item.digits));
    const places = broken.map(decimalsOf), fixed = mostCommon(places);
    const counted = fixed >= minimum ? broken : shown;
    const same = places.filter((place) => place === fixed).length >= limits.HABIT_SHARE * places.length;
    const varied = new Set(counted.map((item) => item.digits)).size > 1;
    if (same && varied && counted.length > 2) this.decimals = fixed;
    this.scrap = same && fixed >= minimum ? fixed : this.decimals;
  }
  intervals(written) {
    const shown = written.filter((item) => item.value !== null);
    if (this.digits === null || (shown.length && !shown.some((item) => item.unit))) return EXACTLY;
    const counts = shown.filter((item) => item.unit && item.digits >= this.least).map((item) => item.digits);
    return new Intervals(Math.min(counts.length ? Math.max(...counts) : this.digits, this.digits),
      shown.length ? this.decimals : this.scrap, this.strict);
  }
  isCoarse(item) {
    return item.digits < this.least && item.unit > 0 && decimalsOf(item) !== (this.decimals || null);
  }
  isClaim(item) {
    const isShort = this.scrap === null || decimalsOf(item) < this.scrap;
    return item.unit >= 1 || ((this.habit || 0) >= limits.ENOUGH_DIGITS && isShort);
  }
  finely(item) {
    if (item.value === 0) return inUnits(item, 0, EXACT_DIGITS);
    if (item.value === null || !item.unit || this.habit === null) return item;
    const size = Math.floor(Math.log10(Math.abs(item.value)) + limits.POWER_NOISE);
    let unit = powerOfTen(size - this.habit + 1);
    if (this.decimals !== null) unit = Math.max(unit, powerOfTen(-this.decimals));
    return unit < item.unit ? inUnits(item, unit, this.habit) : item;
  }
  asMeant(item) {
    const fine = this.finely(item);
    return this.habit === null && fine.unit === 1 ? inUnits(fine, 0, EXACT_DIGITS) : fine;
  }
  coarsely(item) {
    if (this.habit === null || item.unit !== 1 || item.digits <= this.habit || !item.value) return item;
    const unit = powerOfTen(item.digits - this.habit);
    return item.value % unit === 0 ? inUnits(item, unit, this.habit) : item;
  }
  accepts(item, interval) {
    if (interval.hi - interval.lo === Infinity) return false;
    if (isPoint(interval) && equal(item, +interval.lo)) return true;
    if (!item.unit) return within(item, +interval.lo, +interval.hi, false);
    return [item, this.finely(item), this.coarsely(item)].some(
      (form) => !this.isCoarse(form) && within(form, +interval.lo, +interval.hi, this.strict));
  }
}

function mostCommon(counts) {
  const tally = new Map();
  for (const count of counts) tally.set(count, (tally.get(count) || 0) + 1);
  return [...tally].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a))[0];
}

/* ── The program worked out ──────────────────────────────────────────────────────────────────────────────────── */

/* What is given, from one field, or from those of a batch's observations one below the other. */
const given = (fields, source) => (Array.isArray(source) ? source.flatMap((number) => fields[number]) : fields[source]);

/* The right values of every block: its start, and then line by line; null where a line has no number.

   A block starts with given values, with what the step before it left of its parameters (carried), and in a question
   with values of the first step (from). */
function solve(problem, fields) {
  const solved = [];
  for (const block of problem.blocks) {
    const before = block.follows === null ? {} : solved[block.follows].values;
    const start = {};
    for (const [name, field] of Object.entries(block.start)) start[name] = given(fields, field);
    for (const name of block.carried) if (name + problem.sign in before) start[name] = before[name + problem.sign];
    for (const name of block.from) if (name in solved[0].values) start[name] = solved[0].values[name];
    const values = { ...start };
    for (const line of block.lines) {
      const value = worked(problem.walk, line, values);
      if (value === null) delete values[line.name];
      else values[line.name] = value;
    }
    solved.push({ start, values });
  }
  return solved;
}

function worked(walk, line, values, node = line.node) {
  const value = walk.floats(node, values);
  return value !== null && line.compared ? mapped(snapToZero, value) : value;
}

/* ── The judge of numbers: each line from the person's own values; checking/judge/numbers.py ─────────────────── */

const ACCEPTED = ["right", "rounded"], REFUSED = ["wrong", "collapsed"];
const middle = ({ lo, hi }) => (+lo + +hi) / 2;

class Judge {
  /* answers: of each block, of each line, a Map from the number of an entry to what was read of it. */
  constructor(problem, fields, answers) {
    this.problem = problem;
    this.walk = problem.walk;
    this.solved = solve(problem, fields);
    this.fields = fields;
    this.answers = answers;
    const numbers = answers.flat().flatMap((found) => [...found.values()]).filter((item) => item.value !== null);
    this.style = new Style(numbers, problem.least, problem.strict);
  }

  /* Of each block, of each line, a Map from the number of an entry to { verdict, mistakes, … }. */
  verdicts() {
    const found = [];
    let before = null;
    this.problem.blocks.forEach((block, b) => {
      const carried = this.begin(block, b, block.follows === null ? null : before);
      found.push(block.lines.map((line, l) => this.line(line, this.answers[b][l], this.solved[b], carried)));
      before = carried;
    });
    if (found.flat().some((line) => [...line.values()].some((one) => one.verdict === "wrong"))) new Diagnosis(this, found).explain();
    return found;
  }

  begin(block, b, before) {
    const start = Object.fromEntries(Object.entries(this.solved[b].start).map(([name, value]) => [name, mapped(point, value)]));
    const carried = { own: { ...start }, ideal: { ...start }, tainted: new Set(), hollow: new Set(), written: {} };
    for (const name of Object.keys(start)) {
      const left = name + this.problem.sign;
      if (before === null || !(left in before.own)) continue;
      carried.own[name] = before.own[left];
      carried.ideal[name] = before.ideal[left];
      if (before.tainted.has(left)) carried.tainted.add(name);
      if (before.hollow.has(left)) carried.hollow.add(name);
    }
    return carried;
  }

  readsAny(node, names) { return [...this.walk.reads(node)].some((name) => names.has(name)); }

  compute(line, values, algebra, orders = line.orders) {
    try {
      let value = null;
      for (const form of algebra.digits === null ? orders.slice(0, 1) : orders) {
        const found = this.walk.lastExact(form, values, algebra);
        value = value === null ? found
          : lift((a, b) => ({ lo: least([a.lo, b.lo]), hi: largest([a.hi, b.hi]) }), [value, found]);
      }
      return line.compared ? mapped((one) => (isPoint(one) ? point(snapToZero(one.lo)) : one), value) : value;
    } catch (error) {
      if (error instanceof Undefined || error instanceof Overflow) return null;
      throw error;
    }
  }

  line(line, answers, solved, carried) {
    const right = solved.values[line.name] ?? null;
    const written = [...answers.values()];
    const algebra = this.style.intervals(written);
    const tainted = this.readsAny(line.node, carried.tainted);
    let own = this.compute(line, carried.own, algebra);
    let ideal = tainted ? this.compute(line, carried.ideal, algebra) : own;
    if (answers.size && right !== null && (own === null || ideal === null)) {
      ideal = ideal === null ? mapped(point, right) : ideal;
      own = own === null ? ideal : own;
    }
    if (!answers.size || own === null || right === null) {
      // What was worked out on scrap paper was rounded as well.
      const scrap = (value) => (value === null || algebra.digits === null ? value : mapped((one) => algebra.carried(one), value));
      const mine = scrap(own);
      this.put(line, mine, ideal === own ? mine : scrap(ideal), tainted, carried);
      carried.written[line.name] = null;
      this.weigh(line, new Map(), answers, right, carried);
      return new Map();
    }
    const entries = entriesOf(right, own, ideal);
    let judged = this.judged(answers, entries);
    judged = this.withCollapse(line, line.node, judged, written, solved, carried);
    judged = this.inOtherWays(line, answers, judged, entries, written, solved, carried);
    const whole = entries.map((_, number) => answers.get(number)?.value ?? null);
    carried.written[line.name] = whole.includes(null) ? null : nested(right, whole.map(point));
    this.carry(line, answers, judged, entries, right, carried);
    this.weigh(line, judged, answers, right, carried);
    return judged;
  }

  judged(answers, entries) {
    return new Map([...answers].map(([number, item]) => [number, { ...this.verdict(item, entries[number]), item }]));
  }

  verdict(item, entry) {
    if (item.value === null) return { verdict: "missing", note: "unreadable" };
    const right = +snapToZero(entry.right), style = this.style;
    if (equal(item, right) || style.accepts(item, point(right))) return { verdict: "right" };
    if (style.accepts(item, entry.ideal)) return { verdict: "rounded" };
    if (entry.own !== entry.ideal && style.accepts(item, entry.own)) return { verdict: "follows" };
    const coarse = style.isCoarse(item) && !style.isClaim(item);
    if (coarse && within(item, +entry.ideal.lo, +entry.ideal.hi, true)) return { verdict: "missing", note: "coarse" };
    return { verdict: "wrong" };
  }

  /* What is wrong may have been worked out in another way: by a derivative that a question asks for as well, or from
     all that stands on the page, just as it stands there; checking/judge/other_ways.py. */
  inOtherWays(line, answers, judged, entries, written, solved, carried) {
    const asWritten = { ...carried.own };
    for (const [name, value] of Object.entries(carried.written)) if (value !== null) asWritten[name] = value;
    const [bySlope, byPage] = line.ways;
    for (const [way, values] of [[bySlope, carried.own], [byPage, asWritten], [byPage, carried.own]]) {
      if (way === null || ![...judged.values()].some((one) => one.verdict === "wrong")) continue;
      const again = this.inOneWay(line, way, values, answers, entries, written, solved, carried) || judged;
      judged = new Map([...judged].map(([number, old]) =>
        [number, old.verdict !== "wrong" || again.get(number).verdict === "wrong" ? old : again.get(number)]));
    }
    return judged;
  }

  inOneWay(line, way, values, answers, entries, written, solved, carried) {
    const algebra = this.style.intervals(written);
    const own = this.compute(line, values, algebra, way);
    const ideal = this.readsAny(way[0], carried.tainted) ? this.compute(line, carried.ideal, algebra, way) : own;
    if (own === null || ideal === null) return null;
    const mine = flat(own), right = ideal === own ? mine : flat(ideal);
    const again = entries.map((entry, number) => ({ ...entry, own: mine[number], ideal: right[number] }));
    return this.withCollapse(line, way[0], this.judged(answers, again), written, solved, carried);
  }

  withCollapse(line, node, judged, written, solved, carried) {
    const numbers = written.filter((item) => item.value !== null).map((item) => item.value);
    const follows = [...judged.values()].some((one) => one.verdict === "follows");
    if (!follows || !this.isDegenerate(line, node, carried, numbers, solved.values)) return judged;
    return new Map([...judged].map(([number, one]) =>
      [number, one.verdict === "follows" ? { ...one, verdict: "collapsed" } : one]));
  }

  /* Whether an earlier wrong value leaves nothing to work out: checking/judge/degenerate.py. */
  isDegenerate(line, node, carried, written, right) {
    const mine = Object.fromEntries(Object.entries(carried.own).map(([name, value]) => [name, mapped(middle, value)]));
    const entries = (values) => { const found = worked(this.walk, line, values, node); return found === null ? null : flat(found).map(Number); };
    const value = entries(mine), truth = entries(right);
    if (value === null || truth === null) return false;
    const names = [...this.walk.reads(node)];
    if (names.some((name) => carried.hollow.has(name)) && (isTrivial(value, truth) || isTrivial(written, truth))) return true;
    const change = (values, before) => {
      const after = entries(values);
      return after === null ? Infinity : Math.max(...after.map((one, i) => Math.abs(one - before[i])));
    };
    const moved = names.map((name) => {
      if (!(name in mine) || !(name in right)) return null;
      const there = change({ ...right, [name]: nudged(right[name]) }, truth);
      return there ? change({ ...mine, [name]: nudged(mine[name]) }, value) >= limits.LOST_DEPENDENCE * there : null;
    });
    return moved.includes(false) && !moved.includes(true);
  }

  carry(line, answers, judged, entries, right, carried) {
    const own = entries.map((entry) => entry.own), ideal = entries.map((entry) => entry.ideal);
    let wrong = false, answered = 0;
    for (const [number, item] of answers) {
      if (item.value === null) continue;
      answered++;
      if (!ACCEPTED.includes(judged.get(number).verdict)) {
        wrong = true;
        own[number] = carriedWrong(item, this.style.least);
      } else {
        ideal[number] = carriedFrom(item, entries[number].ideal, this.style.strict);
        own[number] = this.ownAfter(item, entries[number], ideal[number]);
        wrong = wrong || own[number] !== ideal[number];
      }
    }
    const tainted = wrong || (this.readsAny(line.node, carried.tainted) && answered < entries.length);
    this.put(line, nested(right, own), nested(right, ideal), tainted, carried);
  }

  ownAfter(item, entry, ideal) {
    if (entry.own === entry.ideal) return ideal;
    const mine = carriedFrom(item, entry.own, this.style.strict);
    const inside = ideal.lo <= mine.lo && mine.hi <= ideal.hi;
    return inside ? ideal : hull([mine.lo, mine.hi, ideal.lo, ideal.hi]);
  }

  put(line, own, ideal, tainted, carried) {
    for (const [values, value] of [[carried.own, own], [carried.ideal, ideal]]) {
      if (value === null) delete values[line.name];
      else values[line.name] = value;
    }
    carried.tainted[tainted ? "add" : "delete"](line.name);
  }

  weigh(line, judged, answers, right, carried) {
    carried.hollow.delete(line.name);
    if (!carried.tainted.has(line.name) || !(line.name in carried.own) || right === null) return;
    const unearned = [...judged.values()].some((one) => REFUSED.includes(one.verdict))
      || (!judged.size && this.readsAny(line.node, carried.hollow));
    if (!unearned) return;
    const values = flat(carried.own[line.name]).map(middle);
    for (const [number, item] of answers) values[number] = item.value || 0;
    if (isTrivial(values, flat(right).map(Number))) carried.hollow.add(line.name);
  }
}

function entriesOf(right, own, ideal) {
  const mine = flat(own), best = flat(ideal);
  return flat(right).map((value, number) => ({ right: value, own: mine[number], ideal: best[number] }));
}

const isZero = (values, size) => values.every((value) => Math.abs(value) < limits.DEGENERATE_ZERO * size);
const isConstant = (values) =>
  Math.max(...values) - Math.min(...values) <= limits.DEGENERATE_ZERO * Math.max(...values.map(Math.abs));

function isTrivial(values, right) {
  if (!isZero(right, limits.TRUE_ZERO_SIZE) && isZero(values, Math.max(...right.map(Math.abs)))) return true;
  return !isConstant(right) && values.length === right.length && isConstant(values);
}

function nudged(value) {
  let turn = 0;
  return mapped((one) => one + limits.NUDGES[turn++ % limits.NUDGES.length], value);
}

/* What somebody goes on with after an accepted number: from it to what it was before it was rounded. */
function carriedFrom(item, possible, strict) {
  const [low, high] = writtenSo(item, strict);
  const lo = Math.max(possible.lo, low), hi = Math.min(possible.hi, high);
  return lo <= hi ? { lo: Math.min(lo, item.value), hi: Math.max(hi, item.value) } : point(item.value);
}

function carriedWrong(item, minimum) {
  const half = item.digits >= minimum && item.unit < 1 ? item.unit / 2 : 0;
  return { lo: item.value - half, hi: item.value + half };
}

/* ── Which misconception gives a wrong answer, as far as that is more than chance; checking/explain ──────────── */

class Diagnosis {
  constructor(judge, found) {
    this.judge = judge;
    this.walk = judge.walk;
    this.found = found;
    this.steps = [];
    judge.problem.blocks.forEach((block, b) => this.steps.push(this.replayed(block, b)));
    const right = found.flatMap((lines, b) => lines.flatMap((line, l) =>
      (this.answered(b, l) ? flat(judge.solved[b].values[judge.problem.blocks[b].lines[l].name]).map(Number) : [])));
    const low = right.length ? Math.min(...right) : 0, high = right.length ? Math.max(...right) : 1;
    const around = (end) => Math.abs(end) + limits.LEAST_SPREAD;
    this.span = high > low ? [low, high] : [low - around(low), high + around(high)];
  }

  /* The numbers of a line as they are meant, and which of them are wrong; null where there are none. */
  answered(b, l) {
    const written = new Map(), wrong = [];
    for (const [number, one] of this.found[b][l]) {
      if (one.item.value === null) continue;
      written.set(number, this.judge.style.asMeant(one.item));
      if (REFUSED.includes(one.verdict)) wrong.push(number);
    }
    return written.size ? { written, wrong } : null;
  }

  /* A block from the numbers as they were written, and from the unrounded ones; what stands elsewhere by its names. */
  replayed(block, b) {
    const { solved, problem } = this.judge;
    const before = block.follows === null ? null : this.steps[block.follows];
    const started = (left) => Object.fromEntries(Object.entries(solved[b].start).map(
      ([name, value]) => [name, left[name + problem.sign] ?? value]));
    const step = { asWritten: started(before ? before.asWritten : {}), unrounded: started(before ? before.unrounded : {}) };
    step.start = { ...solved[b].start };
    step.elsewhere = this.elsewhere(block, step, before);
    block.lines.forEach((line, l) => {
      const answered = this.answered(b, l);
      for (const [values, asWritten] of [[step.asWritten, true], [step.unrounded, false]]) {
        const computed = this.walk.floats(line.node, values);
        if (computed === null) continue;
        const entries = flat(computed);
        for (const [number, item] of answered ? answered.written : []) {
          if (asWritten || answered.wrong.includes(number)) entries[number] = item.value;
        }
        values[line.name] = nested(computed, entries);
      }
    });
    return step;
  }

  elsewhere(block, step, before) {
    const { problem, fields } = this.judge, found = {};
    for (const [name, field] of Object.entries(block.other)) found[name] = fields[field];
    if (before === null) return found;
    for (const name of block.weights) found[`${name}:first`] = this.steps[0].start[name];
    for (const [name, value] of Object.entries(before.asWritten)) {
      if (!name.endsWith(problem.sign)) found[`${name}:before`] = value;
    }
    return found;
  }

  explain() {
    const paid = new Set();
    this.judge.problem.blocks.forEach((block, b) => block.lines.forEach((line, l) => {
      const answered = this.answered(b, l);
      if (!answered || !answered.wrong.length) return;
      const mistake = this.explaining(b, line, answered, { tries: 1, total: 0, counted: new Set() });
      const beliefs = mistake && !mistake.possible
        ? mistake.names.filter((name) => this.judge.problem.mistakes[name].belief).map((name) => `${name} ${line.phase}`) : [];
      const again = beliefs.some((belief) => paid.has(belief));
      const alone = mistake === null && answered.wrong.length > 1 ? this.ofEntries(b, line, answered) : new Map();
      let first = false;
      for (const [number, one] of this.found[b][l]) {
        if (again && REFUSED.includes(one.verdict)) one.verdict = "follows";
        else if (one.verdict === "wrong") one.mistake = mistake || alone.get(number) || null;
        first = first || (one.verdict === "wrong" && one.mistake !== null);
      }
      if (first) beliefs.forEach((belief) => paid.add(belief));
    }));
  }

  ofEntries(b, line, answered) {
    const found = new Map();
    for (const number of answered.wrong) {
      const alone = { written: new Map([[number, answered.written.get(number)]]), wrong: [number] };
      const mistake = this.explaining(b, line, alone, { tries: answered.wrong.length, total: 0, counted: new Set() });
      if (mistake && !mistake.possible) found.set(number, mistake);
    }
    return found;
  }

  explaining(b, line, answered, chance) {
    const digits = answered.wrong.map((number) => answered.written.get(number).digits);
    const few = Math.min(...digits) < limits.ENOUGH_DIGITS;
    const limit = few ? limits.POSSIBLE : limits.CERTAIN;
    const names = [];
    let likely = 0;
    for (const candidate of this.candidates(b, line, answered)) {
      const total = this.adding(chance, candidate, answered);
      if (total > Math.max(limit, answered.written.size > 1 && !names.length ? limits.WHOLE_LINE : 0)) break;
      if (total > limit && !candidate.everywhere) continue;
      if (names.includes(candidate.name) || !explains(candidate, answered)) continue;
      if (!names.length) likely = total;
      names.push(candidate.name);
    }
    if (!names.length) return null;
    const possible = likely > limits.CERTAIN || (few && likely > limits.CERTAIN / 10);
    return { names: names.slice(0, limits.MOST_NAMES), possible };
  }

  /* The probability that one of the candidates so far gives a number that has no cause at all. */
  adding(chance, candidate, answered) {
    const key = answered.wrong.map((number) => digitsOf(candidate.values.get(number), answered.written.get(number))).join(" ");
    if (!chance.counted.has(key)) {
      chance.counted.add(key);
      chance.total += chance.tries * answered.wrong.reduce(
        (share, number) => share * this.share(candidate.values.get(number), answered.written.get(number)), 1);
    }
    return chance.total;
  }

  share([first, second], item) {
    const [low, high] = this.span;
    if (!(low <= first && first <= high)) return 0;
    return Math.min(1, (unitAt(first, item) + Math.abs(first - second)) / (high - low || 1));
  }

  pairs(node, step) {
    const more = {};
    for (const name of this.walk.reads(node)) {
      if (!name.includes(":") || (!(name in step.elsewhere) && name in step.asWritten)) continue;
      more[name] = step.elsewhere[name] ?? unitMatrix(name);
      if (more[name] === null) return null;
    }
    const [first, second] = [step.asWritten, step.unrounded].map((values) => this.walk.floats(node, { ...values, ...more }));
    if (first === null || second === null) return null;
    const others = flat(second);
    return flat(first).map((value, number) => [+value, +others[number]]);
  }

  *candidates(b, line, answered) {
    const step = this.steps[b], inPart = [];
    const right = this.pairs(line.node, step);
    if (right === null) return;
    for (const [name, node] of line.becomes) {
      const found = this.pairs(node, step);
      if (found === null || found.length !== right.length) continue;
      const same = (number) => digitsOf(found[number], answered.written.get(number)) === digitsOf(right[number], answered.written.get(number));
      if (answered.wrong.every(same)) continue;
      const values = new Map([...answered.written.keys()].map((number) => [number, found[number]]));
      yield { name, values, everywhere: true };
      if (answered.written.size > 1) inPart.push({ name, values, everywhere: false });
    }
    const alone = answered.wrong.length === 1;
    if (alone && right.length > 1) yield* slips(right, answered, ["sign_slip"]);
    yield* inPart;
    if (alone) yield* slips(right, answered, ["decimal_point", "digits_swapped", "digit_slip"]);
  }
}

function unitMatrix(name) {
  const match = /^I:(\d+):(\d+)$/.exec(name);
  return match && Array.from({ length: +match[2] }, (_, i) =>
    Array.from({ length: +match[2] }, (_, j) => (i === j && j !== +match[1] ? 1 : 0)));
}

function explains(candidate, answered) {
  const numbers = candidate.everywhere ? [...answered.written.keys()] : answered.wrong;
  return numbers.every((number) => {
    const item = answered.written.get(number), values = candidate.values.get(number);
    const low = Math.min(...values), high = Math.max(...values);
    const slack = Math.max(item.unit / 2 * (1 + limits.DIGIT_NOISE),
      limits.SAME_NUMBER * Math.max(Math.abs(low), Math.abs(high), Math.abs(item.value)));
    return low - slack <= item.value && item.value <= high + slack;
  });
}

function unitAt(value, item) {
  if (!item.unit || !value) return limits.EXACT_SHARE * Math.abs(value);
  return powerOfTen(digitsBefore(value) - item.digits + 1);
}

function digitsOf(values, item) {
  const unit = unitAt(values[0], item) || limits.EXACT_SHARE;
  return `${unit}:${rounded(values[0] / unit)}`;
}

/* Slips of arithmetic, seen in the digits that were written. */
const SLIPS = {
  sign_slip: (right) => [-right],
  decimal_point: (right) => [10, 0.1, 100, 0.01].map((factor) => right * factor),
  digits_swapped: (right, item) => inDigits(right, item, (text) => [...text].slice(1).flatMap((_, place) =>
    (text[place] === text[place + 1] ? [] : [text.slice(0, place) + text[place + 1] + text[place] + text.slice(place + 2)]))),
  digit_slip: (right, item) => inDigits(right, item, (text) => [...text].flatMap((old, place) =>
    [..."0123456789"].filter((digit) => digit !== old).map((digit) => text.slice(0, place) + digit + text.slice(place + 1)))),
};

function inDigits(right, item, change) {
  const enough = item.digits >= limits.ENOUGH_DIGITS;
  const unit = enough ? item.unit : 0;
  const count = unit && Math.abs(right / unit) < limits.MOST_UNITS ? rounded(right / unit) : 0;
  const sign = right < 0 || Object.is(right, -0) ? -1 : 1;
  return change(String(Math.abs(count))).map((text) => sign * Math.abs(Number(text) * unit));
}

function* slips(right, answered, names) {
  const [number] = answered.wrong;
  for (const name of names) {
    for (const value of SLIPS[name](right[number][0], answered.written.get(number)).filter(Number.isFinite)) {
      yield { name, values: new Map([[number, [value, value]]]), everywhere: false };
    }
  }
}

/* ── The data of a page ──────────────────────────────────────────────────────────────────────────────────────── */

/* The problems of a page, from its data: nodes shared by all of them, and what each line becomes by a misconception. */
function opened(data) {
  limits = data.limits;
  const walk = new Walk(data.nodes);
  return data.problems.map((problem) => ({
    ...problem,
    walk,
    mistakes: data.mistakes,
    sign: data.sign,
    blocks: problem.blocks.map((block) => ({
      ...block,
      lines: block.lines.map((line) => ({ ...line, becomes: pairsOf(data.lists[line.becomes] || [], data.names) })),
    })),
  }));
}

function pairsOf(list, names) {
  const found = [];
  for (let place = 0; place < list.length; place += 2) found.push([names[list[place]], list[place + 1]]);
  return found;
}

/* The verdicts of texts, by block and line and entry: { "0:3:0": "0.5" } gives { "0:3:0": { verdict, … } }. */
function check(problem, fields, texts, functions) {
  const answers = problem.blocks.map((block) => block.lines.map(() => new Map()));
  for (const [place, text] of Object.entries(texts)) {
    const [b, l, entry] = place.split(":").map(Number);
    if (text.trim() && answers[b] && answers[b][l]) answers[b][l].set(entry, readNumber(text, functions));
  }
  const found = {};
  new Judge(problem, fields, answers).verdicts().forEach((lines, b) => lines.forEach((line, l) => {
    for (const [entry, one] of line) found[`${b}:${l}:${entry}`] = one;
  }));
  return found;
}

/* What is on the person's page: every line worked out from the numbers before it, typed ones as they were typed. */
function onPage(problem, fields, texts, functions) {
  const solved = solve(problem, fields), found = [];
  problem.blocks.forEach((block, b) => {
    const left = block.follows === null ? {} : found[block.follows];
    const values = Object.fromEntries(Object.entries(solved[b].start).map(([name, value]) => [name, left[name + problem.sign] ?? value]));
    block.lines.forEach((line, l) => {
      const computed = worked(problem.walk, line, values) ?? solved[b].values[line.name];
      if (computed === undefined) return;
      values[line.name] = nested(computed, flat(computed).map((value, entry) => {
        const text = texts[`${b}:${l}:${entry}`];
        const typed = text ? readNumber(text, functions).value : null;
        return typed === null ? +value : typed;
      }));
    });
    found.push(values);
  });
  return found;
}

/* ── What is seen ────────────────────────────────────────────────────────────────────────────────────────────── */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const SHOWS = ["right", "rounded", "follows"];
const MARKS = { right: "✓", rounded: "≈", follows: "→", wrong: "✗", collapsed: "∅", missing: "?" };

/* A sentence inside another one, with a small first letter, but where that is a part of a name: ReLU, W1. */
function uncapitalised(sentence) {
  return sentence.replace(/^(?:\p{Lu}(?=\p{Ll}+(?![\p{L}\p{N}]))|[\u0410-\u042f](?= ))/u, (letter) => letter.toLowerCase());
}

function element(name, attributes = {}, ...inside) {
  const found = name.startsWith("m:") ? document.createElementNS(MATHML, name.slice(2)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.append(...inside);
  return found;
}

/* A number with as many digits that count, as the boards of the package have it. */
function decimalText(value, mark, digits = 6) {
  if (Math.abs(value) < 1e-300) return "0";
  const size = digitsBefore(value);
  const text = size < -5 || size > 8 ? value.toExponential(digits - 1) : value.toPrecision(Math.max(digits, Math.min(size + 1, 15)));
  const [mantissa, exponent] = text.split("e");
  const short = (mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa).replace("-", "−").replace(".", mark);
  return exponent ? `${short}·10^${Number(exponent)}`.replace("^-", "^−") : short;
}

/* A number as MathML; in brackets where its minus would meet a sign. */
function numberMath(value, mark, bracketed, digits) {
  const text = decimalText(+value, mark, digits).replace("−", "");
  const [mantissa, exponent] = text.split("·10^");
  const parts = exponent === undefined ? [element("m:mn", {}, mantissa)]
    : [element("m:mn", {}, mantissa), element("m:mo", {}, "·"), element("m:msup", {}, element("m:mn", {}, "10"), element("m:mn", {}, exponent))];
  if (!(value < 0)) return element("m:mrow", {}, ...parts);
  const row = element("m:mrow", {}, element("m:mo", { form: "prefix" }, "−"), ...parts);
  return bracketed ? element("m:mrow", {}, element("m:mo", {}, "("), row, element("m:mo", {}, ")")) : row;
}

function valueMath(value, mark, bracketed = false) {
  if (flat(value).length === 1) return numberMath(flat(value)[0], mark, bracketed);
  const rows = Array.isArray(value[0]) ? value : [value];
  const table = element("m:mtable", {}, ...rows.map((row) => element("m:mtr", {}, ...row.map(
    (one) => element("m:mtd", {}, numberMath(one, mark, false, 4))))));
  return element("m:mrow", {}, element("m:mo", {}, "("), table, element("m:mo", {}, ")"));
}

/* A formula with values in the place of its names: a minus in front needs no brackets; what is turned is written so. */
function withNumbers(math, values, mark) {
  const found = math.cloneNode(true);
  for (const hole of [...found.querySelectorAll("[data-n]")]) {
    let value = values[hole.dataset.n], place = hole;
    if (value === undefined) continue;
    const above = hole.parentElement;
    const raised = above.localName === "msup" && above.firstElementChild === hole;
    if (raised && above.lastElementChild.textContent === "ᵀ") {
      value = depthOf(value) === 2 ? turned(value) : value;
      place = above;
    }
    const before = place.previousElementSibling;
    const opens = !before || ["(", "=", "←"].includes(before.textContent);
    place.replaceWith(valueMath(value, mark, !opens || (raised && place === hole)));
  }
  return found;
}

/* The row and column of an entry, from 1; nothing of a number alone. */
function placeIn(shape, entry) {
  const [, places] = shape.reduceRight(([rest, found], size) => [Math.floor(rest / size), [rest % size + 1, ...found]], [entry, []]);
  return shape.some((size) => size > 1) ? places.join(", ") : "";
}

/* One problem of the page, with its table, its picture and what its reader has done so far. */
class Board {
  constructor(section, problem, data) {
    Object.assign(this, { section, problem, data, words: data.words });
    this.find = (selector) => section.querySelector(selector);
    this.rows = [...section.querySelectorAll("tr[data-line]")];
    this.order = this.rows.map((row) => row.dataset.line);
    this.key = `backprop:${problem.name}:${problem.hash}`;
    this.state = { at: 0, answers: {}, fields: {}, hints: {}, shown: {}, ...this.stored() };
    this.state.at = Math.max(0, Math.min(this.state.at, this.order.length - 1));
    this.judges = data.mode === "judge" && problem.blocks.length > 0;
    this.rows.forEach((row) => this.prepare(row));
    section.querySelectorAll("[data-given]").forEach((field) => this.prepareGiven(field));
    this.listen();
    this.update();
    this.go(this.state.at, false);
  }

  stored() {
    try { return JSON.parse(localStorage.getItem(this.key)) || {}; } catch { return {}; }
  }
  store() {
    try { localStorage.setItem(this.key, JSON.stringify(this.state)); } catch { /* a browser that keeps nothing */ }
  }

  line(place) {
    const [b, l] = place.split(":").map(Number);
    return this.problem.blocks[b]?.lines[l];
  }

  /* The fields of a line: one an entry, laid out as its value is. */
  prepare(row) {
    row.addEventListener("click", (event) => {
      if (!event.target.closest("input")) this.go(this.order.indexOf(row.dataset.line));
    });
    const line = this.line(row.dataset.line);
    if (!line || !line.asked || !this.judges) return;
    const cell = row.querySelector(".answer"), columns = line.shape.at(-1) || 1;
    const size = line.shape.reduce((a, b) => a * b, 1);
    const grid = element("div", { class: columns > 1 ? "entries wide" : "entries" });
    grid.style.setProperty("--columns", columns);
    for (let entry = 0; entry < size; entry++) {
      const place = `${row.dataset.line}:${entry}`, at = placeIn(line.shape, entry);
      const field = element("input", { type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", size: 6,
        "aria-label": [row.querySelector(".unseen").textContent, at].filter(Boolean).join(", "), "data-place": place, "aria-describedby": `v-${this.problem.name}-${row.dataset.line}` });
      field.value = this.state.answers[place] || "";
      grid.append(field);
    }
    row.querySelector(".verdict").id = `v-${this.problem.name}-${row.dataset.line}`;
    cell.append(grid);
  }

  /* Fields in the place of what is given. */
  prepareGiven(place) {
    const number = place.dataset.given, shape = shapeOf(this.problem.fields[number]);
    const grid = element("div", { class: "entries" });
    grid.style.setProperty("--columns", shape.at(-1) || 1);
    flat(this.problem.fields[number]).forEach((_, entry) => grid.append(element("input", {
      type: "text", autocomplete: "off", spellcheck: "false", "data-field": `${number}:${entry}`,
      "aria-label": [place.closest("fieldset").querySelector("legend").textContent, place.dataset.said, placeIn(shape, entry)].filter(Boolean).join(", ") })));
    place.lastElementChild.replaceWith(grid);
  }

  listen() {
    const { section } = this;
    addEventListener("resize", () => this.reach());
    section.addEventListener("focusin", (event) => {
      if (event.target.dataset.place) this.go(this.order.indexOf(event.target.dataset.place.split(":").slice(0, 2).join(":")), false);
      Board.active = this;
    });
    section.addEventListener("change", (event) => {
      if (event.target.dataset.place) this.answer(event.target);
      if (event.target.dataset.field) this.give(event.target);
    });
    section.addEventListener("keydown", (event) => this.typed(event));
    section.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      const vertex = event.target.closest("[data-lines]");
      if (button && button.getAttribute("aria-disabled") !== "true") this.act(button.dataset.do);
      else if (vertex) this.toNamed(vertex.dataset.lines.split(" "));
    });
  }

  typed(event) {
    const place = event.target.dataset.place;
    if (!place || event.altKey || event.ctrlKey || event.metaKey) return;
    const line = place.split(":").slice(0, 2).join(":"), at = this.order.indexOf(line);
    if (event.key === "Enter") {
      event.preventDefault();
      this.answer(event.target);
      const fields = [...this.section.querySelectorAll("input[data-place]")];
      const next = fields[fields.indexOf(event.target) + 1];
      const verdict = this.verdicts[place];
      if (next && verdict && SHOWS.includes(verdict.verdict)) next.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.go(at + (event.key === "ArrowDown" ? 1 : -1));
    }
  }

  act(what) {
    const { at } = this.state, last = this.order.length - 1;
    const to = { first: 0, back: at - 1, next: at + 1, last }[what];
    if (to !== undefined) this.go(to);
    else if (what === "show") this.show();
    else if (what === "hint") this.hint();
    else if (what === "copy") this.copy();
    else if (what === "reset") this.reset();
  }

  /* The line on which all is: in the table, in the picture, and by itself. */
  go(at, moves = true) {
    if (at < 0 || at >= this.order.length) return;
    this.rows[this.state.at].removeAttribute("aria-current");
    this.state.at = at;
    Board.active = this;
    const row = this.rows[at];
    row.setAttribute("aria-current", "step");
    if (moves) {
      row.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      if (document.activeElement?.dataset.place) row.querySelector("input")?.focus({ preventScroll: true });
    }
    this.store();
    if (this.data.mode === "read") this.update();
    else { this.light(); this.tell(); }
  }

  toNamed(names) {
    const block = this.order[this.state.at].split(":")[0], here = this.order[this.state.at];
    const found = this.order.filter((place) => place.startsWith(`${block}:`) && names.includes(this.rows[this.order.indexOf(place)].dataset.name));
    if (found.length) this.go(this.order.indexOf(found[(found.indexOf(here) + 1) % found.length]));
  }

  answer(field) {
    const place = field.dataset.place, before = this.state.answers[place] || "";
    if (field.value.trim() === before) return;
    if (field.value.trim()) this.state.answers[place] = field.value.trim();
    else delete this.state.answers[place];
    delete this.state.hints[place.split(":").slice(0, 2).join(":")];
    this.store();
    this.update();
    const found = this.verdicts[place];
    this.announce(found ? `${field.getAttribute("aria-label")}: ${this.said(found)}` : "");
  }

  give(field) {
    const [number, entry] = field.dataset.field.split(":").map(Number);
    const read = readNumber(field.value, this.data.functions);
    field.setAttribute("aria-invalid", String(read.value === null));
    if (read.value === null) return this.announce(this.words.unreadable);
    const entries = flat(this.fields()[number]);
    entries[entry] = read.value;
    this.state.fields[number] = nested(this.problem.fields[number], entries);
    this.store();
    this.update();
    return this.announce(this.words.recomputed);
  }

  fields() { return this.problem.fields.map((value, number) => this.state.fields[number] ?? value); }

  said(found) {
    const words = this.words.verdicts;
    return found.note === "unreadable" ? this.words.unreadable : found.note === "coarse" ? this.words.coarse : words[found.verdict];
  }

  /* Everything that follows from the numbers: the values, the verdicts, what is lit. */
  update() {
    const { functions } = this.data;
    const texts = this.judges ? this.state.answers : {};
    this.values = this.problem.blocks.length ? onPage(this.problem, this.fields(), texts, functions) : [];
    this.verdicts = this.judges ? check(this.problem, this.fields(), texts, functions) : {};
    this.section.querySelectorAll("input[data-field]").forEach((field) => {
      const [number, entry] = field.dataset.field.split(":").map(Number);
      if (document.activeElement !== field) {
        field.value = String(flat(this.fields()[number])[entry]).replace("-", "−").replace(".", this.data.mark);
      }
    });
    this.rows.forEach((row) => this.mark(row));
    this.light();
    this.tell();
  }

  verdictOf(place) {
    const found = Object.entries(this.verdicts).filter(([at]) => at.startsWith(`${place}:`)).map(([, one]) => one);
    const order = ["missing", "wrong", "collapsed", "follows", "rounded", "right"];
    return found.reduce((worst, one) => (!worst || order.indexOf(one.verdict) < order.indexOf(worst.verdict) ? one : worst), null);
  }

  isShown(place) {
    const at = this.order.indexOf(place), line = this.line(place);
    if (!line) return false;
    if (this.data.mode !== "judge") return this.data.mode === "solution" || at <= this.state.at;
    const size = line.shape.reduce((a, b) => a * b, 1);
    const right = Object.entries(this.verdicts).filter(([key, one]) => key.startsWith(`${place}:`) && SHOWS.includes(one.verdict));
    return Boolean(this.state.shown[place]) || right.length === size;
  }

  mark(row) {
    const place = row.dataset.line, line = this.line(place);
    if (!line) return;
    const found = this.verdictOf(place), cell = row.querySelector(".verdict");
    row.dataset.verdict = found ? found.verdict : "";
    cell?.replaceChildren(...(found ? [element("span", { "aria-hidden": "true" }, MARKS[found.verdict]), " ", this.said(found)] : []));
    row.querySelectorAll("input").forEach((field) => {
      const one = this.verdicts[field.dataset.place];
      field.dataset.verdict = one ? one.verdict : "";
      field.setAttribute("aria-invalid", String(Boolean(one) && !SHOWS.includes(one.verdict)));
    });
    const value = this.valueOf(place);
    const target = row.querySelector(".value");
    const seen = this.isShown(place) && value !== undefined && (!this.judges || !line.asked || this.state.shown[place]);
    target?.replaceChildren(...(seen ? [element("m:math", {}, element("m:mo", {}, "="), valueMath(value, this.data.mark))] : []));
  }

  valueOf(place) {
    const line = this.line(place);
    return line && this.values[place.split(":")[0]]?.[line.name];
  }

  /* The current line in the picture, with the numbers that are known so far. */
  light() {
    const place = this.order[this.state.at], row = this.rows[this.state.at];
    if (!row) return;
    const [block] = place.split(":");
    this.section.querySelectorAll("svg [data-lines]").forEach((shape) => {
      const lit = shape.dataset.lines.split(" ").includes(row.dataset.name);
      shape.classList.toggle("lit", lit);
      shape.classList.toggle("way-back", lit && ["backward", "gradient"].includes(row.dataset.phase));
    });
    this.section.querySelectorAll("svg [data-value]").forEach((text) => {
      const [name, entry] = text.dataset.value.split("|");
      const index = this.order.findIndex((other, i) => other.startsWith(`${block}:`) && this.rows[i].dataset.name === name);
      const known = index < 0 || this.isShown(this.order[index]) ? this.values[block]?.[name] : undefined;
      const value = entry.split(",").reduce((inside, place) => (Array.isArray(inside) ? inside[place - 1] : inside), known);
      text.textContent = value === undefined ? "" : text.dataset.before + decimalText(+flat(value)[0], this.data.mark, 4);
    });
  }

  /* The current line by itself: its formula, and as far as it may be seen its numbers and its value. */
  tell() {
    const row = this.rows[this.state.at], place = this.order[this.state.at];
    if (!row) return;
    const shown = this.isShown(place), found = this.verdictOf(place), hints = this.state.hints[place] || 0;
    this.find(".where").textContent = `${row.parentElement.dataset.where} · ${this.state.at + 1} / ${this.order.length}`;
    const formula = row.querySelector(".formula math"), parts = [];
    const whole = row.querySelector("th math").cloneNode(true);
    whole.removeAttribute("aria-hidden");
    if (formula) whole.append(...formula.cloneNode(true).childNodes);
    parts.push(whole);
    const values = this.values[place.split(":")[0]], value = this.valueOf(place);
    const seen = shown || (found && found.verdict === "wrong" && hints >= 3);
    if (seen && formula && values) {
      const numbers = withNumbers(formula, values, this.data.mark);
      const sign = numbers.querySelector("mo");
      if (sign && sign.textContent === "←") sign.textContent = "=";
      const last = element("m:math", {}, element("m:mo", {}, "="), valueMath(shown && value !== undefined ? value : this.following(place), this.data.mark));
      parts.push(...(numbers.textContent.replace("=", "") === last.textContent.replace("=", "") ? [last] : [numbers, last]));
    }
    this.find(".formula-now").replaceChildren(...parts);
    this.find(".told").replaceChildren(...this.hintsOf(place, found, hints));
    this.enable("hint", Boolean(found) && REFUSED.includes(found.verdict) && hints < 3);
    this.enable("show", this.judges && Boolean(this.line(place)) && !shown);
    this.enable("back", this.state.at > 0);
    this.enable("first", this.state.at > 0);
    this.enable("next", this.state.at < this.order.length - 1);
    this.enable("last", this.state.at < this.order.length - 1);
    this.reach();
  }

  /* What follows in a line from the numbers before it, whatever was typed there. */
  following(place) {
    const others = Object.fromEntries(Object.entries(this.state.answers).filter(([at]) => !at.startsWith(`${place}:`)));
    return onPage(this.problem, this.fields(), others, this.data.functions)[place.split(":")[0]][this.line(place).name];
  }

  /* What scrolls sideways can be reached by keys. */
  reach() {
    this.section.querySelectorAll(".facts, .formula-now, .board, td.formula").forEach((part) => {
      const scrolls = part.scrollWidth > part.clientWidth && !part.querySelector("input");
      if (scrolls) part.setAttribute("tabindex", "0");
      else part.removeAttribute("tabindex");
    });
  }

  enable(what, can) {
    const button = this.find(`[data-do=${what}]`);
    if (button) button.setAttribute("aria-disabled", String(!can));
  }

  hintsOf(place, found, hints) {
    if (!found || !hints) return found ? [element("p", {}, `${MARKS[found.verdict]} ${this.said(found)}`)] : [];
    const { mistake } = found, known = mistake && this.problem.mistakes[mistake.names[0]];
    const said = [known ? known.theme : this.words.unexplained];
    if (hints >= 2) said.push(known ? (mistake.possible ? `${this.words.possibly} ${uncapitalised(known.said)}` : known.said) : this.words.other);
    if (hints >= 3) said.push(this.words.numbers);
    return said.map((text) => element("p", {}, text));
  }

  hint() {
    const place = this.order[this.state.at];
    this.state.hints[place] = Math.min(3, (this.state.hints[place] || 0) + 1);
    this.store();
    this.tell();
    this.announce([...this.find(".told").children].at(-1)?.textContent || "");
  }

  show() {
    this.state.shown[this.order[this.state.at]] = true;
    this.store();
    this.update();
    this.announce(this.find(".formula-now").lastElementChild.textContent);
  }

  announce(text) {
    document.getElementById("said").textContent = text;
  }

  /* The answers as `backprop check` reads them: a line an entry. */
  answerFile() {
    const lines = [`# ${this.problem.name}`];
    this.problem.blocks.forEach((block, b) => {
      const found = block.lines.flatMap((line, l) => line.addresses.map((address, entry) => [address, this.state.answers[`${b}:${l}:${entry}`]]));
      const given = found.filter(([, text]) => text);
      if (given.length) lines.push("", block.head, ...given.map(([address, text]) => `${address} = ${text}`));
    });
    return `${lines.join("\n")}\n`;
  }

  copy() {
    const text = this.answerFile(), area = this.find(".copied");
    area.value = text;
    area.hidden = false;
    area.focus();
    area.select();
    const copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    copied.catch(() => document.execCommand("copy")).then(() => this.announce(this.words.copied));
  }

  reset() {
    Object.assign(this.state, { answers: {}, fields: {}, hints: {}, shown: {} });
    this.section.querySelectorAll("input[data-place]").forEach((field) => { field.value = ""; });
    this.find(".copied").hidden = true;
    this.store();
    this.update();
    this.go(0);
    this.announce(this.words.cleared);
  }
}

async function start() {
  const data = JSON.parse(await inflated("data")); // the page's own few lines before this script
  document.documentElement.classList.add("live");
  const problems = opened(data);
  document.querySelectorAll("section[data-problem]").forEach((section, number) => new Board(section, problems[number], data));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, summary, [contenteditable]");
    const what = { ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" }[event.key];
    if (typing || !what || event.altKey || event.ctrlKey || event.metaKey || !Board.active) return;
    event.preventDefault();
    Board.active.act(what);
  });
}

if (typeof module !== "undefined") module.exports = { OPERATIONS, opened, solve, check, readNumber, flat };
else start();
