/** A text of a page, and what a translator needs to know of it. */
export interface Text {
  /** Where it stands. */
  readonly where: string;
  /** What is shown unless an administrator writes something else. Its placeholders, `{name}`, are filled in. */
  readonly english: string;
  /** Other placeholders that are filled in. */
  readonly also?: readonly string[];
}
