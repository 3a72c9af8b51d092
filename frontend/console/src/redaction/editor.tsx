import { useRef, useState } from "preact/hooks";
import { counted, t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { proposeRedaction } from "./api.ts";
import { Canvas } from "./canvas.tsx";
import { type Answered, allAnswered, Questions } from "./questions.tsx";
import { boxOf, type Size, sent } from "./shapes.ts";
import { Toolbar } from "./toolbar.tsx";
import { type Drawing, useDrawing } from "./use_drawing.ts";

interface EditorProps {
  election: string;
  photo: string;
  picture: { url: string } & Size;
  onMade: () => void;
}

/** Draw what nobody shall see, answer what was looked for, look at it in black, send it. */
export function Editor({ election, photo, picture, onMade }: EditorProps) {
  const drawing = useDrawing(photo, picture);
  const [answers, setAnswers] = useState<Answered>({});
  const [preview, setPreview] = useState(false);
  const canvas = useRef<HTMLDivElement>(null);
  const saving = useSaving();
  const ready = drawing.shapes.length > 0 && allAnswered(answers) && !saving.busy;
  const send = () =>
    saving.run(async () => {
      if (!allAnswered(answers)) return;
      const shapes = drawing.shapes.map((shape) => sent(shape, picture));
      await proposeRedaction(election, photo, shapes, answers);
      drawing.clear();
      setAnswers({});
      setPreview(false);
      announce(t("redaction.sent"));
      onMade();
    });
  return (
    <section class="redaction-editor" aria-label={t("redaction.draw")}>
      <Toolbar
        drawing={drawing}
        preview={preview}
        onPreview={() => setPreview(!preview)}
        onFocus={() => canvas.current?.focus()}
      />
      <p class="fine">{t("redaction.how")}</p>
      <div class="canvas-frame">
        <Canvas picture={picture} drawing={drawing} preview={preview} focusOn={canvas} />
      </div>
      <p class="fine" aria-live="polite">
        {inWords(drawing)}
      </p>
      <Questions
        answers={answers}
        onAnswer={(question, answer) => setAnswers({ ...answers, [question]: answer })}
      />
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons">
        <Button kind="primary" disabled={!ready} onPress={send}>
          {t(saving.busy ? "redaction.sending" : "redaction.send")}
        </Button>
        {!ready && !saving.busy && (
          <p class="fine">
            {t(drawing.shapes.length === 0 ? "redaction.draw_first" : "redaction.answer_first")}
          </p>
        )}
      </div>
    </section>
  );
}

function inWords(drawing: Drawing): string {
  const shape = drawing.chosen === null ? undefined : drawing.shapes[drawing.chosen];
  if (!shape) return counted("redaction.shapes", drawing.shapes.length);
  const box = boxOf(shape);
  return t("redaction.chosen", {
    number: (drawing.chosen ?? 0) + 1,
    count: drawing.shapes.length,
    width: Math.round(box.width),
    height: Math.round(box.height),
    left: Math.round(box.left),
    top: Math.round(box.top),
  });
}
