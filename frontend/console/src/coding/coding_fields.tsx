import { language, t, word } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { PlaceMap } from "../place/place_map.tsx";
import { stationName, useGround } from "../shell/ground.ts";
import { AreaChoice, CategoryChoice, Choice, Field } from "./fields.tsx";
import type { Values } from "./three_way.ts";
import { HARMS, needsClock, needsDay, pointOf, pointText } from "./values.ts";

const PRECISIONS = ["exact", "station", "settlement", "district", "region", "country", "unknown"];
const TIME_PRECISIONS = ["minute", "hour", "part_of_day", "day", "week", "month", "unknown"];
const OCCURRENCES = ["will_occur", "occurring", "occurred"];
const PHASES = [
  "pre_campaign",
  "campaign",
  "silence",
  "early_voting",
  "opening",
  "voting",
  "closing",
  "counting",
  "tabulation",
  "post_election",
];

interface CodingFieldsProps {
  values: Values;
  wrong: readonly string[];
  /** By the rules, for the choice that leaves it to them. */
  severityByRules: string;
  disabled: boolean;
  onChange: (changes: Record<string, string>) => void;
}

/** Category, severity, place, time and harm: the same for a report and for an incident. */
export function CodingFields({ values, wrong, severityByRules, disabled, onChange }: CodingFieldsProps) {
  const ground = useGround();
  const set = (field: string) => (value: string) => onChange({ [field]: value });
  const said = (field: string) => values[field] ?? "";
  const wrongly = (field: string) => (wrong.includes(field) ? t(`wrong.${wordOfWrong(field)}`) : null);
  const station = stationName(ground, said("station"), language.value);
  return (
    <>
      <Field label={t("coding.category")} wide>
        {({ id }) => (
          <CategoryChoice id={id} value={said("category")} disabled={disabled} onChange={set("category")} />
        )}
      </Field>
      <Field label={t("coding.severity")}>
        {({ id }) => (
          <select
            id={id}
            value={said("severity")}
            disabled={disabled}
            onChange={(event) => onChange({ severity: event.currentTarget.value })}
          >
            <option value="">{severityByRules}</option>
            {[5, 4, 3, 2, 1].map((step) => (
              <option key={step} value={step}>
                {step} · {word("severity", String(step))}
              </option>
            ))}
          </select>
        )}
      </Field>
      {said("severity") !== "" && (
        <Field label={t("coding.severity_reason")} wrong={wrongly("severity_reason")}>
          {({ id, describedBy }) => (
            <input
              id={id}
              aria-describedby={describedBy}
              maxLength={280}
              value={said("severity_reason")}
              disabled={disabled}
              onInput={(event) => onChange({ severity_reason: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <Field label={t("coding.occurrence")}>
        {({ id }) => (
          <Choice
            id={id}
            value={said("occurrence")}
            codes={OCCURRENCES}
            vocabulary="occurrence"
            disabled={disabled}
            onChange={set("occurrence")}
          />
        )}
      </Field>
      <fieldset>
        <legend>{t("coding.place")}</legend>
        <Field label={t("coding.station")} wrong={wrongly("station")}>
          {({ id, describedBy }) => (
            <>
              <input
                id={id}
                aria-describedby={describedBy}
                list="stations"
                autocomplete="off"
                value={said("station")}
                disabled={disabled}
                onInput={(event) => onChange({ station: event.currentTarget.value })}
              />
              {station && <p class="fine">{station}</p>}
            </>
          )}
        </Field>
        <Field label={t("coding.area")}>
          {({ id }) => <AreaChoice id={id} value={said("area")} disabled={disabled} onChange={set("area")} />}
        </Field>
        <Field label={t("coding.point")} wrong={wrongly("point")}>
          {({ id, describedBy }) => (
            <input
              id={id}
              aria-describedby={describedBy}
              inputMode="decimal"
              placeholder="40.5283, 72.7985"
              value={said("point")}
              disabled={disabled}
              onInput={(event) => onChange({ point: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={t("coding.precision")}>
          {({ id }) => (
            <Choice
              id={id}
              value={said("location_precision")}
              codes={PRECISIONS}
              vocabulary="location_precision"
              disabled={disabled}
              onChange={set("location_precision")}
            />
          )}
        </Field>
        <PlaceMap
          point={pointOf(said("point"))}
          area={said("area") || null}
          station={said("station") || null}
          {...(disabled
            ? {}
            : {
                onPoint: (latitude: number, longitude: number) =>
                  onChange({ point: pointText(latitude, longitude), location_precision: "exact" }),
              })}
        />
      </fieldset>
      <fieldset>
        <legend>{t("coding.time", { zone: timeZone.value })}</legend>
        <Field label={t("coding.precision")}>
          {({ id }) => (
            <Choice
              id={id}
              value={said("time_precision")}
              codes={TIME_PRECISIONS}
              vocabulary="time_precision"
              disabled={disabled}
              onChange={set("time_precision")}
            />
          )}
        </Field>
        {needsDay(said("time_precision")) && (
          <Field label={t("coding.day")} wrong={wrongly("day")}>
            {({ id, describedBy }) => (
              <input
                id={id}
                aria-describedby={describedBy}
                type="date"
                value={said("day")}
                disabled={disabled}
                onInput={(event) => onChange({ day: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        {needsClock(said("time_precision")) && (
          <Field label={t("coding.clock")} wrong={wrongly("time")}>
            {({ id, describedBy }) => (
              <input
                id={id}
                aria-describedby={describedBy}
                type="time"
                value={said("time")}
                disabled={disabled}
                onInput={(event) => onChange({ time: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field label={t("coding.phase")}>
          {({ id }) => (
            <Choice
              id={id}
              value={said("phase")}
              codes={PHASES}
              vocabulary="phase"
              disabled={disabled}
              onChange={set("phase")}
            />
          )}
        </Field>
      </fieldset>
      <fieldset class="harm">
        <legend>{t("coding.harm")}</legend>
        {HARMS.map((harm) => (
          <div key={harm} class="range">
            <span id={`harm-${harm}`}>{word("harm", harm)}</span>
            <NumberInput
              label={`${word("harm", harm)}: ${t("coding.at_least")}`}
              placeholder={t("coding.at_least")}
              value={said(`${harm}_min`)}
              disabled={disabled}
              onChange={set(`${harm}_min`)}
            />
            <NumberInput
              label={`${word("harm", harm)}: ${t("coding.at_most")}`}
              placeholder={t("coding.at_most")}
              value={said(`${harm}_max`)}
              disabled={disabled}
              onChange={set(`${harm}_max`)}
            />
            {wrongly(`${harm}_max`) && <p class="error">{wrongly(`${harm}_max`)}</p>}
          </div>
        ))}
      </fieldset>
    </>
  );
}

interface NumberInputProps {
  label: string;
  placeholder: string;
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

function NumberInput({ label, placeholder, value, disabled, onChange }: NumberInputProps) {
  return (
    <input
      class="count"
      type="number"
      min={0}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      disabled={disabled}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function wordOfWrong(field: string): string {
  return field.endsWith("_max") ? "range" : field;
}
