import { useState } from "preact/hooks";
import type { SavedView } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { forgetView, keepView, listViews } from "./api.ts";
import { type Choice, choiceOf, questionOf } from "./choice.ts";

const DIGITS = 9;

interface KeptViewsProps {
  election: string;
  choice: Choice;
  onOpen: (choice: Choice) => void;
  onClose: () => void;
}

/** One's own views by name: opened with a digit, kept under a name, deleted. */
export function KeptViews({ election, choice, onOpen, onClose }: KeptViewsProps) {
  const views = useLoaded(`views ${election}`, (signal) => listViews(election, signal));
  const saving = useSaving();
  const [name, setName] = useState("");
  const kept = views.value ?? [];
  const wanted = name.trim();
  const keep = () =>
    wanted &&
    saving.run(async () => {
      await keepView(election, wanted, questionOf(choice).toString());
      announce(t("views.kept", { name: wanted }));
      setName("");
      views.again();
    });
  const forget = (view: SavedView) =>
    saving.run(async () => {
      await forgetView(election, view.name);
      announce(t("views.forgotten", { name: view.name }));
      views.again();
    });
  useShortcuts(
    kept.slice(0, DIGITS).map((view, at) => ({
      keys: `Digit${at + 1}`,
      label: view.name,
      act: () => onOpen(choiceOf(view.query)),
    })),
    1,
  );
  return (
    <Dialog title={t("views.title")} onClose={onClose}>
      <p class="fine">{t("views.how")}</p>
      {views.failure !== null && <Failure failure={views.failure} />}
      {views.value?.length === 0 && <p class="empty">{t("views.none")}</p>}
      <ul class="kept-views">
        {kept.map((view, at) => (
          <li key={view.name}>
            <button type="button" class="button quiet" onClick={() => onOpen(choiceOf(view.query))}>
              {view.name} {at < DIGITS && <Keycap keys={`Digit${at + 1}`} />}
            </button>
            <Button kind="quiet" label={t("views.forget", { name: view.name })} onPress={() => forget(view)}>
              ✕
            </Button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <label>
          {t("views.name")}
          <input
            maxLength={80}
            pattern="[^\/]+"
            title={t("views.no_slash")}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        {kept.some((view) => view.name === wanted) && <p class="fine">{t("views.replaces")}</p>}
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <div class="buttons">
          <button type="submit" class="button primary" disabled={!wanted || saving.busy}>
            {t("views.keep")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
