import { AreaChoice, Choice, Field } from "../coding/fields.tsx";
import { pointOf, pointText } from "../coding/values.ts";
import { language, t } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { PlaceMap } from "../place/place_map.tsx";
import { stationName, useGround } from "../shell/ground.ts";
import { TextInput } from "./text_input.tsx";
import type { PartProps } from "./what.tsx";

const WHEN = ["now", "at", "unknown"] as const;
const OCCURRENCES = ["occurred", "occurring", "will_occur"];

/** Station, area, a point or the caller's words: any of them, or none. */
export function Where(props: PartProps) {
  const { entry, wrong, disabled, set } = props;
  const ground = useGround();
  const station = entry.station ?? "";
  const known = stationName(ground, station, language.value);
  return (
    <div>
      <fieldset>
        <legend>{t("report.where")}</legend>
        <TextInput {...props} field="station" label={t("report.station")} list="stations" most={40} />
        {station && <p class="fine">{known ?? t("wrong.station")}</p>}
        <Field label={t("coding.area")}>
          {({ id }) => (
            <AreaChoice
              id={id}
              value={entry.area ?? ""}
              disabled={disabled}
              onChange={(area) => set({ area })}
            />
          )}
        </Field>
        <TextInput {...props} field="place_text" label={t("report.place")} most={500} />
        <TextInput
          {...props}
          field="point"
          label={t("coding.point")}
          wrongBecause={wrong.includes("point") ? t("wrong.point") : null}
          most={60}
        />
        <PlaceMap
          point={pointOf(entry.point ?? "")}
          area={entry.area || null}
          station={station || null}
          {...(disabled
            ? {}
            : {
                onPoint: (latitude: number, longitude: number) =>
                  set({ point: pointText(latitude, longitude) }),
              })}
        />
      </fieldset>
      <fieldset>
        <legend>{t("coding.time", { zone: timeZone.value })}</legend>
        <div class="chips">
          {WHEN.map((when) => (
            <label key={when} class="tick">
              <input
                type="radio"
                name="when"
                checked={entry.when === when}
                disabled={disabled}
                onChange={() => set({ when })}
              />
              <span>{t(`report.when_${when}`)}</span>
            </label>
          ))}
        </div>
        {entry.when === "at" && (
          <>
            <TextInput
              {...props}
              field="day"
              type="date"
              label={t("coding.day")}
              wrongBecause={wrong.includes("day") ? t("wrong.day") : null}
            />
            <TextInput {...props} field="time" type="time" label={t("enter.time")} />
          </>
        )}
        <Field label={t("coding.occurrence")}>
          {({ id }) => (
            <Choice
              id={id}
              value={entry.occurrence ?? ""}
              codes={OCCURRENCES}
              vocabulary="occurrence"
              disabled={disabled}
              onChange={(occurrence) => set({ occurrence })}
            />
          )}
        </Field>
      </fieldset>
    </div>
  );
}
