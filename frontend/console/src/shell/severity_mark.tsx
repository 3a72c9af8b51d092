import { word } from "../language/language.ts";

/** Five bars, as many filled as it is severe: readable in grey, and said in words. */
export function SeverityMark({ severity }: { severity: number }) {
  return (
    <svg
      class={`severity severity-${severity}`}
      viewBox="0 0 19 12"
      role="img"
      aria-label={word("severity", String(severity))}
    >
      <title>{word("severity", String(severity))}</title>
      {[1, 2, 3, 4, 5].map((step) => (
        <rect
          key={step}
          x={(step - 1) * 4}
          y={10 - step * 2}
          width="3"
          height={step * 2 + 2}
          class={step <= severity ? "filled" : "hollow"}
        />
      ))}
    </svg>
  );
}
