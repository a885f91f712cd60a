// The scripts of the page, run as the page runs them: one after the other, each with its names to itself.
// Each line of the input is a question; an answer is one line, too.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runInThisContext } from "node:vm";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (const script of process.argv.slice(2)) {
  runInThisContext(`"use strict";\n(() => {\n${readFileSync(script, "utf8")}\n})();`, { filename: script });
}

const { causes } = globalThis;
const answers = {
  difference: ({ one, other }) => causes.difference(one, other),
  facts: ({ token, expectation }) => causes.known(token, expectation).facts,
  explain: ({ token, expectation }) => causes.explain(token, expectation),
  view: ({ token, expectation }) => ({
    view: causes.viewOf(causes.explain(token, expectation), token, expectation),
    strip: causes.stripOf(token),
  }),
  handed: ({ text }) => {
    const { header, claims, ...token } = causes.handed(text);
    return { ...token, header: causes.asJson(header), claims: causes.asJson(claims) };
  },
  expectation: ({ form, now }) => causes.expectationOf(form, now),
  signature: ({ token, keys }) => {
    const found = causes.keysIn(keys);
    return found === null ? null : causes.signatureOf(causes.handed(token), found);
  },
  diagnosis: ({ text, expectation }) => {
    const token = causes.handed(text);
    const diagnosis = causes.explain(token, expectation);
    return { diagnosis, view: causes.viewOf(diagnosis, token, expectation), strip: causes.stripOf(token) };
  },
  incident: ({ text }) => causes.incidentOf(causes.handed(text)),
  parse: ({ text }) => {
    const { fault, claims } = causes.parseToken(text);
    return { fault, claims: claims && [...claims].map(([name, value]) => [name, causes.asJson(value)]) };
  },
};

// What the tests ask, as the scripts know it: header and claims are Maps, everything else is plain.
function plain(members) {
  const value = Object.fromEntries(members);
  for (const name of ["token", "expectation", "form"]) if (value[name] instanceof Map) value[name] = Object.fromEntries(value[name]);
  return value;
}

for await (const line of lines) {
  const { ask, ...given } = plain(causes.readPart(line, 0, causes.LENIENT).value);
  process.stdout.write(`${JSON.stringify(await answers[ask](given))}\n`);
}
