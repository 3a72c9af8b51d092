import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../api/problem.ts";
import { rowsRefused } from "./bad_rows.ts";
import { idsIn } from "./ids.ts";

const ONE = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f";
const OTHER = "4045966c-eca1-453e-a6dc-a9c5a0baae25";

test("ids are found in addresses, each once and in their order", () => {
  const pasted = `https://example.org/console/e/kg/reports/${OTHER}, ${ONE.toUpperCase()}\n${OTHER}`;
  assert.deepEqual(idsIn(pasted), [OTHER, ONE]);
  assert.deepEqual(idsIn("nothing here"), []);
});

test("a refused import names its rows, any other failure none", () => {
  const refused = new Problem({
    type: "/problems/import-refused",
    title: "Some rows cannot be imported",
    status: 422,
    errors: ["line/12", "/features/3", "/root"].map((pointer) => ({ pointer, code: "bad", message: "Why." })),
  });
  assert.deepEqual(
    rowsRefused(refused),
    ["12", "4", "root"].map((row) => ({ row, code: "bad", message: "Why." })),
  );
  assert.deepEqual(rowsRefused(new Error("offline")), []);
});
