import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../language/language.ts";
import {
  cornersOf,
  type Point,
  rectangleBetween,
  type Shape,
  type Size,
  SMALL_STEP_PX,
  STEP_PX,
} from "./shapes.ts";
import type { Drawing } from "./use_drawing.ts";

interface CanvasProps {
  picture: { url: string } & Size;
  drawing: Drawing;
  /** As the public would see it: solid, without outlines. */
  preview: boolean;
  focusOn: RefObject<HTMLDivElement | null>;
}

export const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The photo with what is drawn on it: by pointer, or by arrow keys while it has the focus. */
export function Canvas({ picture, drawing, preview, focusOn }: CanvasProps) {
  const { start, move, end, drawn } = usePointer(picture, drawing);
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.code];
    if (!arrow || event.ctrlKey || event.altKey || event.metaKey || drawing.chosen === null) return;
    event.preventDefault(); // else the dialog would scroll
    const step = event.shiftKey ? SMALL_STEP_PX : STEP_PX;
    drawing.nudge(arrow[0] * step, arrow[1] * step);
  };
  return (
    <div
      ref={focusOn}
      class={preview ? "canvas preview" : "canvas"}
      tabIndex={0}
      role="group"
      aria-label={t("redaction.canvas")}
      onKeyDown={onKeyDown}
    >
      <img src={picture.url} width={picture.width} height={picture.height} alt={t("redaction.photo")} />
      <svg
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        aria-hidden="true"
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
      >
        {drawing.shapes.map((shape, at) => (
          <path
            key={at}
            data-shape={at}
            d={outline(cornersOf(shape), true)}
            class={at === drawing.chosen ? "shape chosen" : "shape"}
          />
        ))}
        {drawn && <path class="shape chosen" d={outline(cornersOf(drawn), true)} />}
        {drawing.growing && <path class="growing" d={outline(drawing.growing, false)} />}
        {!preview && <Corner drawing={drawing} />}
      </svg>
    </div>
  );
}

/** The corner that arrow keys would move. */
function Corner({ drawing }: { drawing: Drawing }) {
  const shape = drawing.chosen === null ? undefined : drawing.shapes[drawing.chosen];
  if (!shape || drawing.arrowsDo !== "corner") return null;
  const at = shape.kind === "rectangle" ? cornersOf(shape)[2] : cornersOf(shape)[drawing.corner];
  return at ? <circle class="corner" cx={at[0]} cy={at[1]} r={8} /> : null;
}

function outline(points: readonly Point[], closed: boolean): string {
  const line = points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("");
  return closed ? `${line}Z` : line;
}

type OnSvg = PointerEvent & { currentTarget: SVGSVGElement };

/** Draws a rectangle on what is bare, moves what is pressed, and sets corners while a polygon grows. */
function usePointer(picture: Size, drawing: Drawing) {
  const from = useRef<Point | null>(null);
  const dragging = useRef(false);
  const [drawn, setDrawn] = useState<Shape | null>(null);
  const pointOf = (event: OnSvg): Point => {
    const on = event.currentTarget.getBoundingClientRect();
    return [
      ((event.clientX - on.left) / on.width) * picture.width,
      ((event.clientY - on.top) / on.height) * picture.height,
    ];
  };
  const start = (event: OnSvg) => {
    if (event.button !== 0) return;
    if (drawing.growing) {
      drawing.grow(pointOf(event));
      return;
    }
    const on = event.target instanceof Element ? event.target.getAttribute("data-shape") : null;
    dragging.current = on !== null;
    if (on !== null) drawing.choose(Number(on));
    from.current = pointOf(event);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: OnSvg) => {
    if (from.current === null) return;
    const to = pointOf(event);
    if (dragging.current) {
      drawing.nudge(to[0] - from.current[0], to[1] - from.current[1], "move");
      from.current = to;
    } else {
      setDrawn(rectangleBetween(from.current, to, picture));
    }
  };
  const end = () => {
    if (drawn) drawing.add(drawn);
    from.current = null;
    setDrawn(null);
  };
  return { start, move, end, drawn };
}
