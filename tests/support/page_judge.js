/* The judge of the page, run by node: cases on standard input, on its output the verdicts by place of each of them; or
   of texts, the numbers that are read in them. */
"use strict";
const page = require(process.argv[2]);
const { data, cases, numbers } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const problems = page.opened(data);

function verdicts({ problem, texts }) {
  const found = page.check(problems[problem], problems[problem].fields, texts, data.functions);
  return Object.entries(found).map(([place, one]) => [place, one.verdict, one.mistake ? one.mistake.names : []]);
}

function read(text) {
  const { value, unit, digits } = page.readNumber(text, data.functions);
  return [value, unit, digits];
}

process.stdout.write(JSON.stringify(numbers ? numbers.map(read) : cases.map(verdicts)));
