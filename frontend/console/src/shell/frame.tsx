import type { ComponentChildren } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { connection } from "../api/connection.ts";
import { Help } from "../keys/help.tsx";
import { type Shortcut, shortcutsNow } from "../keys/shortcuts.ts";
import { best, t } from "../language/language.ts";
import { clock } from "../language/moments.ts";
import { LiveState } from "../live/live_state.tsx";
import { OutboxBar } from "../operator/outbox_bar.tsx";
import { OverdueCount } from "../referral/overdue_count.tsx";
import { may, me } from "../session/session.ts";
import { Announcement } from "./announce.tsx";
import { Button } from "./button.tsx";
import { LanguageChoice } from "./language_choice.tsx";
import { useNow } from "./loaded.ts";
import { Link, location } from "./navigation.tsx";
import { addresses } from "./routes.ts";
import { LeavingDialog, useLeaving } from "./sign_out.tsx";
import { UndoBar } from "./undo.tsx";

interface Place {
  to: string;
  label: string;
  /** The election whose overdue answers it counts. */
  overdueIn?: string;
}

interface FrameProps {
  title: string;
  election: {
    slug: string;
    name: Record<string, string>;
    mode: string;
    synthetic: boolean;
    four_eyes: boolean;
  } | null;
  children: ComponentChildren;
}

/** Masthead with where one can go, the screen, and a line that says how the connection is. */
export function Frame({ title, election, children }: FrameProps) {
  const [help, setHelp] = useState<readonly Shortcut[] | null>(null);
  const now = useNow(20_000);
  const leaving = useLeaving();
  useLayoutEffect(() => {
    document.title = `${title} · Pollwatch`;
  }, [title]);
  return (
    <div class="frame-page">
      <a class="skip" href="#content">
        {t("common.skip")}
      </a>
      <header>
        <div class="masthead">
          <Link to={addresses.elections()} class="brand">
            Pollwatch
          </Link>
          <nav aria-label={t("common.navigation")}>
            <ul>
              {placesOf(election?.slug ?? null).map((place) => (
                <li key={place.to}>
                  <Link to={place.to} current={location.value.path.startsWith(place.to)}>
                    {place.label}
                    {place.overdueIn && <OverdueCount election={place.overdueIn} />}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div class="masthead-end">
            <time>{clock(now)}</time>
            <Button
              kind="quiet"
              keys="Shift+Slash"
              label={t("keys.title")}
              onPress={() => setHelp(shortcutsNow())}
            >
              {t("keys.short")}
            </Button>
            <LanguageChoice />
            <Link to={addresses.account()} class="who">
              {me.value?.name}
            </Link>
            <Button kind="quiet" disabled={leaving.busy} onPress={leaving.start}>
              {t("sign_out.do")}
            </Button>
          </div>
        </div>
        {election && <Banners election={election} />}
        <OutboxBar />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <UndoBar />
      <Announcement />
      <p class={`connection ${connection.value}`} role="status">
        {connection.value !== "fine" && t(`connection.${connection.value}`)}
      </p>
      {leaving.asking && <LeavingDialog leaving={leaving} />}
      {help && <Help shortcuts={help} onClose={() => setHelp(null)} />}
    </div>
  );
}

/** Which election this is, and what everybody has to know of it at all times. */
function Banners({ election }: { election: NonNullable<FrameProps["election"]> }) {
  return (
    <p class="of-election">
      <span>{best(election.name).text}</span>
      {election.synthetic && <strong class="banner">{t("banner.synthetic")}</strong>}
      {election.mode === "rehearsal" && <strong class="banner">{t("banner.rehearsal")}</strong>}
      {!election.four_eyes && <strong class="banner">{t("banner.four_eyes_off")}</strong>}
      <LiveState />
    </p>
  );
}

function placesOf(slug: string | null): Place[] {
  const admin = may("admin", null);
  const inElection = (
    screen:
      | "queue"
      | "incidents"
      | "board"
      | "referrals"
      | "enter"
      | "visits"
      | "sources"
      | "exports"
      | "settings",
  ): Place[] => {
    if (slug === null) return [];
    const place = { to: addresses[screen](slug), label: t(`nav.${screen}`) };
    return [screen === "referrals" && may("lead", slug) ? { ...place, overdueIn: slug } : place];
  };
  return [
    ...(may("moderator", slug) ? (["queue", "incidents"] as const) : []),
    ...(may("lead", slug) ? (["board"] as const) : []),
    ...(may("moderator", slug) ? (["referrals", "enter", "visits", "sources"] as const) : []),
    ...(admin && !may("moderator", slug) ? (["sources"] as const) : []),
    ...(may("verifier", slug) ? (["exports"] as const) : []),
    ...(admin ? (["settings"] as const) : []),
  ]
    .flatMap(inElection)
    .concat(admin ? [{ to: addresses.people(), label: t("nav.admin") }] : []);
}
