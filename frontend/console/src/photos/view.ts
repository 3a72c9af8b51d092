/** How a photo is looked at: how near, which way up. Pure. */

export interface View {
  zoom: number;
  turns: number; // quarter turns to the right
}

export const PLAIN: View = { zoom: 1, turns: 0 };
const STEPS = [1, 1.5, 2, 3, 4, 6, 8];

export function nearer(view: View): View {
  return { ...view, zoom: STEPS.find((step) => step > view.zoom) ?? view.zoom };
}

export function farther(view: View): View {
  return { ...view, zoom: STEPS.findLast((step) => step < view.zoom) ?? view.zoom };
}

export function turned(view: View): View {
  return { ...view, turns: (view.turns + 1) % 4 };
}

/** Around in a circle, so that the key always does something. */
export function neighbour(at: number, by: number, count: number): number {
  return (at + by + count) % count;
}
