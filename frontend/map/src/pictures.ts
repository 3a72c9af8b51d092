/** Circles and hatching as the plain map has them, drawn here: letters from a glyph server are not needed. */

import type { Colours } from "./colours.ts";

const RATIO = 2;
const EDGE_PX = 2;
const HATCH_PX = 6;
const UNWATCHED_PX = 12;
const WHOLE_TURN = 2 * Math.PI;

export type Picture = { image: ImageData; pixelRatio: number };

/** A circle, hatched but for its verified part, with the figure on it. */
export function symbol(radius: number, verifiedRadius: number, figure: string, of: Colours): Picture {
  const size = 2 * (radius + EDGE_PX);
  return draw(size, (brush) => {
    brush.translate(size / 2, size / 2);
    brush.save();
    circle(brush, radius);
    brush.clip();
    brush.fillStyle = of["step-1"];
    brush.fillRect(-radius, -radius, size, size);
    brush.rotate(Math.PI / 4);
    brush.fillStyle = of["step-5"];
    for (let x = -size; x < size; x += HATCH_PX) brush.fillRect(x, -size, 2.5, 2 * size);
    brush.restore();
    brush.fillStyle = of.certain;
    circle(brush, verifiedRadius);
    brush.fill();
    brush.strokeStyle = of.certain;
    brush.lineWidth = 1.5;
    circle(brush, radius);
    brush.stroke();
    brush.font = `600 16px ${getComputedStyle(document.body).fontFamily}`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.lineJoin = "round";
    brush.lineWidth = 4;
    brush.strokeStyle = of.paper;
    brush.strokeText(figure, 0, 1);
    brush.fillStyle = of.ink;
    brush.fillText(figure, 0, 1);
  });
}

/** What areas are filled with where nobody was. */
export function unwatched(of: Colours): Picture {
  return draw(UNWATCHED_PX, (brush) => {
    brush.fillStyle = of.paper;
    brush.fillRect(0, 0, UNWATCHED_PX, UNWATCHED_PX);
    brush.strokeStyle = of.edge;
    brush.lineWidth = 1;
    for (const shift of [-UNWATCHED_PX, 0, UNWATCHED_PX]) {
      brush.beginPath();
      brush.moveTo(shift - 1, -1);
      brush.lineTo(shift + UNWATCHED_PX + 1, UNWATCHED_PX + 1);
      brush.stroke();
    }
  });
}

function circle(brush: CanvasRenderingContext2D, radius: number): void {
  brush.beginPath();
  brush.arc(0, 0, radius, 0, WHOLE_TURN);
}

function draw(sizePx: number, with_: (brush: CanvasRenderingContext2D) => void): Picture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(sizePx * RATIO);
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("This browser draws nothing.");
  brush.scale(RATIO, RATIO);
  with_(brush);
  return { image: brush.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO };
}
