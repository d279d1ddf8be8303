import { ApiOperation, identityOf } from './operations';
import { checksArguments } from '../../private/declared';

/**
 * Chooses operations of an OpenAPI document.
 */
export abstract class McpApiOperations {
  static {
    checksArguments(this, 'McpApiOperations');
  }

  /**
   * Operations by `operationId`; those that have none by method and path: `GET /pets/{petId}`. An operation that is chosen so and cannot become a
   * tool is an error.
   *
   * @param ids as the document has them
   */
  public static withId(...ids: string[]): McpApiOperations {
    return new OperationsWithId(ids);
  }

  /**
   * Operations that have one of the tags.
   *
   * @param tags as the document has them
   */
  public static withTag(...tags: string[]): McpApiOperations {
    return new MatchingOperations(`the tag ${tags.map(quoted).join(' or ')}`, ({ tags: own }) => own.some((tag) => tags.includes(tag)));
  }

  /**
   * Operations by path. In a pattern, `*` stands for any characters but slashes, and `**` for any characters.
   *
   * @param patterns such as `/pets/*` or `/repos/{owner}/**`
   */
  public static withPath(...patterns: string[]): McpApiOperations {
    const expressions = patterns.map(expressionOf);
    return new MatchingOperations(`the path ${patterns.map(quoted).join(' or ')}`, ({ path }) => expressions.some((expression) => expression.test(path.replace(/[?#].*$/s, ''))));
  }

  /**
   * Operations by method.
   *
   * @param methods such as `GET`
   */
  public static withMethod(...methods: string[]): McpApiOperations {
    const wanted = methods.map((method) => method.toUpperCase());
    return new MatchingOperations(`the method ${wanted.join(' or ')}`, ({ method }) => wanted.includes(method));
  }

  /**
   * All operations of the document. Most documents have more than a model can choose from.
   */
  public static all(): McpApiOperations {
    return new MatchingOperations('any operation', () => true);
  }

  protected constructor() {}

  /**
   * Operations that both choose: `withTag('pets').and(withMethod('GET'))`.
   *
   * @param other the other choice
   */
  public and(other: McpApiOperations): McpApiOperations {
    return new MatchingOperations(`${this._what} and ${other._what}`, (operation) => this._chooses(operation) && other._chooses(operation));
  }

  /**
   * How messages call the choice.
   *
   * @internal
   */
  public abstract get _what(): string;

  /**
   * Each must exist and become a tool.
   *
   * @internal
   */
  public get _ids(): readonly string[] {
    return [];
  }

  /**
   * @internal
   */
  public abstract _chooses(operation: ApiOperation): boolean;
}

class OperationsWithId extends McpApiOperations {
  constructor(private readonly ids: readonly string[]) {
    super();
  }

  public get _what(): string {
    return `the id ${this.ids.map(quoted).join(' or ')}`;
  }

  public get _ids(): readonly string[] {
    return this.ids;
  }

  public _chooses(operation: ApiOperation): boolean {
    return this.ids.some((id) => hasId(operation, id));
  }
}

class MatchingOperations extends McpApiOperations {
  constructor(public readonly _what: string, private readonly matches: (operation: ApiOperation) => boolean) {
    super();
  }

  public _chooses(operation: ApiOperation): boolean {
    return this.matches(operation);
  }
}

/** By what authors call an operation: its id, or its method and path. */
export function hasId(operation: ApiOperation, id: string): boolean {
  return operation.operationId === id || identityOf(operation) === id;
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.split(/(\*\*|\*)/).map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('');
  return new RegExp(`^${source}$`, 's');
}

function quoted(text: string): string {
  return `"${text}"`;
}
