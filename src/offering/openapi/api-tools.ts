import { Duration } from 'aws-cdk-lib';
import { Budget } from './budget';
import { ApiDocument } from './document';
import { McpApiDocument } from './mcp-api-document';
import { hasId, McpApiOperations } from './mcp-api-operations';
import { toolNames } from './names';
import { McpApiToolOverrides, McpOpenApiToolsetProps } from './open-api-props';
import { isRefused, mapOperation, MappedOperation, RefusedOperation, refusalText } from './operation-mapping';
import { ApiOperation, identityOf, labelOf, operationsOf, UnreadablePath } from './operations';
import { ConnectionAddress, serverPaths } from './servers';
import { HttpOperation } from '../../contract/connector/http-operation';
import { likeliest } from '../../private/likeliest';
import { ValidationError } from '../../private/validation-error';
import { McpIcon } from '../description/mcp-icon';
import { isJsonObject, JsonObject } from '../json-schema/json';
import { answerBytes, answerMillis, answerSelection, ProblemOf } from '../results/api-answer';
import { McpResultCache } from '../results/mcp-result-cache';
import { McpTask } from '../tasks/mcp-task';

/** One tool, as the document and its author describe it. */
export interface ApiTool {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly requiredScopes?: readonly string[];
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
  readonly openWorld?: boolean;
  readonly icons?: readonly McpIcon[];
  readonly confirm?: string;
  readonly auditedArguments?: readonly string[];
  readonly resultCache?: McpResultCache;
  readonly task?: McpTask;
  readonly mapped: MappedOperation;
  /** What the connector does. */
  readonly operation: Omit<HttpOperation, 'connection'>;
}

/** For an annotation of CDK. */
export interface ApiWarning {
  /** After `cdk-remote-mcp-server:`. */
  readonly id: 'openApiDocumentProblems' | 'openApiOperationsLeftOut' | 'openApiAdapted' | 'openApiServerPath';
  readonly message: string;
}

export interface ApiTools {
  readonly tools: readonly ApiTool[];
  readonly refused: readonly RefusedOperation[];
  readonly warnings: readonly ApiWarning[];
}

const MAX_TOOLS = 128;
const MAX_BYTES = 1024 * 1024;
const MAX_DURATION = Duration.seconds(60);
const MAX_NAME_LENGTH = 48;
const SHOWN = 5;

/**
 * The chosen operations of a document as tools.
 *
 * @throws ValidationError
 */
export function apiTools(source: McpApiDocument, address: ConnectionAddress, props: McpOpenApiToolsetProps, toolTimeout: Duration): ApiTools {
  const origin = source._origin;
  const budget = new Budget(origin, (props.maxDuration ?? MAX_DURATION).toSeconds({ integral: false }), props.maxBytes ?? MAX_BYTES);
  const read = source._read(budget.millis);
  const document = new ApiDocument(read.document as JsonObject);
  const { operations, unreadable } = operationsOf(document);
  const chosen = choose(operations, props, origin);
  const maxNameLength = nameLength(props);
  requireKnownOverrides(operations, props, origin);
  if (chosen.length > (props.maxTools ?? MAX_TOOLS)) {
    throw budget.exceeded(`makes ${chosen.length} tools, and ${props.maxTools ?? MAX_TOOLS} are allowed; choose fewer operations, or raise maxTools`);
  }
  const results = chosen.map((operation) => mapOperation(operation, { document, address, outputSchemas: props.outputSchemas ?? false, budget }));
  const refused = results.filter(isRefused);
  requireMapped(refused, props.include, origin);
  const names = toolNames(operations, maxNameLength);
  const tools = results.filter((result): result is MappedOperation => !isRefused(result)).map((mapped) => tool(mapped, { names, props, toolTimeout, origin }));
  return { tools, refused, warnings: warningsOf({ origin, problems: read.problems, unreadable, refused, tools, document, address }) };
}

