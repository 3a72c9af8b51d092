// Sends photos with tus-js-client and says what became of each: one JSON object a line.
// stdin: {"endpoint", "photos": [{"path", "headers", "metadata"}]}

import { createReadStream, readFileSync, statSync } from "node:fs";

import * as tus from "tus-js-client";

const { endpoint, photos, chunkSize } = JSON.parse(readFileSync(0, "utf8"));
const delays = Array.from({ length: 400 }, () => 20);

function send({ path, headers, metadata }) {
  return new Promise((resolve) => {
    const upload = new tus.Upload(createReadStream(path), {
      endpoint,
      headers,
      metadata,
      uploadSize: statSync(path).size,
      chunkSize,
      retryDelays: delays,
      // Cut connections look like anything; only an answer of the server ends the sending.
      onShouldRetry: (error) => {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        return status === 0 || status === 409 || status >= 500;
      },
      onError: (error) => resolve({ path, error: String(error) }),
      onSuccess: () => resolve({ path, url: upload.url }),
    });
    upload.start();
  });
}

const waiting = [...photos];
async function sender() {
  while (waiting.length > 0) {
    console.log(JSON.stringify(await send(waiting.shift())));
  }
}
await Promise.all(Array.from({ length: 4 }, sender));
