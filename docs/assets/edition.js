/**
 * What the pages do beyond links: cards for terms and people, ranges of sentences, quotations and
 * their notes.
 * Without this script every term leads to its entry and every note can be read.
 */
import { sentencesOf } from "./passages.js";
import { lineAt, place } from "./placing.js";

const SHOW_AFTER = 120; // ms of pointing, so that a pointer that passes over opens nothing
const HIDE_AFTER = 250; // ms, so that the pointer can cross from the words into the card

/** @typedef {{ link: HTMLAnchorElement, card: HTMLElement, pinned: boolean }} Open */

/** @type {Open | null} the card that is shown; there is never more than one */
let open = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let quiet = false; // while focus moves for a reason that is no wish to see a card

/**
 * The id of the card that explains a link; entries and people never share one.
 *
 * @param {HTMLAnchorElement} link
 */
function cardId(link) {
  return `card-${link.dataset.term ?? link.dataset.person}`;
}

/** @param {HTMLAnchorElement} link */
function cardOf(link) {
  return document.getElementById(cardId(link));
}

/**
 * Show the card of a term: as a preview, which takes no focus, or pinned, which does.
 *
 * @param {HTMLAnchorElement} link
 * @param {boolean} pinned
 * @param {{ x: number, y: number } | null} pointer
 */
function show(link, pinned, pointer) {
  clearTimeout(timer);
  const card = cardOf(link);
  if (!card) return;
  if (open?.link !== link) {
    hide(false);
    card.showPopover();
    const line = lineAt(link.getClientRects(), pointer);
    if (line) {
      const view = document.documentElement;
      const size = { width: card.offsetWidth, height: card.offsetHeight };
      const at = place(line, size, { width: view.clientWidth, height: view.clientHeight });
      card.style.left = `${at.left + window.scrollX}px`;
      card.style.top = `${at.top + window.scrollY}px`;
    }
  }
  open = { link, card, pinned: pinned || (open?.pinned ?? false) };
  if (pinned) {
    link.setAttribute("aria-expanded", "true");
    card.focus({ preventScroll: true });
  }
}

/**
 * Hide the card that is shown.
 *
 * @param {boolean} giveBack  whether focus returns to the words, if the card has it
 */
function hide(giveBack) {
  clearTimeout(timer);
  if (!open) return;
  const { link, card } = open;
  open = null;
  const had = card.contains(document.activeElement);
  link.removeAttribute("aria-expanded");
  card.hidePopover();
  if (!giveBack || !had) return;
  quiet = true;
  link.focus({ preventScroll: true });
  quiet = false;
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLAnchorElement | null}
 */
function termAt(target) {
  return target instanceof Element ? target.closest("a.ed-term") : null;
}

/** @param {EventTarget | null} target */
function inCard(target) {
  return target instanceof Node && Boolean(open?.card.contains(target));
}

function listenForTerms() {
  for (const link of document.querySelectorAll("a.ed-term")) {
    if (!(link instanceof HTMLAnchorElement) || !cardOf(link)) continue;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-describedby", `${cardId(link)}-g`);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return; // a touch is a click to come
    const link = termAt(event.target);
    if (inCard(event.target) || (link && link === open?.link)) {
      clearTimeout(timer);
    } else if (link && !open?.pinned) {
      clearTimeout(timer);
      timer = setTimeout(() => show(link, false, event), SHOW_AFTER);
    } else if (!open) {
      clearTimeout(timer);
    } else if (!open.pinned) {
      clearTimeout(timer);
      timer = setTimeout(() => hide(false), HIDE_AFTER);
    }
  });

  document.addEventListener("pointerdown", (event) => {
    quiet = true; // a click will follow, and decide
    if (!inCard(event.target) && !termAt(event.target)) hide(false);
  });

  document.addEventListener("focusin", (event) => {
    const link = termAt(event.target);
    if (link && !quiet && link !== open?.link) show(link, false, null);
    else if (open && !link && !inCard(event.target)) hide(false);
  });

  document.addEventListener("click", (event) => {
    quiet = false;
    const link = termAt(event.target);
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.button !== 0 || !cardOf(link)) return;
    event.preventDefault();
    // A key press is a click without a place.
    const pointer = event.detail ? { x: event.clientX, y: event.clientY } : null;
    if (open?.link === link && open.pinned) hide(true);
    else show(link, true, pointer);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      quiet = false;
      if (!open) return;
      if (event.key === "Escape") {
        hide(true);
        event.stopPropagation();
      } else if (event.key === "Tab" && inCard(document.activeElement)) {
        leaveByTab(event, open.card);
      }
    },
    true,
  );
}

