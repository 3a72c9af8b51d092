/** Which screen an address names. Pure. */

export type Route =
  | { screen: "elections" }
  | { screen: "people" }
  | { screen: "account" }
  | { screen: "organisations" }
  | { screen: "all_elections" }
  | { screen: "settings"; election: string }
  | { screen: "queue"; election: string; report: string | null }
  | { screen: "incidents"; election: string; incident: string | null }
  | { screen: "board"; election: string }
  | { screen: "sources"; election: string }
  | { screen: "referrals"; election: string }
  | { screen: "visits"; election: string }
  | { screen: "enter"; election: string }
  | { screen: "exports"; election: string }
  | { screen: "nowhere" };

export const BASE = "/console";
const ID = "[0-9a-f-]{36}";
const SLUG = "[a-z0-9][a-z0-9-]*";

const ADDRESSES: readonly [RegExp, (found: string[]) => Route][] = [
  [/^\/?$/, () => ({ screen: "elections" })],
  [/^\/people$/, () => ({ screen: "people" })],
  [/^\/account$/, () => ({ screen: "account" })],
  [/^\/organisations$/, () => ({ screen: "organisations" })],
  [/^\/elections$/, () => ({ screen: "all_elections" })],
  [at("reports"), ([election = ""]) => ({ screen: "queue", election, report: null })],
  [at(`reports/(${ID})`), ([election = "", report = null]) => ({ screen: "queue", election, report })],
  [at("incidents"), ([election = ""]) => ({ screen: "incidents", election, incident: null })],
  [
    at(`incidents/(${ID})`),
    ([election = "", incident = null]) => ({ screen: "incidents", election, incident }),
  ],
  [at("board"), ([election = ""]) => ({ screen: "board", election })],
  [at("sources"), ([election = ""]) => ({ screen: "sources", election })],
  [at("referrals"), ([election = ""]) => ({ screen: "referrals", election })],
  [at("visits"), ([election = ""]) => ({ screen: "visits", election })],
  [at("enter"), ([election = ""]) => ({ screen: "enter", election })],
  [at("exports"), ([election = ""]) => ({ screen: "exports", election })],
  [at("settings"), ([election = ""]) => ({ screen: "settings", election })],
];

function at(rest: string): RegExp {
  return new RegExp(`^/e/(${SLUG})/${rest}$`);
}

export function routeOf(path: string): Route {
  const inside = path.startsWith(BASE) ? path.slice(BASE.length) : path;
  for (const [address, route] of ADDRESSES) {
    const found = address.exec(inside);
    if (found) return route(found.slice(1));
  }
  return { screen: "nowhere" };
}

export const addresses = {
  elections: () => `${BASE}/`,
  people: () => `${BASE}/people`,
  account: () => `${BASE}/account`,
  organisations: () => `${BASE}/organisations`,
  all_elections: () => `${BASE}/elections`,
  queue: (election: string) => `${BASE}/e/${election}/reports`,
  report: (election: string, id: string) => `${BASE}/e/${election}/reports/${id}`,
  incidents: (election: string) => `${BASE}/e/${election}/incidents`,
  incident: (election: string, id: string) => `${BASE}/e/${election}/incidents/${id}`,
  board: (election: string) => `${BASE}/e/${election}/board`,
  sources: (election: string) => `${BASE}/e/${election}/sources`,
  referrals: (election: string) => `${BASE}/e/${election}/referrals`,
  visits: (election: string) => `${BASE}/e/${election}/visits`,
  enter: (election: string) => `${BASE}/e/${election}/enter`,
  exports: (election: string) => `${BASE}/e/${election}/exports`,
  settings: (election: string) => `${BASE}/e/${election}/settings`,
};
