import "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { listen } from "./keys/shortcuts.ts";
import { firstLanguage, speak } from "./language/language.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/desk.css";
import "./styles/report.css";
import "./styles/photos.css";
import "./styles/account.css";
import "./styles/redaction.css";
import "./styles/forms.css";

const root = document.getElementById("console");
if (root) {
  await speak(firstLanguage());
  listen();
  render(<App />, root);
}
