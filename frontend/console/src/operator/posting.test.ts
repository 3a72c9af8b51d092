import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, Unreachable } from "../api/problem.ts";
import {
  afterCut,
  again,
  isRefusal,
  nthOfItsSecond,
  type Posted,
  type PostState,
  standingOf,
} from "./posting.ts";

function photos(...states: PostState[]): Posted[] {
  return states.map((state, at) => ({
    by: "operator",
    received_at: "2020-10-04T05:10:00Z",
    nth: 1,
    election: "kg",
    report: "r",
    token: "t",
    sha256: String(at),
    name: `${at}.jpg`,
    size_bytes: 1,
    state,
    share: 0,
    failure: null,
  }));
}

function problem(status: number, code: string): Problem {
  return new Problem({ type: `/problems/${code}`, title: code, status });
}

test("it is said which one of how many is being sent", () => {
  const { sending, count, settled } = standingOf(photos("stored", "sending", "waiting"));
  assert.deepEqual([sending, count, settled], [2, 3, false]);
});

test("nothing is settled while one waits", () => {
  assert.equal(standingOf(photos("stored", "waiting")).settled, false);
  const { stored, cut, refused, missing, settled } = standingOf(
    photos("stored", "cut", "cut", "refused", "missing"),
  );
  assert.deepEqual([stored, cut, refused, missing, settled], [1, 2, 1, 1, true]);
});

test("a cut takes those that wait with it, and only what was cut goes again", () => {
  const cut = afterCut(photos("stored", "sending", "waiting", "refused"), new Unreachable());
  assert.deepEqual(
    cut.map((photo) => photo.state),
    ["stored", "cut", "cut", "refused"],
  );
  assert.deepEqual(
    again(cut).map((photo) => photo.state),
    ["stored", "waiting", "waiting", "refused"],
  );
});

test("a refusal is for good; a line, a busy service and damage on the way are not", () => {
  assert.equal(isRefusal(problem(415, "photo-type-not-allowed")), true);
  assert.equal(isRefusal(problem(404, "report-not-found")), true);
  for (const failure of [
    new Unreachable(),
    problem(503, "store-unavailable"),
    problem(429, "rate-limited"),
    problem(422, "photo-hash-mismatch"),
  ]) {
    assert.equal(isRefusal(failure), false);
  }
});

test("reports of one second are numbered, and keep their number when an earlier one is done", () => {
  const at = (received_at: string, nth: number) =>
    photos("cut").map((photo) => ({ ...photo, received_at, nth }));
  const [first, second] = [at("2020-10-04T05:10:00Z", 1), at("2020-10-04T05:10:00.9Z", 2)];
  assert.equal(nthOfItsSecond([], "2020-10-04T05:10:00Z"), 1);
  assert.equal(nthOfItsSecond([...first, ...second], "2020-10-04T05:10:00.95Z"), 3);
  assert.equal(nthOfItsSecond(second, "2020-10-04T05:10:00.95Z"), 3);
  assert.equal(nthOfItsSecond(second, "2020-10-04T05:10:01Z"), 1);
});
