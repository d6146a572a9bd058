"""Tolerances and thresholds, each with its reason; nothing else in the package compares with a number of its own."""

# expr, evaluate
CANCELS = 4  # in ulp of the largest term: a sum so small is rounding alone; each of a few terms adds up to half an ulp
REMEMBERED = 16  # a sum this many times smaller than its terms keeps their size; only such a one can turn out to be 0
FAR = 30.0  # beyond, σ is taken as it is, e^x not rounded on the way: 1 + e^−30 is 1 to thirteen digits
CLOSE = 1e-6  # a comparison hangs on less: far above the rounding of any sum, far below what anybody means
DUST = 1e-9  # of its terms: a sum so small may be rounding alone, of all lines before it; the exact walk decides
ON_GRID = 1e-9  # in units of the last digit: a float so near to a rounded number is that number
MAX_DIGITS = 60  # of a numerator or denominator: fractions triple their digits with every step of a small network
MAX_EXPONENT = 16  # of an exact power: 60 digits to the 16th are still computed at once
MAX_EXACT_TEXT = 200  # characters of an exact value: what is longer nobody reads, and a step makes it ten times longer
MAX_TERMS, MAX_DEGREE = 24, 16  # of a collected polynomial: a longer one is harder to read than what it was made of

# problem, program, solution, derivation
# Two problems have the same line where their floats agree so far: the order of work differs, and with it some ulp
# (2e-16) per operation; a number that is meant to be another one differs in the digits that people see.
SAME_LINE = 1e-12
# Of numbers around 0, where a share says nothing: what is left of 1 after a few cancelled sums.
SAME_LINE_ZERO = 1e-15
# The loss of a model of PyTorch is ours where they agree so far: its usual floats have seven digits.
SAME_AS_TORCH = 1e-5
# A weight is written as a fraction up to so many characters: the longest that people still read, and short enough for
# ten steps one by one; beyond it a decimal of 17 digits is the very same float.
MAX_LITERAL = 40
# Names and operations of a formula that is still written out: a third of a page, as every layer may double them; the
# derivation has boxes, and the names of lines, for the rest.
MAX_WRITTEN = 1000
# Paths of a scalar graph that are listed: their number may double with every node.
MAX_PATHS = 100
# Characters of an exact number in a derivation: a longer one says less than its decimal.
MAX_EXACT_READ = 24
# Parts of a gradient that is unfolded to the loss: it doubles with every layer, and nobody follows it further.
MAX_CHAIN = 200

# Steps that are taken again exactly where a comparison is too close for floats: exact numbers are too long by then.
MAX_RETRACED = 64

# Operations of a step that are written out one by one as source: it takes some seconds to make, and pays for itself in
# a few hundred steps; arrays are faster for a larger one.
MOST_PIECES = 50_000
# Steps of a program that are walked before all of its lines are compiled: about as many take as long as that. What has
# more operations takes as long to compile as dozens of its steps, and most of their time goes into what is written.
STEPS_WALKED = 16
MOST_PIECES_OF_LINES = 2000
# Numbers of a step that are multiplied one by one: of more, arrays are quicker, with numpy's own start.
MOST_MULTIPLIED = 200_000
# Steps between two looks at the weights: so many are taken again, one by one, where a number overflows.
STEPS_AT_ONCE = 1000
# Variants of a problem that are computed together: the arrays of a small network stay in the cache of a processor.
BLOCK = 16_384
# Of a sum of many products: so near to 0 its sign may hang on rounding, which CANCELS decides term by term.
NEAR_ZERO = 1e-9

# checking/judge
# A value computed in two orders differs by some ulp (2e-16) per operation; 1e-12 is thousands of them, and no more than
# the last of the 12 digits that a calculator shows.
SAME_NUMBER = 1e-12
# The ends of an interval are computed as well: 18 ulp on either side are the noise of that, not a digit.
END_NOISE = 4e-15
# Of a unit of the last digit: 0.145 is no float, so "half a unit away" must not depend on how it is stored.
DIGIT_NOISE = 1e-9
# log10(1000) may come out just below 3; a number that is no power of ten lies further from one than this.
POWER_NOISE = 1e-12
# Four numbers of five with as many decimals are a habit; the fifth is a value that needed fewer, or an exact one.
HABIT_SHARE = 0.8
# Two significant digits tell a value from most others; with one, a tenth of all wrong answers would be right.
MIN_DIGITS = 2
# A value below a billionth of the line's size is 0 but for rounding, as differences of equal floats are.
DEGENERATE_ZERO = 1e-9
# A true value is called 0 only where it is smaller than any that is shown: 1e-12 together with DEGENERATE_ZERO.
TRUE_ZERO_SIZE = 1e-3
# A dependence is lost where a nudge moves the student's line a million times less than the true one.
LOST_DEPENDENCE = 1e-6
# The nudge of one entry after the other: large enough for floats, small enough to be local, and no two cancel.
NUDGES = tuple(1e-3 * part for part in (0.37, -0.53, 0.71, -0.29, 0.61))
# Two formulas are the same where they agree so far at every point; another formula differs in the first digits.
SAME_FORMULA = 1e-9
# A score in a problem's tests is written to three digits: 0.667 for 2/3.
SAME_SCORE = 5e-3
# Significant digits of short floats: as many as there can be while a unit of the last one is more than the rounding
# error of an operation (2⁻²⁴, 2⁻¹¹, 2⁻⁸ of the value), so that a right result is off by less than a unit.
FLOAT_DIGITS = {"float32": 7, "float16": 3, "bfloat16": 2}

