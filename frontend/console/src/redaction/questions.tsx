import { t } from "../language/language.ts";
import type { Answers } from "./api.ts";

export const QUESTIONS = ["faces", "documents", "plates"] as const;
export type Question = (typeof QUESTIONS)[number];
export type Answered = Partial<Answers>;

interface QuestionsProps {
  answers: Answered;
  onAnswer: (question: Question, answer: "none" | "covered") => void;
}

/** Nobody sends a redaction without having looked for each of these. */
export function Questions({ answers, onAnswer }: QuestionsProps) {
  return (
    <div class="questions">
      {QUESTIONS.map((question) => (
        <fieldset key={question}>
          <legend>{t(`redaction.any_${question}`)}</legend>
          <div class="chips">
            {(["none", "covered"] as const).map((answer) => (
              <label key={answer} class="tick">
                <input
                  type="radio"
                  name={question}
                  checked={answers[question] === answer}
                  onChange={() => onAnswer(question, answer)}
                />
                <span>{t(`redaction.answer_${answer}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

export function allAnswered(answers: Answered): answers is Answers {
  return QUESTIONS.every((question) => answers[question] !== undefined);
}

/** What its maker looked for, for whoever looks next. */
export function AnswersGiven({ answers }: { answers: Answers | null }) {
  if (answers === null) return null; // made before the questions were kept
  return (
    <ul class="chips fine">
      {QUESTIONS.map((question) => (
        <li key={question}>
          {t(`redaction.any_${question}`)} {t(`redaction.answer_${answers[question]}`)}
        </li>
      ))}
    </ul>
  );
}
