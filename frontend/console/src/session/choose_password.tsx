import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { FrontPage } from "./front_page.tsx";
import { choosePassword, me } from "./session.ts";

const SHORTEST = 12;

/** The one step between a one-time password and the console. */
export function ChoosePassword() {
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState("");
  const { busy, failure, run } = useSaving();
  return (
    <FrontPage over={me.value?.name} title={t("password.title")}>
      <p>{t("password.why", { count: SHORTEST })}</p>
      {failure !== null && <Failure failure={failure} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(() => choosePassword(current, chosen));
        }}
      >
        <input type="hidden" name="username" autocomplete="username" value={me.value?.name} />
        <label>
          {t("password.current")}
          <input
            type="password"
            autocomplete="current-password"
            required
            value={current}
            onInput={(event) => setCurrent(event.currentTarget.value)}
          />
        </label>
        <label>
          {t("password.chosen")}
          <input
            type="password"
            autocomplete="new-password"
            required
            minLength={SHORTEST}
            value={chosen}
            onInput={(event) => setChosen(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary" disabled={busy}>
          {t("password.do")}
        </button>
      </form>
    </FrontPage>
  );
}
