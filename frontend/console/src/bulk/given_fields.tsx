import { Field } from "../coding/fields.tsx";
import { counted, t } from "../language/language.ts";
import { type Action, type Given, MINUTES } from "./actions.ts";

interface GivenFieldsProps {
  action: Action;
  given: Given;
  disabled: boolean;
  onGiven: (changes: Partial<Given>) => void;
}

/** What the action needs to know, and why it is done. */
export function GivenFields({ action, given, disabled, onGiven }: GivenFieldsProps) {
  const line = (
    name: "assignee" | "tags" | "station" | "note",
    label: string,
    most: number,
    list?: string,
  ) => (
    <Field label={label} wide>
      {({ id }) => (
        <input
          id={id}
          list={list}
          maxLength={most}
          autocomplete="off"
          disabled={disabled}
          value={given[name]}
          onInput={(event) => onGiven({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div class="fields">
      {action === "assign" && line("assignee", t("bulk.assignee"), 100)}
      {action === "tag" && line("tags", t("coding.tags"), 800)}
      {action === "set_station" && line("station", t("coding.station"), 40, "stations")}
      {action === "snooze" && (
        <Field label={t("bulk.how_long")} wide>
          {({ id }) => (
            <select
              id={id}
              disabled={disabled}
              value={String(given.minutes)}
              onChange={(event) => onGiven({ minutes: Number(event.currentTarget.value) })}
            >
              {MINUTES.map((minutes) => (
                <option key={minutes} value={String(minutes)}>
                  {minutes < 60 ? counted("span.minutes", minutes) : counted("span.hours", minutes / 60)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {line("note", t("decide.note"), 280)}
    </div>
  );
}
