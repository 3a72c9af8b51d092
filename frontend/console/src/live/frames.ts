/** Server-sent events as they come in, piece by piece. Pure. */

export interface Frame {
  id: number | null;
  event: string;
  data: string;
}

/**
 * What a piece of the stream completes, and what of it waits for the next piece. Comments complete nothing:
 * that they came is all they say. Our service ends its lines with a line feed alone.
 */
export function framesIn(pending: string, piece: string): { frames: Frame[]; pending: string } {
  const blocks = (pending + piece).split("\n\n");
  const rest = blocks.pop() ?? "";
  return { frames: blocks.flatMap(frameOf), pending: rest };
}

function frameOf(block: string): Frame[] {
  const fields = new Map(
    block
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]),
  );
  const event = fields.get("event");
  if (!event) return [];
  const id = fields.get("id");
  return [{ id: id === undefined ? null : Number(id), event, data: fields.get("data") ?? "" }];
}
