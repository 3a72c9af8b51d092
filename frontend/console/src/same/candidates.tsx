import type { ComponentChildren } from "preact";
import { t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure, Pending } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { offerUndo } from "../shell/undo.tsx";
import { listCandidates, type Of, setApart, takeApartBack } from "./api.ts";
import { Candidate, type Found, nameOf } from "./candidate.tsx";

/** How long a slip of the finger can be taken back here; the service would do it at any time. */
const UNDO_SECONDS = 10;

interface CandidatesProps {
  of: Of;
  id: string;
  /** Of what they are candidates for: changed, it may be like others. */
  version: number;
  /** What can be done about one, beside saying that it is not the same; `at` counts from 1, for the keys. */
  actions: (found: Found, at: number) => ComponentChildren;
}

/** What else could be the same event, the most alike first, and why. Nothing is joined by itself. */
export function Candidates({ of, id, version, actions }: CandidatesProps) {
  const slug = useGround().election.slug;
  const saving = useSaving();
  const { value, failure, again } = useLoaded(`candidates ${id} ${version}`, (signal) =>
    listCandidates(slug, of, id, signal),
  );
  const found: Found[] = [
    ...(value?.incidents ?? []).map((it) => ({ of: "incidents", it }) as const),
    ...(value?.reports ?? []).map((it) => ({ of: "reports", it }) as const),
  ];
  const part = (other: string) =>
    saving.run(async () => {
      await setApart(slug, id, other);
      again();
      announce(t("same.apart_done"));
      offerUndo(t("same.apart_done"), UNDO_SECONDS, async () => {
        await takeApartBack(slug, id, other);
        again();
      });
    });
  return (
    <section class="candidates" aria-label={t("same.title")}>
      <h2>{t("same.title")}</h2>
      {value === null && <Pending failure={failure} />}
      {value && <p class="fine">{t(found.length > 0 ? "same.how" : "same.none")}</p>}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <ol class="plain-list">
        {found.map((each, index) => (
          <Candidate key={each.it.id} found={each}>
            {actions(each, index + 1)}
            <Button
              {...keyed("KeyY Digit", index + 1)}
              kind="quiet"
              disabled={saving.busy}
              label={t("same.act", { what: t("same.apart"), of: nameOf(each) })}
              onPress={() => part(each.it.id)}
            >
              {t("same.apart")}
            </Button>
          </Candidate>
        ))}
      </ol>
    </section>
  );
}

/** The first nine have a key. */
export function keyed(prefix: string, at: number): { keys?: string } {
  return at <= 9 ? { keys: `${prefix}${at}` } : {};
}