# checking/mistakes and checking/explain
# A mistake is named where chance gives its number once in a hundred times at most …
CERTAIN = 0.01
# … and, told as a possibility, up to once in twenty times where few digits cannot do better.
POSSIBLE = 0.05
# … or once in seven, where it gives every entry of a line of several, and nothing likelier does.
WHOLE_LINE = 0.15
# With four significant digits one of a hundred candidates is hit by chance once in a hundred times; three do not do.
ENOUGH_DIGITS = 4
# Of its own size: the width of a number that was written exactly, which is the noise of floats.
EXACT_SHARE = 1e-12
# Answers that are all alike span no range; a chance divides by one.
LEAST_SPREAD = 1e-9
# A value within a twentieth may be one of the other convention, rounded on the way; a lost ½ or a sign is far outside.
NEAR = 0.05
# Steps of which an answer without a step may be: each of them is solved to see.
MOST_OTHER_STEPS = 20
# Answers that must show a convention: a single one may as well be a slip.
MIN_SHOWN = 2
# A fault shows where it changes a value within its first five digits, which is what people write.
VISIBLE = 1e-5
# Misconceptions named for one answer: a person reads two of them, a program the rest.
MOST_NAMES = 5
# Mistakes in lines that were not asked for: each is one more search, and nobody hands in weights with four of them.
MOST_CAUSES = 3
# Wrong lines that are explained: a file that is wrong throughout must not take minutes.
MOST_LINES = 200
# Rewritings upstream: after so many, chance alone passes POSSIBLE for any number of four digits.
MOST_TRIES = 4000
# Searches upstream that are remembered for a class: one for each way to write what stands before the first wrong line.
MOST_REMEMBERED = 16
# Terms of a sum of which each is left out in turn: nobody adds up more by hand.
MOST_TERMS = 16
# Observations whose data may have been looked up by mistake: the first of them, for every one adds to chance.
MOST_OBSERVATIONS = 20
# Steps in which an example is looked for: what differs between steps differs between the first two.
MOST_LESSON_STEPS = 3
# Inputs and parameters reach so far from 0 in a range that holds whatever goes in; an end that moves with the reach is
# no law. σ(20) is 1 to nine digits, and e^25 is no overflow.
LAW_REACH = (20.0, 25.0)
LAW_NOISE = 1e-6  # of a law's numbers: below any digit that is written, above σ(−20)
# Beyond this a float cannot count the units of a last digit one by one (2⁵³ is 9e15).
MOST_UNITS = 1e15

# varying
# Of its range: σ within a fiftieth of 0 or 1 has a slope below 0.02, and what comes back is lost in the digits written.
SATURATED = 0.02
# A value with so many significant digits is short: people write it in full. Other numbers may need one more.
SHORT_DIGITS, MOST_MORE_DIGITS = 6, 1
# Numbers that are drawn before the search gives up: a wish that one in a hundred fulfils is still found.
MOST_ATTEMPTS = 600
# Of these attempts one in so many begins anew, lest the search stays where no change of a few numbers helps.
FRESH_EVERY = 60
# Of the best numbers so far, one in so many is drawn again.
REDRAWN_ONE_IN = 4

# grading
# Digits of a wrong value that two students share: three agree by chance once in a thousand times, in one line.
TELLING_DIGITS = 3

# views and formats
# Values whose texts are remembered: as many as the lines of two steps have, for a weight is what the last step made it.
MOST_RECENT = 64
# Characters that a table repeats beside each entry of a value: the numbers in a line of a network of eight neurons are
# fewer, and the observations of a batch of 250; with more a table would grow with the square of its numbers.
MOST_REPEATED = 1000
# Characters of a cell: spreadsheets take no more, and some readers of tables fail on four times as many.
MOST_IN_A_CELL = 32_767
# Numbers put into a line whose layout is made at its first sight: a longer one comes back in problems of many steps
# only, and its layout takes several times the memory and the time of its text.
MOST_NUMBERS_AT_SIGHT = 1000
# Lines whose layout is remembered, each as often as the signs of its numbers fall otherwise.
MOST_TEMPLATES = 4096
# Numbers that are put into one formula: three matrices of 80 entries fill a page, and nobody reads on after it.
MAX_CELLS = 240
# Formulas kept as they were laid out: a network of 100 layers has fewer, and memory does not grow with the steps.
MAX_KEPT_FORMULAS = 500
# Values in a picture: beyond these no page shows it, and the count of crossings grows with the square of the edges.
MAX_VERTICES = 400
# Numbers of a problem on one page: a person types hundreds of them at most, and a page of more takes seconds to open.
MOST_ENTRIES_ON_PAGE = 1500
# A wrong number that a platform is told to know: nobody types a larger one, and STACK takes none (maxima.mac).
MOST_ENTERED = 1e12
