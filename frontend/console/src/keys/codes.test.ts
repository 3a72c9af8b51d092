import assert from "node:assert/strict";
import { test } from "node:test";
import { caption, hear, nameOf } from "./codes.ts";

const NEXT = { keys: "KeyN" };
const RELEASE = { keys: "Shift+KeyC" };
const TO_QUEUE = { keys: "KeyG KeyQ" };
const KNOWN = [NEXT, RELEASE, TO_QUEUE];

function press(
  code: string,
  held: Partial<Record<"shiftKey" | "ctrlKey" | "altKey" | "metaKey", boolean>> = {},
) {
  return { code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held };
}

test("the key is what counts, not the letter that the layout gives it", () => {
  assert.equal(hear(press("KeyN"), "", KNOWN).found, NEXT);
});

test("Shift is part of the shortcut, Alt and Meta belong to the browser", () => {
  assert.equal(hear(press("KeyC", { shiftKey: true }), "", KNOWN).found, RELEASE);
  assert.equal(hear(press("KeyC"), "", KNOWN).found, null);
  assert.equal(nameOf(press("KeyN", { altKey: true })), null);
  assert.equal(nameOf(press("KeyN", { metaKey: true })), null);
});

test("two keys in a row are one shortcut", () => {
  const first = hear(press("KeyG"), "", KNOWN);
  assert.deepEqual(first, { found: null, pending: "KeyG" });
  assert.equal(hear(press("KeyQ"), first.pending, KNOWN).found, TO_QUEUE);
});

test("a second key that fits nothing counts by itself", () => {
  assert.equal(hear(press("KeyN"), "KeyG", KNOWN).found, NEXT);
  assert.deepEqual(hear(press("KeyX"), "KeyG", KNOWN), { found: null, pending: "" });
});

test("keycaps are written as they are printed", () => {
  assert.deepEqual(
    [
      "KeyN",
      "Digit1",
      "Shift+KeyC",
      "KeyG KeyQ",
      "Slash",
      "Shift+Slash",
      "Escape",
      "BracketLeft",
      "Ctrl+KeyK",
    ].map(caption),
    ["N", "1", "Shift+C", "G Q", "/", "?", "Esc", "[", "Ctrl+K"],
  );
});
