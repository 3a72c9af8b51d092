import type { Ground } from "../api/elections.ts";
import { t, word } from "../language/language.ts";
import { day } from "../language/moments.ts";
import { areaLabel, kindLabel } from "../shell/ground.ts";
import type { Values } from "./three_way.ts";
import { HARMS, needsClock, needsDay } from "./values.ts";

/** The fields of a group in words, for people who have to choose between two edits. */
export function shownGroup(ground: Ground): (group: string, values: Values) => string {
  return (group, values) => {
    const said = (field: string) => values[field] ?? "";
    switch (group) {
      case "category":
        return kindLabel(ground, said("category"));
      case "secondary_categories":
        return said(group)
          .split(",")
          .filter(Boolean)
          .map((slug) => kindLabel(ground, slug))
          .join(", ");
      case "severity":
        return [said("severity") && word("severity", said("severity")), said("severity_reason")]
          .filter(Boolean)
          .join(": ");
      case "place":
        return [
          said("station"),
          areaLabel(ground, said("area") || null) ?? "",
          said("point"),
          word("location_precision", said("location_precision")),
        ]
          .filter(Boolean)
          .join(", ");
      case "time":
        return [
          needsDay(said("time_precision")) && said("day") ? day(said("day")) : "",
          needsClock(said("time_precision")) ? said("time") : "",
          word("time_precision", said("time_precision")),
        ]
          .filter(Boolean)
          .join(", ");
      case "harm":
        return HARMS.filter((harm) => said(`${harm}_min`))
          .map((harm) => `${word("harm", harm)}: ${said(`${harm}_min`)}–${said(`${harm}_max`) || "?"}`)
          .join(", ");
      case "masked":
      case "single_observer":
        return t(said(group) ? "common.yes" : "common.no");
      case "occurrence":
      case "phase":
        return word(group, said(group));
      default:
        return said(group);
    }
  };
}
