import { t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { ARROWS } from "./canvas.tsx";
import { STEP_PX } from "./shapes.ts";
import type { ArrowsDo, Drawing } from "./use_drawing.ts";

const ARROWS_DO: readonly ArrowsDo[] = ["move", "size", "corner"];
const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

interface ToolbarProps {
  drawing: Drawing;
  preview: boolean;
  onPreview: () => void;
  /** After what the next arrow key is meant for. */
  onFocus: () => void;
}

/** Everything that can be done with a shape, as a button. */
export function Toolbar({ drawing, preview, onPreview, onFocus }: ToolbarProps) {
  const none = drawing.chosen === null;
  const then = (act: () => void) => () => {
    act();
    onFocus();
  };
  return (
    <div class="toolbar">
      <div class="buttons tight">
        <Button keys="KeyR" disabled={drawing.full} onPress={then(drawing.addRectangle)}>
          {t("redaction.rectangle")}
        </Button>
        <Button keys="KeyG" disabled={drawing.full} onPress={then(drawing.addPolygon)}>
          {t("redaction.polygon")}
        </Button>
        <Button
          pressed={drawing.growing !== null}
          disabled={drawing.full}
          onPress={then(drawing.startGrowing)}
        >
          {t("redaction.by_corners")}
        </Button>
        {drawing.growing !== null && (
          <Button kind="primary" disabled={drawing.growing.length < 3} onPress={then(drawing.closePolygon)}>
            {t("redaction.close_polygon")}
          </Button>
        )}
        <Button keys="KeyD" disabled={none || drawing.full} onPress={then(drawing.duplicate)}>
          {t("redaction.duplicate")}
        </Button>
        <Button keys="Delete" disabled={none} onPress={then(drawing.remove)}>
          {t("redaction.remove")}
        </Button>
        <Button keys="KeyP" pressed={preview} onPress={onPreview}>
          {t("redaction.preview")}
        </Button>
      </div>
      <div class="buttons tight">
        <Button keys="KeyN" disabled={drawing.shapes.length < 2} onPress={then(drawing.nextShape)}>
          {t("redaction.next_shape")}
        </Button>
        {ARROWS_DO.map((what, at) => (
          <Button
            key={what}
            keys={`Digit${at + 1}`}
            disabled={none}
            pressed={drawing.arrowsDo === what}
            onPress={then(() => drawing.setArrowsDo(what))}
          >
            {t(`redaction.arrows_${what}`)}
          </Button>
        ))}
        <Button keys="KeyC" disabled={none} onPress={then(drawing.nextCorner)}>
          {t("redaction.next_corner")}
        </Button>
        {Object.entries(ARROWS).map(([code, [x, y]]) => (
          <Button
            key={code}
            disabled={none}
            label={t(`redaction.${code}`)}
            onPress={() => drawing.nudge(x * STEP_PX, y * STEP_PX)}
          >
            {SIGNS[code]}
          </Button>
        ))}
      </div>
    </div>
  );
}
