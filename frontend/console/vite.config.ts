import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const PUBLIC_SHEET = new URL("../../app/web/static/pollwatch.css", import.meta.url);

/** One set of colours and type for all pages: whatever the public sheet declares before its first rule. */
const tokens: Plugin = {
  name: "tokens-of-the-public-pages",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/styles/tokens.css")) return null;
    const [declared = ""] = readFileSync(PUBLIC_SHEET, "utf8").split("\n*,\n");
    return `${code}\n${declared}`;
  },
};

/** Built into the package, served under /console by app/web/console_router.py. */
export default defineConfig({
  base: "/console/",
  plugins: [tokens],
  build: {
    outDir: "../../app/web/console",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // nothing inline: the content security policy allows none
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
