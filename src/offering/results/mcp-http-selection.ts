import { HttpSelection } from '../../contract/connector/http-operation';
import { checksArguments } from '../../private/declared';

/**
 * Which part of a JSON answer a tool returns.
 */
export class McpHttpSelection {
  static {
    checksArguments(this, 'McpHttpSelection');
  }

  /**
   * The part at a JSON Pointer, such as `/data/items`.
   *
   * Throws `InvalidJsonPointer` at synthesis where it is none.
   *
   * @param pointer empty for the whole answer, else each step after a slash
   * @see https://www.rfc-editor.org/rfc/rfc6901
   */
  public static fromPointer(pointer: string): McpHttpSelection {
    return new McpHttpSelection({ kind: 'pointer', pointer });
  }

  /**
   * What a JSONata expression makes of the answer, such as `items.{ "id": id, "name": name }`.
   *
   * It may take one second, and make lists of 100,000 items. Throws `InvalidJsonata` at synthesis where it cannot be read.
   *
   * @param expression is evaluated for each answer
   * @see https://docs.jsonata.org
   */
  public static fromJsonata(expression: string): McpHttpSelection {
    return new McpHttpSelection({ kind: 'jsonata', expression });
  }

  private constructor(
    /** @internal */
    public readonly _selection: HttpSelection,
  ) {}
}
