import { Unreachable } from "./problem.ts";

const STALLED_AFTER_MS = 60_000;

interface Upload {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  content: Blob;
  /** From 0 to 1. */
  onShare: (share: number) => void;
}

/** What `fetch` does, and how far it is: only an XMLHttpRequest says so. Ends when it moves no more. */
export function upload({ method, path, headers, content, onShare }: Upload): Promise<Response | Unreachable> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stalled = 0;
    const moves = () => {
      window.clearTimeout(stalled);
      stalled = window.setTimeout(() => request.abort(), STALLED_AFTER_MS);
    };
    request.open(method, path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      moves();
      onShare(loaded / (total || 1));
    });
    request.addEventListener("loadend", () => {
      window.clearTimeout(stalled);
      resolve(request.status === 0 ? new Unreachable() : answerOf(request));
    });
    moves();
    request.send(content);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const type = request.getResponseHeader("content-type") ?? "";
  return new Response(request.responseText || null, {
    status: request.status,
    headers: { "content-type": type },
  });
}
