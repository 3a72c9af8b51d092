import { t } from "../language/language.ts";
import { qrPath } from "./qr_path.ts";

const MARGIN = 4; // light squares all around, as the standard wants

/** Dark on light in either theme: many cameras cannot read the reverse. */
export function Qr({ rows }: { rows: readonly string[] }) {
  const side = rows.length + 2 * MARGIN;
  return (
    <svg class="qr" viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`} role="img" aria-label={t("account.qr")}>
      <rect class="light" x={-MARGIN} y={-MARGIN} width={side} height={side} />
      <path class="dark" d={qrPath(rows)} />
    </svg>
  );
}
