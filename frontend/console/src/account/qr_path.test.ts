import assert from "node:assert/strict";
import { test } from "node:test";
import { qrPath } from "./qr_path.ts";

test("neighbours in a row are one box, and light squares none", () => {
  assert.equal(qrPath(["110", "000", "101"]), "M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
  assert.equal(qrPath([]), "");
});
