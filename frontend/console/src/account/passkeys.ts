import { ask } from "../api/client.ts";
import type { Me, NewPasskey, PasskeyOptions } from "../api/types.ts";

/** Whether this browser can speak of passkeys in JSON, which is all that we ask of it. */
export function passkeysKnown(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/** Who the passkey says we are. */
export async function signInWithPasskey(): Promise<Me> {
  const { options, ticket } = await ask<PasskeyOptions>("POST", "/api/v1/sessions/passkey/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get({ publicKey });
  return ask<Me>("POST", "/api/v1/sessions/passkey", { body: { ticket, credential: said(credential) } });
}

export async function makePasskey(name: string, password: string): Promise<NewPasskey> {
  const at = "/api/v1/me/second-factors/passkeys";
  const { options, ticket } = await ask<PasskeyOptions>("POST", `${at}/options`, { body: { password } });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey });
  return ask<NewPasskey>("POST", at, { body: { ticket, name, credential: said(credential) } });
}

function said(credential: Credential | null): unknown {
  return (credential as PublicKeyCredential).toJSON();
}
