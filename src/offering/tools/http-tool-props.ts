import { Duration, Size } from 'aws-cdk-lib';
import { McpHttpBody } from './mcp-http-body';
import { McpToolProps } from './mcp-tool-props';
import { McpHttpSelection } from '../results/mcp-http-selection';

/**
 * How a tool calls an HTTP API.
 */
export interface McpHttpToolProps extends McpToolProps {
  /**
   * A URL template, relative to the base URL of the connection: `/items/{id}`, `/items{?limit,cursor}`, `/items?state={status}`, `/files/{+path}`.
   *
   * Each variable is the name of an argument, with dots for members of arguments. Values are percent-encoded; `{+path}` keeps slashes.
   * No argument can lead out of its place in the path.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6570
   */
  readonly url: string;

  /**
   * The method: GET, HEAD, OPTIONS, QUERY, POST, PUT, PATCH or DELETE.
   *
   * Unless `readOnly` and `idempotent` are given, it decides them: GET, HEAD, OPTIONS and QUERY only read, PUT and DELETE are idempotent.
   *
   * @default 'GET'
   */
  readonly method?: string;

  /**
   * Headers by name: a constant, or one argument in braces, such as `{tenant}`.
   *
   * They cannot hold credentials, which are the connection's, nor what HTTP itself sets.
   *
   * @default - only `Accept`
   */
  readonly headers?: { [name: string]: string };

  /**
   * Query parameters by name: a constant, or one argument in braces, such as `{status}`.
   *
   * @default - those of the URL template, and for GET, HEAD, OPTIONS and DELETE every argument that is nowhere else in the request
   */
  readonly query?: { [name: string]: string };

  /**
   * The body.
   *
   * @default McpHttpBody.json() for POST, PUT, PATCH and QUERY, else McpHttpBody.none()
   */
  readonly body?: McpHttpBody;

  /**
   * How long the API may take. At most the server's `toolTimeout`.
   *
   * @default - one second less than the server's `toolTimeout`
   */
  readonly timeout?: Duration;

  /**
   * Which part of a JSON answer the tool returns.
   *
   * @default - all of it
   */
  readonly selection?: McpHttpSelection;

  /**
   * How much text a result may have: from 1 KiB to 1 MiB. What is longer is cut, and a note tells the model how to ask for less.
   *
   * @default Size.kibibytes(48)
   */
  readonly maxAnswerSize?: Size;
}
