/** What a thread is started with that evaluates expressions, and the first that it says. */
export const EVALUATOR_THREAD = 'expressions';

export interface Evaluation {
  /** In JSONata. */
  readonly expression: string;
  /** The answer of the API. */
  readonly text: string;
}

/** `json` is undefined where the expression selects nothing. A problem continues "…could not be read:", and holds nothing of the answer. */
export type EvaluationOutcome = { readonly json: string | undefined } | { readonly problem: string } | { readonly isJson: false };

/** Evaluates an expression, whatever the answer makes of it, within a time, a depth and a memory. */
export type Evaluate = (evaluation: Evaluation) => Promise<EvaluationOutcome>;
