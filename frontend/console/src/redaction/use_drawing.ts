import { useEffect, useState } from "preact/hooks";
import { draft, dropDraft, keepDraft } from "../session/drafts.ts";
import {
  copied,
  cornerMoved,
  cornersOf,
  moved,
  newPolygon,
  newRectangle,
  type Point,
  resized,
  type Shape,
  type Size,
} from "./shapes.ts";

export type ArrowsDo = "move" | "size" | "corner";

/** As many as the service takes. */
export const MOST_SHAPES = 50;

export interface Drawing {
  shapes: readonly Shape[];
  chosen: number | null;
  corner: number;
  arrowsDo: ArrowsDo;
  /** Corners of a polygon that is not closed yet. */
  growing: readonly Point[] | null;
  full: boolean;
  choose: (at: number | null) => void;
  nextShape: () => void;
  nextCorner: () => void;
  setArrowsDo: (what: ArrowsDo) => void;
  add: (shape: Shape) => void;
  addRectangle: () => void;
  addPolygon: () => void;
  startGrowing: () => void;
  grow: (point: Point) => void;
  closePolygon: () => void;
  duplicate: () => void;
  remove: () => void;
  clear: () => void;
  /** What an arrow key, or the pointer while it drags, does to the chosen one. */
  nudge: (byX: number, byY: number, what?: ArrowsDo) => void;
}

/** What is drawn over a photo, kept for this tab until it is sent. */
export function useDrawing(photo: string, on: Size): Drawing {
  const draftOf = `redaction ${photo}`;
  const [shapes, setShapes] = useState<readonly Shape[]>(() => draft<Shape[]>(draftOf) ?? []);
  const [chosen, setChosen] = useState<number | null>(shapes.length > 0 ? 0 : null);
  const [corner, setCorner] = useState(0);
  const [arrowsDo, setArrowsDo] = useState<ArrowsDo>("move");
  const [growing, setGrowing] = useState<readonly Point[] | null>(null);
  useEffect(() => {
    if (shapes.length > 0) keepDraft(draftOf, shapes);
    else dropDraft(draftOf);
  }, [shapes, draftOf]);
  const full = shapes.length >= MOST_SHAPES;
  const one = chosen === null ? undefined : shapes[chosen];

  const choose = (at: number | null) => {
    setChosen(at);
    setCorner(0);
  };
  const add = (shape: Shape) => {
    if (full) return;
    setShapes([...shapes, shape]);
    choose(shapes.length);
  };
  const nudge = (byX: number, byY: number, what = arrowsDo) => {
    if (!one) return;
    const change = { move: moved, size: resized }[what === "corner" ? "size" : what];
    const next = what === "corner" ? cornerMoved(one, corner, byX, byY, on) : change(one, byX, byY, on);
    setShapes(shapes.map((each, at) => (at === chosen ? next : each)));
  };
  return {
    shapes,
    chosen,
    corner,
    arrowsDo,
    growing,
    full,
    choose,
    nextShape: () => shapes.length > 0 && choose(((chosen ?? -1) + 1) % shapes.length),
    nextCorner: () => {
      if (!one) return;
      setCorner((corner + 1) % cornersOf(one).length);
      setArrowsDo("corner");
    },
    setArrowsDo,
    add,
    addRectangle: () => add(newRectangle(on)),
    addPolygon: () => add(newPolygon(on)),
    startGrowing: () => setGrowing(growing === null ? [] : null),
    grow: (point) => setGrowing([...(growing ?? []), point]),
    closePolygon: () => {
      if (growing && growing.length >= 3) add({ kind: "polygon", points: growing });
      setGrowing(null);
    },
    duplicate: () => one && add(copied(one, on)),
    remove: () => {
      const rest = shapes.filter((_, at) => at !== chosen);
      setShapes(rest);
      choose(rest.length > 0 ? rest.length - 1 : null);
    },
    clear: () => {
      setShapes([]);
      choose(null);
    },
    nudge,
  };
}
