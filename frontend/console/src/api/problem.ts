/** What the service refused, as its problem document says it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  request_id?: string;
  holder?: string;
  expires_at?: string;
  errors?: { pointer: string; code: string; message: string }[];
  [member: string]: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.title);
    this.document = document;
    this.status = document.status;
    this.code = document.type.replace("/problems/", "");
  }

  /** Somebody changed it first. */
  get stale(): boolean {
    return this.status === 412;
  }
}

/** The service could not be reached, or did not answer in time: whether it did the work is not known. */
export class Unreachable extends Error {}

export function isProblem(failure: unknown, code?: string): failure is Problem {
  return failure instanceof Problem && (code === undefined || failure.code === code);
}
