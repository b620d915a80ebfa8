/** One thing that a viewer can choose of a picture: one of several words, or a number between two. */
export type PlotControl =
  | {
      readonly kind: "select";
      readonly key: string;
      readonly label: string;
      readonly options: readonly string[];
      /** Which of the options is shown. */
      readonly value: number;
    }
  | {
      readonly kind: "range";
      readonly key: string;
      readonly label: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly value: number;
    };

/** What was chosen, by the keys of the controls; what is missing is as it was at first. */
export type PlotChoice = Readonly<Record<string, number>>;
