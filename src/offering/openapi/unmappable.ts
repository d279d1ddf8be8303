/** Why an operation cannot become a tool. Continues "the operation … cannot become a tool: it …". */
export class Unmappable extends Error {
  constructor(public readonly reason: string) {
    super(reason);
    this.name = 'Unmappable';
  }
}
