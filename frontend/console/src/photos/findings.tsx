import type { Finding, Photo } from "../api/types.ts";
import { counted, number, t, word } from "../language/language.ts";
import { span } from "../language/moments.ts";
import { sayingOf } from "./finding_words.ts";

const MINUTE_MS = 60_000;

/** What was found about a photo: ok, look, or unknown, each with a sentence, and never a verdict. */
export function Findings({ photo }: { photo: Photo }) {
  if (photo.findings.length === 0) return null;
  return (
    <ul class="findings">
      {photo.findings.map((finding) => (
        <li key={finding.code} class={finding.level}>
          <Mark level={finding.level} />
          <span>
            <strong>{word("finding", finding.code)}</strong> <Sentence finding={finding} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sentence({ finding }: { finding: Finding }) {
  const saying = sayingOf(finding);
  if (saying === null) return <span lang="en">{finding.text}</span>;
  const { key, count, minutes = 0, km = 0 } = saying;
  if (count !== undefined) return <>{counted(`finding_says.${key}`, count)}</>;
  return <>{t(`finding_says.${key}`, { span: span(minutes * MINUTE_MS), km: number(km) })}</>;
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
