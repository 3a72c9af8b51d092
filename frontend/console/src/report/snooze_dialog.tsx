import { counted, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";

const MINUTES = [15, 60, 240] as const;

interface SnoozeDialogProps {
  onSnooze: (until: string) => void;
  onClose: () => void;
}

export function SnoozeDialog({ onSnooze, onClose }: SnoozeDialogProps) {
  const until = (minutes: number) => onSnooze(new Date(Date.now() + minutes * 60_000).toISOString());
  return (
    <Dialog title={t("decide.snooze_title")} onClose={onClose}>
      <div class="buttons">
        {MINUTES.map((minutes, at) => (
          <Button key={minutes} keys={`Digit${at + 1}`} onPress={() => until(minutes)}>
            {minutes < 60 ? counted("span.minutes", minutes) : counted("span.hours", minutes / 60)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