/**
 * A card stands at the end of the page but belongs to its words: who tabs out of it is there again.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} card
 */
function leaveByTab(event, card) {
  const stops = Array.from(card.querySelectorAll("a[href]"));
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const leaves = event.shiftKey ? at <= 0 : at === stops.length - 1;
  if (!leaves) return;
  // Forwards, the browser goes on from the words; backwards, the words are where to go.
  if (event.shiftKey) event.preventDefault();
  hide(true);
}

/** Mark the sentences of a range and bring the first into view. */
function markRange() {
  for (const marked of document.querySelectorAll(".ed-in-range")) {
    marked.classList.remove("ed-in-range");
  }
  const all = Array.from(document.querySelectorAll(".ed-s"), (sentence) => sentence.id);
  const found = sentencesOf(location.hash, all).map((id) => document.getElementById(id));
  for (const sentence of found) sentence?.classList.add("ed-in-range");
  found[0]?.scrollIntoView();
}

/**
 * The notes of the quotations around a place, the innermost quotation first.
 *
 * @param {EventTarget | null} target
 * @returns {HTMLElement[]}
 */
function notesAt(target) {
  const notes = [];
  let quotation = target instanceof Element ? target.closest(".ed-q") : null;
  while (quotation instanceof HTMLElement) {
    for (const id of (quotation.dataset.notes ?? "").split(" ")) {
      const note = document.getElementById(`note-${id}`);
      if (note) notes.push(note);
    }
    quotation = quotation.parentElement?.closest(".ed-q") ?? null;
  }
  return notes;
}

/**
 * Show which quotations and notes belong together.
 *
 * @param {EventTarget | null} target  what is pointed at or has the focus
 */
function lightUp(target) {
  const notes = notesAt(target);
  const note = target instanceof Element ? target.closest(".ed-note") : null;
  const id = note?.id.replace(/^note-/, "");
  for (const each of document.querySelectorAll(".ed-note")) {
    each.classList.toggle("ed-lit", each === note || notes.some((lit) => lit === each));
  }
  for (const each of document.querySelectorAll(".ed-q")) {
    const ids = each instanceof HTMLElement ? each.dataset.notes?.split(" ") : [];
    each.classList.toggle("ed-lit", id !== undefined && Boolean(ids?.includes(id)));
  }
}

/**
 * Open a folded note, and what it is folded into.
 *
 * @param {Element} note
 */
function unfold(note) {
  for (let fold = note.closest("details"); fold;) {
    fold.open = true;
    fold = fold.parentElement?.closest("details") ?? null;
  }
}

function listenForNotes() {
  if (!document.querySelector(".ed-note")) return;
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => lightUp(event.target));
  }
  // A press on a quotation opens its notes and leads to the first.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a")) return;
    if (!window.getSelection()?.isCollapsed) return;
    const notes = notesAt(event.target);
    for (const note of notes) unfold(note);
    notes[0]?.scrollIntoView({ block: "nearest" });
  });
  for (const type of ["DOMContentLoaded", "hashchange"]) {
    addEventListener(type, () => {
      const id = decodeURIComponent(location.hash.slice(1));
      const target = id.startsWith("note-") ? document.getElementById(id) : null;
      if (!target) return;
      unfold(target);
      target.scrollIntoView({ block: "nearest" });
    });
  }
}

/** Tick the choice of light that Material has stored: it sets the colours and forgets the button. */
function tickChoice() {
  const stored = /** @type {any} */ (window).__md_get?.("__palette");
  const button = document.getElementById(`__palette_${stored?.index ?? 0}`);
  if (button instanceof HTMLInputElement) button.checked = true;
}

if ("showPopover" in HTMLElement.prototype) listenForTerms();
listenForNotes();
tickChoice();
markRange();
addEventListener("hashchange", markRange);
