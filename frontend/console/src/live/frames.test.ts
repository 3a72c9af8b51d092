import assert from "node:assert/strict";
import { test } from "node:test";
import { type Frame, framesIn } from "./frames.ts";

const STREAM =
  'retry: 2000\nid: 7\nevent: position\ndata: {"id":7}\n\n' +
  ": alive\n\n" +
  'id: 9\nevent: change\ndata: {"at":"2020-10-04T03:15:04Z"}\n\n';

function read(pieces: readonly string[]): Frame[] {
  let pending = "";
  return pieces.flatMap((piece) => {
    const read = framesIn(pending, piece);
    pending = read.pending;
    return read.frames;
  });
}

test("wherever the line cuts the stream into pieces, the same is read", () => {
  const whole = read([STREAM]);
  assert.deepEqual(whole, [
    { id: 7, event: "position", data: '{"id":7}' },
    { id: 9, event: "change", data: '{"at":"2020-10-04T03:15:04Z"}' },
  ]);
  for (let at = 1; at < STREAM.length; at += 1) {
    assert.deepEqual(read([STREAM.slice(0, at), STREAM.slice(at)]), whole);
  }
});

test("what was cut off in the middle is not taken for whole", () => {
  assert.deepEqual(read(["id: 9\nevent: change\ndata: {"]), []);
});
