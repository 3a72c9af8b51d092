/** Ids out of whatever somebody pasted: ids, or addresses of the console. Pure. */

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Each once, in the order given. */
export function idsIn(text: string): string[] {
  return [...new Set(text.toLowerCase().match(ID) ?? [])];
}
