/** A decision that somebody has begun, as it is kept. Pure. */

const DIALOGS = ["end", "ask", "escalate"] as const;

export interface Begun {
  dialog: (typeof DIALOGS)[number];
  reason_code: string | null;
  note: string;
}

/** What was kept may come from another version of this page. */
export function begunIn(content: Readonly<Record<string, unknown>>): Begun | null {
  const dialog = DIALOGS.find((each) => each === content.dialog);
  const { reason_code = null, note } = content;
  if (!dialog || typeof note !== "string") return null;
  if (reason_code !== null && typeof reason_code !== "string") return null;
  return { dialog, reason_code, note };
}
