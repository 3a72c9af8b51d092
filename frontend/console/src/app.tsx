import type { FunctionComponent, JSX } from "preact";
import { Account } from "./account/account.tsx";
import { Enrol } from "./account/enrol.tsx";
import { SecondStep } from "./account/second_step.tsx";
import { AllElections } from "./admin/all_elections.tsx";
import { Exports } from "./admin/exports.tsx";
import { Organisations } from "./admin/organisations.tsx";
import { People } from "./admin/people.tsx";
import { Settings } from "./admin/settings.tsx";
import { Sources } from "./admin/sources.tsx";
import { Visits } from "./admin/visits.tsx";
import { readGround } from "./api/elections.ts";
import type { Me } from "./api/types.ts";
import { LeadBoard } from "./board/board.tsx";
import { IncidentsDesk } from "./incident/incidents_desk.tsx";
import { language, t } from "./language/language.ts";
import { timeZone } from "./language/moments.ts";
import { useLive } from "./live/live.ts";
import { EnterReport } from "./operator/enter_report.tsx";
import { Desk } from "./queue/desk.tsx";
import { AllReferrals } from "./referral/all_referrals.tsx";
import { ChoosePassword } from "./session/choose_password.tsx";
import { findOut, may, me } from "./session/session.ts";
import { SignIn } from "./session/sign_in.tsx";
import { Button } from "./shell/button.tsx";
import { Elections } from "./shell/elections.tsx";
import { Pending } from "./shell/failure.tsx";
import { Frame } from "./shell/frame.tsx";
import { GroundContext } from "./shell/ground.ts";
import { useLoaded } from "./shell/loaded.ts";
import { location } from "./shell/navigation.tsx";
import { type Route, routeOf } from "./shell/routes.ts";

const BEFORE_THE_CONSOLE: Partial<Record<Me["next_step"], () => JSX.Element>> = {
  second_factor: () => <SecondStep />,
  change_password: () => <ChoosePassword />,
  enrol_factor: () => <Enrol />,
};

/** Who somebody is decides what they see first; then the address does. */
export function App() {
  if (me.value === undefined) return <Starting />;
  if (me.value === null) return <SignIn />;
  const step = BEFORE_THE_CONSOLE[me.value.next_step];
  if (step) return step();
  const route = routeOf(location.value.path);
  return "election" in route ? <InElection route={route} /> : <Anywhere route={route} />;
}

function Starting() {
  const { failure, again } = useLoaded("who", findOut);
  return (
    <main class="narrow-page">
      <Pending failure={failure} />
      {failure !== null && <Button onPress={again}>{t("do.again")}</Button>}
    </main>
  );
}

const TITLES: Partial<Record<Route["screen"], string>> = {
  people: "go.people",
  organisations: "go.organisations",
  account: "account.title",
};

function Anywhere({ route }: { route: Route }) {
  return (
    <Frame title={t(TITLES[route.screen] ?? "elections.title")} election={null}>
      <Outside screen={route.screen} />
    </Frame>
  );
}

const OUTSIDE: Partial<Record<Route["screen"], FunctionComponent>> = {
  people: People,
  organisations: Organisations,
  all_elections: AllElections,
  account: Account,
};

function Outside({ screen }: { screen: Route["screen"] }) {
  if (screen === "elections") return <Elections />;
  const Screen = OUTSIDE[screen];
  return Screen ? <Screen /> : <p class="page">{t("common.nowhere")}</p>;
}

type InElectionRoute = Extract<Route, { election: string }>;

function InElection({ route }: { route: InElectionRoute }) {
  useLive(may("moderator", route.election) ? route.election : null);
  const key = `ground ${route.election} ${language.value}`;
  const { value, failure } = useLoaded(key, async (signal) => {
    const ground = await readGround(route.election, language.value, signal);
    timeZone.value = ground.election.time_zone;
    return ground;
  });
  if (value === null) {
    return (
      <Frame title={t("queue.title")} election={null}>
        <Pending failure={failure} />
      </Frame>
    );
  }
  return (
    <GroundContext.Provider value={value}>
      <datalist id="stations">
        {value.stations.number.map((number) => (
          <option key={number} value={number} />
        ))}
      </datalist>
      <Frame
        title={t(`go.${route.screen}`)}
        election={{ ...value.election, four_eyes: value.election.publication.four_eyes }}
      >
        <Screen route={route} />
      </Frame>
    </GroundContext.Provider>
  );
}

function Screen({ route }: { route: InElectionRoute }) {
  switch (route.screen) {
    case "queue":
      return <Desk opened={route.report} />;
    case "incidents":
      return <IncidentsDesk opened={route.incident} />;
    case "board":
      return <LeadBoard />;
    case "enter":
      return <EnterReport />;
    case "referrals":
      return <AllReferrals />;
    case "sources":
      return <Sources />;
    case "visits":
      return <Visits />;
    case "exports":
      return <Exports />;
    case "settings":
      return <Settings />;
    default:
      return <p class="empty">{t("common.nowhere")}</p>;
  }
}
