/** The dark squares of a QR code as one path, a unit each; `rows` are strings of 0 and 1. Pure. */
export function qrPath(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map((dark) => `M${dark.index} ${y}h${dark[0].length}v1h-${dark[0].length}z`),
    )
    .join("");
}
