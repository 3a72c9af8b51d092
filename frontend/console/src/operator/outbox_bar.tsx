import { t } from "../language/language.ts";
import { second } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { giveUp, ourPhotos, photosOf, sendAgain, shownReport } from "./outbox.ts";
import { type Posted, standingOf } from "./posting.ts";
import { inSentences } from "./standing_words.ts";

/** On every other screen: photos that are still on their way, or did not get there. */
export function OutboxBar() {
  const reports = new Map(ourPhotos().map((photo) => [photo.report, photo]));
  return [...reports.values()]
    .filter(({ report }) => report !== shownReport.value)
    .map((photo) => <OfOneReport key={photo.report} photo={photo} />);
}

function OfOneReport({ photo: { election, report, received_at, nth } }: { photo: Posted }) {
  const standing = standingOf(photosOf(report));
  const time = nth === 1 ? second(received_at) : `${second(received_at)} (${nth})`;
  const name = t("enter.photos_of", { time });
  return (
    <section class="outbox" aria-label={name}>
      <p role="status">
        {name}: {inSentences(standing)}
      </p>
      <Link to={addresses.report(election, report)}>{t("enter.open_it")}</Link>
      {standing.cut > 0 && (
        <Button
          onPress={() => {
            sendAgain();
            leaveBar();
          }}
        >
          {t("enter.photos_again")}
        </Button>
      )}
      {standing.settled && (
        <Button
          kind="quiet"
          onPress={() => {
            giveUp(report);
            leaveBar();
          }}
        >
          {t("enter.photos_without")}
        </Button>
      )}
    </section>
  );
}

/** The button that had the focus goes away. */
function leaveBar(): void {
  document.getElementById("content")?.focus();
}
