/** What the page says about its map: see app/web/zoom.py. */
export type Told = {
  /** Addresses of our own GeoJSON: the areas with their polygons, and the incidents that the page counts. */
  areas: string;
  incidents: string;
  /** The areas on the map: a point inside, and how dark; null where that is not known. */
  places: Record<string, { at: [longitude_deg: number, latitude_deg: number]; step: number | null }>;
  /** The address of an incident, with REF where its reference stands. */
  incident: string;
  /** Sentences in the reader's language. */
  words: {
    label: string;
    help: string;
    loading: string;
    failed: string;
    no_webgl: string;
    in_view: string;
    numbers: string;
    nowhere: string;
    closer: string;
    farther: string;
    close: string;
  };
};

export function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
