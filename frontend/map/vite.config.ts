import { defineConfig } from "vite";

/** Built into the package, served under /static/map by app/web/home_router.py. */
export default defineConfig({
  base: "/static/map/",
  build: {
    outDir: "../../app/web/map",
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json", // app/web/map_files.py reads in it what the page begins with
    target: "es2022",
    assetsInlineLimit: 0, // nothing inline: the content security policy allows none
    modulePreload: false,
    chunkSizeWarningLimit: 1200, // MapLibre, which nobody loads who does not ask for it
    reportCompressedSize: false,
    rolldownOptions: { input: "src/start.ts" },
  },
});