function choose(operations: readonly ApiOperation[], props: McpOpenApiToolsetProps, origin: string): ApiOperation[] {
  const { include, exclude = [] } = props;
  if (include.length === 0) {
    throw new ValidationError('OpenApiSelectionEmpty', `no operation of ${origin} is included; choose some, such as McpApiOperations.withTag(…)`);
  }
  for (const choice of [...include, ...exclude]) {
    const missing = choice._ids.find((id) => !operations.some((operation) => hasId(operation, id)));
    if (missing !== undefined) {
      throw unknownOperation('OpenApiOperationUnknown', missing, operations, origin);
    }
    if (!operations.some((operation) => choice._chooses(operation))) {
      throw new ValidationError('OpenApiSelectionEmpty', `no operation of ${origin} has ${choice._what}; correct it, or leave it out`);
    }
  }
  const isIn = (choices: readonly McpApiOperations[], operation: ApiOperation) => choices.some((choice) => choice._chooses(operation));
  const chosen = operations.filter((operation) => isIn(include, operation) && !isIn(exclude, operation));
  if (chosen.length === 0) {
    throw new ValidationError('OpenApiSelectionEmpty', `all included operations of ${origin} are excluded as well; change include or exclude`);
  }
  return chosen;
}

function nameLength({ maxNameLength = MAX_NAME_LENGTH, namePrefix = '' }: McpOpenApiToolsetProps): number {
  if (!/^[A-Za-z0-9_-]*$/.test(namePrefix)) {
    throw new ValidationError('InvalidToolName', `namePrefix is "${namePrefix}"; use only A-Z a-z 0-9 _ -`);
  }
  const length = maxNameLength - namePrefix.length;
  if (!Number.isInteger(maxNameLength) || maxNameLength > 128 || length < 16) {
    throw new ValidationError('InvalidToolName', `maxNameLength is ${maxNameLength}, which leaves ${length} characters after the prefix "${namePrefix}"; leave at least 16, and at most 128 in all`);
  }
  return length;
}

function requireKnownOverrides(operations: readonly ApiOperation[], { overrides = {} }: McpOpenApiToolsetProps, origin: string): void {
  const unknown = Object.keys(overrides).find((id) => !operations.some((operation) => hasId(operation, id)));
  if (unknown !== undefined) {
    throw unknownOperation('OpenApiOperationUnknown', unknown, operations, origin);
  }
}

/** By id, an operation is wanted; by tag or path, it is one of many. */
function requireMapped(refused: readonly RefusedOperation[], include: readonly McpApiOperations[], origin: string): void {
  const wanted = refused.find(({ operation }) => include.some((choice) => choice._ids.some((id) => hasId(operation, id))));
  if (wanted) {
    throw new ValidationError('OpenApiOperationRefused', `the operation ${labelOf(wanted.operation)} of ${origin} cannot become a tool: it ${wanted.reason}`);
  }
}

interface ToolContext {
  readonly names: ReadonlyMap<string, string>;
  readonly props: McpOpenApiToolsetProps;
  readonly toolTimeout: Duration;
  readonly origin: string;
}

function tool(mapped: MappedOperation, { names, props, toolTimeout, origin }: ToolContext): ApiTool {
  const { operation, hints, request, narrowedBy, answerMember } = mapped;
  const override = overrideOf(operation, props);
  const name = override.name ?? `${props.namePrefix ?? ''}${names.get(identityOf(operation))!}`;
  const problem: ProblemOf = (code, message) => new ValidationError(code, `the tool "${name}" of ${origin} ${message}`);
  const selection = answerSelection(override.selection, problem);
  // It describes the whole answer.
  const outputSchema = selection === undefined ? mapped.outputSchema : undefined;
  return {
    name,
    title: override.title ?? mapped.title,
    description: override.description ?? mapped.description,
    inputSchema: annotated(mapped.inputSchema, override.parameterHeaders ?? {}, problem),
    outputSchema,
    requiredScopes: override.requiredScopes ?? props.requiredScopes,
    readOnly: override.readOnly ?? hints.readOnly,
    destructive: override.destructive ?? hints.destructive,
    idempotent: override.idempotent ?? hints.idempotent,
    openWorld: override.openWorld,
    icons: override.icons,
    confirm: override.confirm,
    auditedArguments: override.auditedArguments,
    resultCache: override.resultCache,
    task: override.task,
    mapped,
    operation: {
      kind: 'http',
      ...request,
      answer: {
        maxBytes: answerBytes(override.maxAnswerSize ?? props.maxAnswerSize, problem),
        ...selection ? { selection } : {},
        ...outputSchema ? { structured: true } : {},
        ...outputSchema === undefined || answerMember === undefined ? {} : { member: answerMember },
        ...narrowedBy.length > 0 ? { narrowedBy } : {},
      },
      timeoutMillis: answerMillis(override.timeout ?? props.timeout, toolTimeout, problem),
    },
  };
}

