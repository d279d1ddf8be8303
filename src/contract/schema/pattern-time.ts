/** How the time grows in which a regular expression is compared with a text, by the length of the text. */
export type PatternTime = { readonly growth: 'linear' | 'exponential' | 'unknown' } | { readonly growth: 'polynomial'; readonly degree: number };
