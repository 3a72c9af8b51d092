import { t } from "../language/language.ts";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { readElection } from "./api.ts";
import { Imports } from "./imports.tsx";
import { PolicyForm } from "./policy_form.tsx";
import { StatusSteps } from "./status_steps.tsx";

/** The life, the rules and the places of one election. */
export function Settings() {
  const { election } = useGround();
  const { value, failure, set } = useLoaded(`settings ${election.slug}`, (signal) =>
    readElection(election.slug, signal),
  );
  return (
    <div class="page admin">
      <h1>{t("go.settings")}</h1>
      {failure !== null && <Failure failure={failure} />}
      {value === null && failure === null && <p class="empty">{t("common.loading")}</p>}
      {value && (
        <>
          <StatusSteps election={value} onChanged={set} />
          <div class="columns">
            <PolicyForm key={value.slug} election={value} onSaved={set} />
            <Imports election={value.slug} />
          </div>
        </>
      )}
    </div>
  );
}