/** With what the document does not say: the arguments that are in headers. Of which types they may be is checked as for every tool. */
function annotated(inputSchema: JsonObject, headers: { readonly [argument: string]: string }, problem: ProblemOf): JsonObject {
  const properties = inputSchema.properties as JsonObject;
  const unknown = Object.keys(headers).find((argument) => !Object.hasOwn(properties, argument) || !isJsonObject(properties[argument]));
  if (unknown !== undefined) {
    throw problem('InvalidParameterHeader', `has parameterHeaders for "${unknown}", which is none of its arguments: ${Object.keys(properties).join(', ') || 'it has none'}`);
  }
  const withHeaders = Object.entries(headers).map(([argument, header]) => [argument, { ...properties[argument] as JsonObject, 'x-mcp-header': header }]);
  return { ...inputSchema, properties: { ...properties, ...Object.fromEntries(withHeaders) as JsonObject } };
}

function overrideOf(operation: ApiOperation, { overrides = {} }: McpOpenApiToolsetProps): McpApiToolOverrides {
  const key = [identityOf(operation), operation.operationId].find((id) => id !== undefined && Object.hasOwn(overrides, id));
  return key === undefined ? {} : overrides[key];
}

interface Findings extends ApiTools {
  readonly origin: string;
  readonly problems: readonly string[];
  readonly unreadable: readonly UnreadablePath[];
  readonly document: ApiDocument;
  readonly address: ConnectionAddress;
}

function warningsOf({ origin, problems, unreadable, refused, tools, document, address }: Omit<Findings, 'warnings'>): ApiWarning[] {
  const warnings: ApiWarning[] = [];
  const warn = (id: ApiWarning['id'], what: string, items: readonly string[], separator = '; ') => {
    if (items.length > 0) {
      const more = items.length > SHOWN ? `${separator}and ${items.length - SHOWN} more` : '';
      warnings.push({ id, message: `${origin} ${what}: ${items.slice(0, SHOWN).join(separator)}${more}` });
    }
  };
  warn('openApiDocumentProblems', 'contradicts the OpenAPI specification, so tools may differ from what its API does', problems);
  const left = [...refused.map(refusalText), ...unreadable.map(({ path, reason }) => `${path}: it ${reason}`)];
  warn('openApiOperationsLeftOut', `has ${left.length} operations that are chosen and cannot become tools`, left);
  const adapted = tools.filter(({ mapped }) => mapped.notes.length > 0);
  warn('openApiAdapted', `has schemas that ${adapted.length} tools have in other words`, adapted.map(({ name, mapped }) => `${name}: ${mapped.notes.slice(0, 3).join(', ')}`));
  const paths = serverPaths(document);
  if (address.baseUrl !== undefined && paths.length > 0 && !paths.includes(new URL(address.baseUrl).pathname.replace(/\/$/, ''))) {
    warn('openApiServerPath', `has servers with the path ${paths.map((path) => `"${path || '/'}"`).join(' or ')}, and the connection's base URL has another`, [`"${address.baseUrl}"`]);
  }
  return warnings;
}

function unknownOperation(code: string, id: string, operations: readonly ApiOperation[], origin: string): ValidationError {
  const known = operations.map((operation) => operation.operationId ?? identityOf(operation));
  return new ValidationError(code, `${origin} has no operation "${id}"${known.length === 0 ? '' : `; did you mean "${likeliest(id, known)}"?`}`);
}
