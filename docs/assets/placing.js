/**
 * Where a card goes: by the words it explains, and inside the window.
 */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */
/** @typedef {{ width: number, height: number }} Size */

const GAP = 8; // between the words and the card
const MARGIN = 16; // between the card and the edge of the window

/**
 * Place a card below its words; above them where there is more room; inside the window in any case.
 *
 * @param {Box} words  in the window’s coordinates
 * @param {Size} card
 * @param {Size} view  the window
 * @returns {{ left: number, top: number }}  in the window’s coordinates
 */
export function place(words, card, view) {
  const below = view.height - MARGIN - (words.bottom + GAP);
  const above = words.top - GAP - MARGIN;
  const goesBelow = card.height <= below || below >= above;
  const top = goesBelow ? words.bottom + GAP : words.top - GAP - card.height;
  return {
    left: inside(words.left, card.width, view.width),
    top: inside(top, card.height, view.height),
  };
}

/**
 * Of the lines that a link runs over, pick the one that was pointed at, else the first.
 *
 * @template {Box} B
 * @param {ArrayLike<B>} lines  at least one
 * @param {{ x: number, y: number } | null} pointer
 * @returns {B | undefined}
 */
export function lineAt(lines, pointer) {
  const all = Array.from(lines);
  const hit = pointer && all.find((line) => line.top <= pointer.y && pointer.y <= line.bottom);
  return hit || all[0];
}

/**
 * Move a length so that it lies within another; if it is too long, keep its beginning in sight.
 *
 * @param {number} start
 * @param {number} length
 * @param {number} whole
 */
function inside(start, length, whole) {
  return Math.max(MARGIN, Math.min(start, whole - MARGIN - length));
}
