/**
 * Passages as addresses name them: `p2`, `p2.3`, and ranges `p2.3-p2.5`.
 */

/** @typedef {{ paragraph: number, sentence: number }} Place  sentence 0 is the whole paragraph */

const RANGE = /^p(\d+)(?:\.(\d+))?-p(\d+)(?:\.(\d+))?$/;
const SENTENCE = /^p(\d+)\.(\d+)$/;

/**
 * Read a range from the fragment of an address.
 *
 * @param {string} fragment  with or without its `#`, perhaps percent-encoded
 * @returns {{ from: Place, to: Place } | null}  null if it names no range, or one that runs backwards
 */
export function parseRange(fragment) {
  const found = RANGE.exec(decode(fragment.replace(/^#/, "")));
  if (!found) return null;
  const [from1, from2, to1, to2] = found.slice(1).map((digits) => Number(digits ?? 0));
  const from = { paragraph: from1 ?? 0, sentence: from2 ?? 0 };
  const to = { paragraph: to1 ?? 0, sentence: to2 ?? 0 };
  return order(from, last(to)) > 0 ? null : { from, to };
}

/**
 * Pick the sentences of a range, in the order given.
 *
 * @param {string} fragment
 * @param {string[]} ids  ids of all sentences of the page, `p1.1` …
 * @returns {string[]}  none if the fragment is no range
 */
export function sentencesOf(fragment, ids) {
  const range = parseRange(fragment);
  if (!range) return [];
  return ids.filter((id) => {
    const found = SENTENCE.exec(id);
    if (!found) return false;
    const place = { paragraph: Number(found[1]), sentence: Number(found[2]) };
    return order(range.from, place) <= 0 && order(place, last(range.to)) <= 0;
  });
}

/**
 * Compare two places in the order of the text.
 *
 * @param {Place} a
 * @param {Place} b
 */
function order(a, b) {
  return a.paragraph - b.paragraph || a.sentence - b.sentence;
}

/**
 * A range that ends with a paragraph ends with its last sentence.
 *
 * @param {Place} place
 * @returns {Place}
 */
function last(place) {
  return place.sentence ? place : { ...place, sentence: Infinity };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is no fragment of ours
  }
}
