import type { Report } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { Covered } from "./covered.tsx";

const VOCABULARIES = {
  knowledge: "knowledge",
  reporter_type: "reporter_type",
  actor_type: "party",
  target_type: "party",
  police_response: "police_response",
  occurrence: "occurrence",
  may_refer: "may_refer",
} as const;

/** What was sent, word for word and in its own language. */
export function Original({ report, covered }: { report: Report; covered: boolean }) {
  const ground = useGround();
  const sent = report.original as Record<string, unknown>;
  const text = (name: string) => (typeof sent[name] === "string" ? (sent[name] as string) : "");
  const language = report.language ?? undefined;
  const facts: [string, string][] = Object.entries(VOCABULARIES).flatMap(([name, vocabulary]) =>
    text(name) ? [[t(`sent.${name}`), word(vocabulary, text(name))] as [string, string]] : [],
  );
  if (sent.journalist_victim === true) facts.push([t("sent.journalist_victim"), t("common.yes")]);
  if (text("property_damage")) facts.push([t("sent.property_damage"), text("property_damage")]);
  return (
    <section class="original" aria-label={t("sent.title")}>
      <h2>{t("sent.title")}</h2>
      <Covered covered={covered} what={t("sent.text_covered")}>
        <div class="words" dir="auto" lang={language}>
          {text("title") && <p class="sent-title">{text("title")}</p>}
          {text("description") ? <p>{text("description")}</p> : <p class="empty">{t("sent.no_text")}</p>}
          {text("place_text") && <p class="fine">{text("place_text")}</p>}
        </div>
        {report.supplements.map((supplement) => (
          <div key={supplement.received_at} class="supplement">
            <p class="fine">{t("sent.added", { at: moment(supplement.received_at) })}</p>
            <p class="words" dir="auto" lang={language}>
              {supplement.description}
            </p>
          </div>
        ))}
      </Covered>
      <dl class="facts">
        <Fact name={t("sent.category")} value={kindLabel(ground, text("category"))} />
        <Fact
          name={t("sent.place")}
          value={
            [text("station"), areaLabel(ground, text("area") || null)].filter(Boolean).join(", ") ||
            t("place.not_located")
          }
        />
        <Fact
          name={t("sent.time")}
          value={text("occurred_at") ? moment(text("occurred_at")) : text("occurred_on")}
        />
        <Fact name={t("sent.received")} value={moment(report.received_at)} />
        <Fact
          name={t("sent.source")}
          value={report.source ? sourceLine(report.source) : t("sent.anonymous")}
        />
        <Fact name={t("sent.channel")} value={word("channel", report.channel)} />
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {report.flags.length > 0 && (
        <ul class="flags">
          {report.flags.map((flag) => (
            <li key={flag}>{word("flag", flag)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sourceLine(source: { name: string; organisation: string | null; accredited: boolean }): string {
  return [source.name, source.organisation, source.accredited ? t("source.accredited") : null]
    .filter(Boolean)
    .join(", ");
}

function Fact({ name, value }: { name: string; value: string | null }) {
  return value ? (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  ) : null;
}
