import type { ComponentChildren } from "preact";
import { LanguageChoice } from "../shell/language_choice.tsx";

interface FrontPageProps {
  over: string | undefined;
  title: string;
  children: ComponentChildren;
}

/** What is shown before the console opens. */
export function FrontPage({ over, title, children }: FrontPageProps) {
  return (
    <div class="front">
      <main id="content" class="narrow-page">
        <p class="over">{over}</p>
        <h1>{title}</h1>
        {children}
      </main>
      <footer>
        <LanguageChoice />
      </footer>
    </div>
  );
}
