import assert from "node:assert/strict";
import { test } from "node:test";

import { lineAt, place } from "../../docs/assets/placing.js";

const VIEW = { width: 1000, height: 800 };
const CARD = { width: 340, height: 300 };

/**
 * @param {number} left
 * @param {number} top
 */
function words(left, top) {
  return { left, top, right: left + 80, bottom: top + 26 };
}

test("a card stands below its words and begins where they begin", () => {
  assert.deepEqual(place(words(200, 100), CARD, VIEW), { left: 200, top: 134 });
});

test("it stands above them if there is no room below and more above", () => {
  assert.deepEqual(place(words(200, 700), CARD, VIEW), { left: 200, top: 392 });
});

test("it stays below if neither side has room and below has more", () => {
  const view = { width: 1000, height: 320 };
  const at = place(words(200, 100), CARD, view);
  assert.equal(at.top, 16);
});

test("it stays inside the window at the right", () => {
  assert.equal(place(words(950, 100), CARD, VIEW).left, 1000 - 16 - 340);
});

test("a card wider or higher than the window shows its beginning", () => {
  const at = place(words(5, 5), { width: 2000, height: 2000 }, VIEW);
  assert.deepEqual(at, { left: 16, top: 16 });
});

test("wherever the words are, a card that fits is inside the window", () => {
  for (let left = -200; left <= 1200; left += 50) {
    for (let top = -200; top <= 1000; top += 50) {
      const at = place(words(left, top), CARD, VIEW);
      const where = `${left}, ${top}`;
      assert.ok(at.left >= 16 && at.left + CARD.width <= VIEW.width - 16, where);
      assert.ok(at.top >= 16 && at.top + CARD.height <= VIEW.height - 16, where);
    }
  }
});

test("of a link on two lines, the line that was pointed at counts, else the first", () => {
  const lines = [words(900, 100), words(180, 126.4)];
  assert.equal(lineAt(lines, { x: 190, y: 140 }), lines[1]);
  assert.equal(lineAt(lines, { x: 190, y: 900 }), lines[0]);
  assert.equal(lineAt(lines, null), lines[0]);
  assert.equal(lineAt([], null), undefined);
});
