import { Choice, Field } from "../coding/fields.tsx";
import { best, t } from "../language/language.ts";
import { RANK } from "../session/session.ts";
import type { ConsoleElection, Organisation, Role } from "./api.ts";

export const ROLES: readonly Role[] = [
  "monitor",
  "moderator",
  "verifier",
  "lead",
  "analyst",
  "auditor",
  "admin",
];

/** As what somebody with these grants may act, somewhere. */
export function rolesOf(grants: readonly { role: Role }[]): Role[] {
  const held = grants.map((grant) => grant.role);
  return ROLES.filter((role) => held.some((each) => (RANK[role] ?? [role]).includes(each)));
}

export interface RoleAsked {
  role: Role;
  election: string | null;
  organisation_id: string | null;
}

export const NO_ROLE: RoleAsked = { role: "moderator", election: null, organisation_id: null };

interface RoleFieldsProps {
  value: RoleAsked;
  elections: readonly ConsoleElection[];
  /** Without them, nobody is asked for one. */
  organisations?: readonly Organisation[];
  disabled: boolean;
  onChange: (value: RoleAsked) => void;
}

/** Which role, in which election or in every one, and for whom. */
export function RoleFields({ value, elections, organisations, disabled, onChange }: RoleFieldsProps) {
  return (
    <>
      <Field label={t("people.role")}>
        {({ id }) => (
          <Choice
            id={id}
            value={value.role}
            codes={ROLES}
            vocabulary="role"
            disabled={disabled}
            onChange={(role) => onChange({ ...value, role: role as Role })}
          />
        )}
      </Field>
      <Field label={t("people.where")}>
        {({ id }) => (
          <select
            id={id}
            value={value.election ?? ""}
            disabled={disabled}
            onChange={(event) => onChange({ ...value, election: event.currentTarget.value || null })}
          >
            <option value="">{t("people.everywhere")}</option>
            {elections.map((each) => (
              <option key={each.slug} value={each.slug}>
                {best(each.name).text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {organisations && (
        <Field label={t("people.organisation")}>
          {({ id }) => (
            <select
              id={id}
              value={value.organisation_id ?? ""}
              disabled={disabled}
              onChange={(event) => onChange({ ...value, organisation_id: event.currentTarget.value || null })}
            >
              <option value="">{t("common.none")}</option>
              {organisations.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
