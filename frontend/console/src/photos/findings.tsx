import type { Finding, Photo } from "../api/types.ts";
import { t, word } from "../language/language.ts";

/** What was found about a photo: ok, look, or unknown, each with a sentence, and never a verdict. */
export function Findings({ photo }: { photo: Photo }) {
  if (photo.findings.length === 0) return null;
  return (
    <ul class="findings">
      {photo.findings.map((finding) => (
        <li key={finding.code} class={finding.level}>
          <Mark level={finding.level} />
          <span>
            <strong>{word("finding", finding.code)}</strong> <span lang="en">{finding.text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Mark({ level }: { level: Finding["level"] }) {
  return (
    <svg class="mark" viewBox="0 0 12 12" role="img" aria-label={t(`level.${level}`)}>
      <title>{t(`level.${level}`)}</title>
      {level === "ok" && <path d="M2 6l3 3 5-6" />}
      {level === "look" && <path d="M6 1v6M6 9v2" />}
      {level === "unknown" && <path d="M2 6h8" />}
    </svg>
  );
}
