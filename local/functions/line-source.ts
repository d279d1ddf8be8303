/** Where a line comes from that a function wrote. */
export interface LineSource {
  /** The path of the server for which the function ran; undefined where there is only one, or nobody knows. */
  readonly server?: string;
  /** Whether it is the function of a tool: the line is its author's. */
  readonly isTool: boolean;
  /** What a person or a machine is called here, by the subject that the server gives them. */
  nameOf(subject: string): string | undefined;
}
