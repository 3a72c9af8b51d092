import { Field } from "../coding/fields.tsx";
import type { Entry } from "./body.ts";

interface TextInputProps {
  entry: Entry;
  field: string;
  label: string;
  disabled: boolean;
  set: (changes: Record<string, string>) => void;
  type?: "text" | "date" | "time";
  list?: string;
  most?: number;
  wrongBecause?: string | null;
}

/** One line of the form. */
export function TextInput(props: TextInputProps) {
  const { entry, field, label, disabled, set, type = "text", list, most, wrongBecause = null } = props;
  return (
    <Field label={label} wrong={wrongBecause}>
      {({ id, describedBy }) => (
        <input
          id={id}
          type={type}
          list={list}
          maxLength={most}
          autocomplete="off"
          aria-describedby={describedBy}
          aria-invalid={wrongBecause !== null}
          value={entry[field] ?? ""}
          disabled={disabled}
          onInput={(event) => set({ [field]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}
