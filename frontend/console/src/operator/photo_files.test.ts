import assert from "node:assert/strict";
import { test } from "node:test";
import { hexOf, mediaTypeOf, misplaced, unfit } from "./photo_files.ts";

const LIMITS = { photos_per_report: 2, photo_bytes: 100, photo_types: ["image/jpeg", "image/png"] };
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("a photo is what its first bytes say", () => {
  assert.equal(mediaTypeOf(bytes("\xff\xd8\xff\xe0\0\x10JFIF\0\x01")), "image/jpeg");
  assert.equal(mediaTypeOf(bytes("\x89PNG\r\n\x1a\n\0\0\0\r")), "image/png");
  assert.equal(mediaTypeOf(bytes("RIFF\x10\0\0\0WEBPVP8 ")), "image/webp");
  assert.equal(mediaTypeOf(bytes("\0\0\0\x18ftypheic\0\0")), "image/heic");
  assert.equal(mediaTypeOf(bytes("\0\0\0\x18ftypisom\0\0")), null);
  assert.equal(mediaTypeOf(bytes("%PDF-1.7\n%\xe2\xe3")), null);
  assert.equal(mediaTypeOf(bytes("")), null);
});

test("what the service would refuse is refused before it is sent", () => {
  assert.equal(unfit(100, "image/jpeg", LIMITS), null);
  assert.equal(unfit(101, "image/jpeg", LIMITS), "report.error.photo_too_large");
  assert.equal(unfit(100, "image/webp", LIMITS), "report.error.photo_type");
  assert.equal(unfit(0, null, LIMITS), "report.error.photo_type");
});

test("each finds a place once, as long as there is room", () => {
  const of = (sha256: string, chosen: string[], { lost = "", announced = false } = {}) =>
    misplaced(
      sha256,
      {
        chosen: chosen.map((each) => ({ name: "", sha256: each, size_bytes: 1, media_type: "image/jpeg" })),
        announced,
        isHere: (each) => each !== lost,
      },
      LIMITS,
    );
  assert.equal(of("a", ["b"]), null);
  assert.equal(of("a", ["b", "c"]), "report.error.too_many_photos");
  assert.equal(of("a", ["a"]), "enter.photo_twice");
  assert.equal(of("a", ["a", "b"], { lost: "a", announced: true }), null);
  assert.equal(of("a", ["b"], { announced: true }), "enter.photo_late");
});

test("a digest has two small digits a byte", () => {
  assert.equal(hexOf(Uint8Array.from([0, 10, 255]).buffer), "000aff");
});
