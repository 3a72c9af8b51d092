import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { useGround } from "../shell/ground.ts";

interface FieldProps {
  label: string;
  wrong?: string | null;
  wide?: boolean;
  children: (ids: { id: string; describedBy: string | undefined }) => ComponentChildren;
}

/** A label, its input, and what is wrong with it. */
export function Field({ label, wrong = null, wide = false, children }: FieldProps) {
  const id = useId();
  return (
    <div class={`field ${wide ? "wide" : ""} ${wrong ? "wrong" : ""}`}>
      <label for={id}>{label}</label>
      {wrong && (
        <p class="error" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {children({ id, describedBy: wrong ? `${id}-wrong` : undefined })}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  value: string;
  codes: readonly string[];
  vocabulary: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

/** One of a closed vocabulary. */
export function Choice({ id, value, codes, vocabulary, disabled, onChange }: ChoiceProps) {
  return (
    <select
      id={id}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {codes.map((code) => (
        <option key={code} value={code}>
          {word(vocabulary, code)}
        </option>
      ))}
    </select>
  );
}

interface CategoryChoiceProps {
  id: string;
  value: string;
  disabled: boolean;
  /** What stands for no kind, where none may be chosen. */
  none?: string;
  onChange: (value: string) => void;
}

export function CategoryChoice({ id, value, disabled, none, onChange }: CategoryChoiceProps) {
  const { categories } = useGround();
  return (
    <select
      id={id}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {categories.groups.map((group) => (
        <optgroup key={group.slug} label={group.label}>
          {group.kinds.map((kind) => (
            <option key={kind.slug} value={kind.slug}>
              {kind.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

interface AreaChoiceProps {
  id: string;
  value: string;
  disabled: boolean;
  /** What stands for no area, where that is not "not located". */
  none?: string;
  onChange: (value: string) => void;
}

/** The tree of areas, each level set in. */
export function AreaChoice({ id, value, disabled, none, onChange }: AreaChoiceProps) {
  const { areas } = useGround();
  return (
    <select
      id={id}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{none ?? t("place.not_located")}</option>
      {areas.items.map((area) => (
        <option key={area.code} value={area.code}>
          {"\u2003".repeat(area.level) + area.label}
        </option>
      ))}
    </select>
  );
}
