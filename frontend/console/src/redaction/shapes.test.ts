import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boxOf,
  copied,
  cornerMoved,
  moved,
  newPolygon,
  newRectangle,
  rectangleBetween,
  resized,
  type Shape,
  sameShapes,
  sent,
} from "./shapes.ts";

const ON = { width: 400, height: 200 };
const RECTANGLE: Shape = { kind: "rectangle", left: 100, top: 50, width: 80, height: 40 };
const TRIANGLE: Shape = {
  kind: "polygon",
  points: [
    [10, 10],
    [50, 10],
    [30, 40],
  ],
};

test("what is moved keeps its size and stays on the picture", () => {
  assert.deepEqual(moved(RECTANGLE, 5, -1, ON), { ...RECTANGLE, left: 105, top: 49 });
  for (const shape of [RECTANGLE, TRIANGLE]) {
    const far = boxOf(moved(shape, 9000, 9000, ON));
    assert.deepEqual([far.width, far.height], [boxOf(shape).width, boxOf(shape).height]);
    assert.deepEqual([far.left + far.width, far.top + far.height], [400, 200]);
    assert.deepEqual([boxOf(moved(shape, -9000, -9000, ON)).left], [0]);
  }
});

test("what is made smaller never vanishes, what is made larger ends at the edge", () => {
  for (const shape of [RECTANGLE, TRIANGLE]) {
    const least = boxOf(resized(shape, -9000, -9000, ON));
    assert.deepEqual([least.width, least.height], [4, 4]);
    const most = boxOf(resized(shape, 9000, 9000, ON));
    assert.deepEqual([most.left + most.width, most.top + most.height], [400, 200]);
  }
});

test("one corner of a polygon moves and the others stay", () => {
  assert.deepEqual(cornerMoved(TRIANGLE, 2, 5, -500, ON), {
    kind: "polygon",
    points: [
      [10, 10],
      [50, 10],
      [35, 0],
    ],
  });
});

test("a rectangle may be drawn from any corner, and a slip of the hand draws none", () => {
  const drawn = rectangleBetween([180, 90], [100, 50], ON);
  assert.deepEqual(drawn, RECTANGLE);
  assert.equal(rectangleBetween([10, 10], [12, 60], ON), null);
  assert.deepEqual(boxOf(rectangleBetween([300, 100], [999, 999], ON) ?? RECTANGLE), {
    kind: "rectangle",
    left: 300,
    top: 100,
    width: 100,
    height: 100,
  });
});

test("a copy lies beside its original, at the edge too", () => {
  const atTheEdge = moved(RECTANGLE, 9000, 0, ON);
  assert.equal(boxOf(copied(RECTANGLE, ON)).left, 120);
  assert.equal(boxOf(copied(atTheEdge, ON)).left, boxOf(atTheEdge).left - 20);
});

test("it is sent in shares of the picture and never reaches over its edge", () => {
  assert.deepEqual(sent(RECTANGLE, ON), { rectangle: { left: 0.25, top: 0.25, width: 0.2, height: 0.2 } });
  for (let width = 3; width < 1500; width += 7) {
    const on = { width, height: width * 0.75 };
    const shape = moved(newRectangle(on), 9000, 9000, on);
    const { rectangle } = sent(shape, on) as { rectangle: { left: number; width: number } };
    assert.equal(rectangle.left + rectangle.width <= 1 + 1e-9, true, String(width));
  }
  const { polygon } = sent(moved(newPolygon(ON), 9000, 9000, ON), ON) as {
    polygon: (readonly [number, number])[];
  };
  assert.equal(Math.max(...polygon.flat()), 1);
});

test("what the service kept is known again, whatever the order of its members", () => {
  const kept = [{ rectangle: { width: 0.2, height: 0.2, top: 0.25, left: 0.25 } }];
  assert.equal(sameShapes(kept, [sent(RECTANGLE, ON)]), true);
  assert.equal(sameShapes(kept, [sent(TRIANGLE, ON)]), false);
  assert.equal(sameShapes(kept, []), false);
});
