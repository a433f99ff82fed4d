import assert from "node:assert/strict";
import { test } from "node:test";

import { parseRange, sentencesOf } from "../../docs/assets/passages.js";

const IDS = ["p1.1", "p1.2", "p2.1", "p2.2", "p2.3", "p2.10", "p3.1"];

test("a range of sentences has two places", () => {
  assert.deepEqual(parseRange("#p2.3-p2.5"), {
    from: { paragraph: 2, sentence: 3 },
    to: { paragraph: 2, sentence: 5 },
  });
});

test("a fragment is read with its hash and without, and decoded", () => {
  const range = parseRange("p2.3-p2.5");
  assert.deepEqual(parseRange("#p2.3-p2.5"), range);
  assert.deepEqual(parseRange("#p2%2E3%2Dp2.5"), range);
});

test("only ranges are ranges", () => {
  for (const fragment of [
    "",
    "#",
    "#p2",
    "#p2.3",
    "#s1",
    "#p2.3-2.5",
    "#p2.3-p2.5x",
    "#p2.3–p2.5",
    "#%E0%A4%A",
  ]) {
    assert.equal(parseRange(fragment), null, fragment);
  }
});

test("a range that runs backwards is none", () => {
  assert.equal(parseRange("#p2.5-p2.3"), null);
  assert.equal(parseRange("#p3-p2.3"), null);
});

test("a range of one sentence is one", () => {
  assert.deepEqual(sentencesOf("#p2.2-p2.2", IDS), ["p2.2"]);
});

test("the sentences of a range stand in the order of the text, counted and not spelt", () => {
  assert.deepEqual(sentencesOf("#p2.2-p2.10", IDS), ["p2.2", "p2.3", "p2.10"]);
});

test("a range may cross paragraphs, and end with one", () => {
  assert.deepEqual(sentencesOf("#p1.2-p2.1", IDS), ["p1.2", "p2.1"]);
  assert.deepEqual(sentencesOf("#p1-p2", IDS), IDS.slice(0, -1));
  assert.deepEqual(sentencesOf("#p2.3-p2", IDS), ["p2.3", "p2.10"]);
});

test("what is no range has no sentences, and what is no sentence is in no range", () => {
  assert.deepEqual(sentencesOf("#p2.3", IDS), []);
  assert.deepEqual(sentencesOf("#p1-p3", ["p1", "note-p1.1", ""]), []);
  assert.deepEqual(sentencesOf("#p8.1-p9.9", IDS), []);
});
