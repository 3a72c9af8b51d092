import { isProblem, Unreachable } from "../api/problem.ts";
import { t } from "../language/language.ts";

/** What went wrong, in words, and where its explanation is. */
export function Failure({ failure }: { failure: unknown }) {
  return (
    <div class="failure" role="alert">
      <p>{inWords(failure)}</p>
      {isProblem(failure) && failure.document.errors && (
        <ul>
          {failure.document.errors.map((each) => (
            <li key={each.pointer}>
              <code>{each.pointer}</code> <span lang="en">{each.message}</span>
            </li>
          ))}
        </ul>
      )}
      {isProblem(failure) && (
        <p class="fine">
          <a href={`/problems/${failure.code}`} target="_blank" rel="noreferrer">
            {failure.code}
          </a>{" "}
          {failure.document.request_id}
        </p>
      )}
    </div>
  );
}

/** In the place of what is still being read, or could not be. */
export function Pending({ failure }: { failure: unknown }) {
  return failure === null ? <p class="empty">{t("common.loading")}</p> : <Failure failure={failure} />;
}

/** Sentences of our own for what people meet daily; the service's English one for the rest. */
export function inWords(failure: unknown): string {
  if (failure instanceof Unreachable) return t("failure.unreachable");
  if (failure instanceof DOMException) return t("failure.passkey-aborted"); // the browser's own dialog
  if (!isProblem(failure)) return t("failure.unknown");
  const { title, detail, holder } = failure.document;
  return codeInWords(failure.code, `${title}. ${detail ?? ""}`, holder);
}

export function codeInWords(code: string, otherwise: string, holder = ""): string {
  const own = t(`failure.${code}`, { holder });
  return own === `failure.${code}` ? otherwise : own;
}
