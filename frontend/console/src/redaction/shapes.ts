/** What is drawn over a photo, in pixels of the picture on the screen; sent in shares of it. Pure. */

export interface Size {
  width: number;
  height: number;
}

export type Point = readonly [number, number];

export type Shape =
  | { kind: "rectangle"; left: number; top: number; width: number; height: number }
  | { kind: "polygon"; points: readonly Point[] };

export type SentShape =
  | { rectangle: { left: number; top: number; width: number; height: number } }
  | { polygon: Point[] };

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const STEP_PX = 5;
export const SMALL_STEP_PX = 1;
const LEAST_PX = 4;
const COPY_OFF_PX = 20;

/** In the middle, a fifth of the picture in each direction. */
export function newRectangle(on: Size): Shape {
  return {
    kind: "rectangle",
    left: on.width * 0.4,
    top: on.height * 0.4,
    width: on.width * 0.2,
    height: on.height * 0.2,
  };
}

/** In the middle, with six corners that can be put where they are needed. */
export function newPolygon(on: Size): Shape {
  const across = Math.min(on.width, on.height) * 0.15;
  const points = [0, 1, 2, 3, 4, 5].map((corner): Point => {
    const angle = (corner * Math.PI) / 3;
    return [on.width / 2 + across * Math.cos(angle), on.height / 2 + across * Math.sin(angle)];
  });
  return { kind: "polygon", points };
}

/** What a pointer has drawn from one corner to the other; nothing, where it hardly moved. */
export function rectangleBetween(from: Point, to: Point, on: Size): Shape | null {
  const [[x1, y1], [x2, y2]] = [inside(from, on), inside(to, on)];
  const [width, height] = [Math.abs(x1 - x2), Math.abs(y1 - y2)];
  if (width < LEAST_PX || height < LEAST_PX) return null;
  return { kind: "rectangle", left: Math.min(x1, x2), top: Math.min(y1, y2), width, height };
}

export function moved(shape: Shape, byX: number, byY: number, on: Size): Shape {
  const box = boxOf(shape);
  return placed(shape, box, {
    ...box,
    left: between(0, box.left + byX, on.width - box.width),
    top: between(0, box.top + byY, on.height - box.height),
  });
}

/** Larger or smaller to the right and downwards; never to nothing and never over the edge. */
export function resized(shape: Shape, byX: number, byY: number, on: Size): Shape {
  const box = boxOf(shape);
  return placed(shape, box, {
    ...box,
    width: between(LEAST_PX, box.width + byX, on.width - box.left),
    height: between(LEAST_PX, box.height + byY, on.height - box.top),
  });
}

export function cornerMoved(shape: Shape, at: number, byX: number, byY: number, on: Size): Shape {
  if (shape.kind === "rectangle") return resized(shape, byX, byY, on);
  const points = shape.points.map((point, index) =>
    index === at ? inside([point[0] + byX, point[1] + byY], on) : point,
  );
  return { kind: "polygon", points };
}

/** The same beside it, so that both are seen. */
export function copied(shape: Shape, on: Size): Shape {
  const box = boxOf(shape);
  const room = box.left + box.width + COPY_OFF_PX <= on.width;
  return moved(shape, room ? COPY_OFF_PX : -COPY_OFF_PX, COPY_OFF_PX, on);
}

export function boxOf(shape: Shape): Box {
  if (shape.kind === "rectangle") return shape;
  const [xs, ys] = [shape.points.map(([x]) => x), shape.points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

export function cornersOf(shape: Shape): readonly Point[] {
  if (shape.kind === "polygon") return shape.points;
  const { left, top, width, height } = shape;
  return [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ];
}

/** As the service takes it: `[0, 0]` is the top left corner of the upright picture and `[1, 1]` the other. */
export function sent(shape: Shape, on: Size): SentShape {
  if (shape.kind === "polygon") {
    return { polygon: shape.points.map(([x, y]): Point => [share(x, on.width), share(y, on.height)]) };
  }
  const [left, top] = [share(shape.left, on.width), share(shape.top, on.height)];
  const [right, bottom] = [
    share(shape.left + shape.width, on.width),
    share(shape.top + shape.height, on.height),
  ];
  return { rectangle: { left, top, width: share(right - left, 1), height: share(bottom - top, 1) } };
}

/** Whether two redactions cover the same, as the service keeps them. */
export function sameShapes(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one.map(ordered)) === JSON.stringify(other.map(ordered));
}

function ordered(shape: unknown): unknown {
  const { rectangle, polygon } = shape as {
    rectangle?: { left: number; top: number; width: number; height: number };
    polygon?: Point[];
  };
  return rectangle ? [rectangle.left, rectangle.top, rectangle.width, rectangle.height] : polygon;
}

function placed(shape: Shape, from: Box, to: Box): Shape {
  if (shape.kind === "rectangle") return { kind: "rectangle", ...pick(to) };
  const scale = (value: number, start: number, length: number, newStart: number, newLength: number) =>
    length === 0 ? newStart : newStart + ((value - start) / length) * newLength;
  const points = shape.points.map(
    ([x, y]): Point => [
      scale(x, from.left, from.width, to.left, to.width),
      scale(y, from.top, from.height, to.top, to.height),
    ],
  );
  return { kind: "polygon", points };
}

function pick({ left, top, width, height }: Box): Box {
  return { left, top, width, height };
}

function inside([x, y]: Point, on: Size): Point {
  return [between(0, x, on.width), between(0, y, on.height)];
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}

/** Six digits are a tenth of a pixel of the largest photo. */
function share(value: number, of: number): number {
  return Math.min(1, Math.max(0, Math.round((value / of) * 1e6) / 1e6));
}
