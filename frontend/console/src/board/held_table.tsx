import { useState } from "preact/hooks";
import type { Held } from "../api/types.ts";
import { takeClaim } from "../claim/api.ts";
import { TakeOver } from "../claim/take_over.tsx";
import { t } from "../language/language.ts";
import { due, span } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { useNow } from "../shell/loaded.ts";
import { go, Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { SeverityMark } from "../shell/severity_mark.tsx";
import { Table } from "../shell/table.tsx";

/** Who works on what since when, and the way to take it over, which leads may at any time with a reason. */
export function HeldTable({ held, onTaken }: { held: readonly Held[]; onTaken: () => void }) {
  const ground = useGround();
  const slug = ground.election.slug;
  const now = useNow();
  const saving = useSaving();
  const [taking, setTaking] = useState<Held | null>(null);
  const addressOf = ({ kind, id }: Held) =>
    kind === "report" ? addresses.report(slug, id) : addresses.incident(slug, id);
  const takeOver = (what: Held, reason: string) =>
    saving.run(async () => {
      setTaking(null);
      await takeClaim(slug, what, { take_over_reason: reason });
      onTaken();
      go(addressOf(what));
    });
  return (
    <section>
      <Table
        caption={t("board.held")}
        heads={[
          t("board.holder"),
          t("board.what"),
          t("board.held_for"),
          t("board.silent_for"),
          t("board.due"),
          t("claim.take_over"),
        ]}
        rows={held.map((each) => ({
          key: each.id,
          cells: [
            each.claim.mine ? t("claim.you") : each.claim.holder,
            <Link key="what" to={addressOf(each)}>
              <SeverityMark severity={each.severity} /> {t(`board.${each.kind}`)}:{" "}
              {kindLabel(ground, each.category)}, {areaLabel(ground, each.area) ?? t("place.not_located")}
            </Link>,
            span(now - Date.parse(each.claim.taken_at)),
            each.claim.on_call ? t("claim.on_call") : span(now - Date.parse(each.claim.renewed_at)),
            <span key="due" class={Date.parse(each.due_at) < now ? "late" : ""}>
              {due(each.due_at, now)}
            </span>,
            each.claim.mine ? (
              ""
            ) : (
              <Button
                key="take"
                label={t("claim.take_over_from", { holder: each.claim.holder })}
                onPress={() => setTaking(each)}
              >
                {t("claim.take_over")}
              </Button>
            ),
          ],
        }))}
      />
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {taking && (
        <TakeOver
          holder={taking.claim.holder}
          onClose={() => setTaking(null)}
          onTake={(reason) => takeOver(taking, reason)}
        />
      )}
    </section>
  );
}
