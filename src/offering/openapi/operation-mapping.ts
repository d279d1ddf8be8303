import { Token } from 'aws-cdk-lib';
import { answerSchemaOf } from './answer-schema';
import { ApiArgument, argumentKey, argumentNames, objectSchema } from './arguments';
import { bodyOf } from './body';
import { Budget } from './budget';
import { ApiDocument, textOf } from './document';
import { ApiOperation, identityOf, labelOf } from './operations';
import { parametersOf } from './parameters';
import { SchemaTranslation } from './schema-translation';
import { ConnectionAddress, serverOf } from './servers';
import { readable, shortened } from './texts';
import { Unmappable } from './unmappable';
import { HttpOperation } from '../../contract/connector/http-operation';
import { JsonObject } from '../json-schema/json';
import { schemaProblem } from '../json-schema/schema-compiler';

/** What clients of a tool may assume, as its method says. */
export interface MethodHints {
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
}

/** An operation as a tool, without what its author says of all tools. */
export interface MappedOperation {
  readonly operation: ApiOperation;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly hints: MethodHints;
  readonly request: Pick<HttpOperation, 'method' | 'server' | 'path' | 'query' | 'queryString' | 'headers' | 'cookies' | 'body' | 'constants'>;
  /** The member that holds the answer, where the output schema describes an object around it. */
  readonly answerMember?: string;
  /** Arguments that make answers smaller. */
  readonly narrowedBy: readonly string[];
  /** What was left out or said differently. */
  readonly notes: readonly string[];
}

export interface RefusedOperation {
  readonly operation: ApiOperation;
  /** Continues "it …". */
  readonly reason: string;
}

export interface MappingOptions {
  readonly document: ApiDocument;
  readonly address: ConnectionAddress;
  readonly outputSchemas: boolean;
  readonly budget: Budget;
}

const TITLE_MAX_LENGTH = 80;
const DESCRIPTION_MAX_LENGTH = 1024;
/** As messages and annotations of the specification of HTTP have them: what follows from the method alone. */
const HINTS: { readonly [method: string]: MethodHints } = {
  GET: { readOnly: true },
  HEAD: { readOnly: true },
  OPTIONS: { readOnly: true },
  QUERY: { readOnly: true },
  PUT: { readOnly: false, destructive: true, idempotent: true },
  DELETE: { readOnly: false, destructive: true, idempotent: true },
  POST: { readOnly: false, idempotent: false },
  PATCH: { readOnly: false, destructive: true },
};
const NARROWING = /^(?:limit|per_?page|page_?size|max_?(?:results|items|keys)|count|first|top|fields?|select|opt_fields|filter|q|query|search|size|\$top|\$select|\$filter)$/i;

/** One operation as a tool, or why it cannot be one. */
export function mapOperation(operation: ApiOperation, options: MappingOptions): MappedOperation | RefusedOperation {
  try {
    return mapped(operation, options);
  } catch (error) {
    if (error instanceof Unmappable) {
      return { operation, reason: error.reason };
    }
    if (error instanceof RangeError) {
      return { operation, reason: 'is nested too deeply' };
    }
    throw error;
  }
}

export function isRefused(result: MappedOperation | RefusedOperation): result is RefusedOperation {
  return 'reason' in result;
}

function mapped(operation: ApiOperation, { document, address, outputSchemas, budget }: MappingOptions): MappedOperation {
  budget.work();
  const { method, definition } = operation;
  if (!/^[A-Z]{1,20}$/.test(method) || method === 'TRACE' || method === 'CONNECT') {
    throw new Unmappable(`has the method "${method}", which is not sent`);
  }
  const schemas = new SchemaTranslation(document, 'request', budget);
  const parameters = parametersOf(operation, document, schemas);
  const body = bodyOf(operation, document, schemas);
  const taken = [...parameters.arguments, ...body?.arguments ?? []];
  const names = argumentNames(taken);
  const nameOf = (key: string) => names.get(key)!;
  const named = (argument: Pick<ApiArgument, 'place' | 'name'>) => nameOf(argumentKey(argument.place, argument.name));
  const defs = schemas.defs();
  const together = body?.together?.map((name) => named({ place: 'body', name })) ?? [];
  const bodyNames = (body?.arguments ?? []).map(named);
  const inputSchema = objectSchema(taken.map((argument) => ({ ...argument, name: named(argument) })), {
    // A body that may be left out: none of its members, or all that it requires.
    ...together.length > 0 ? { dependentRequired: Object.fromEntries(bodyNames.map((name) => [name, together.filter((other) => other !== name)])) } : {},
    ...defs ? { $defs: defs } : {},
  });
  const description = descriptionOf(operation);
  // Before it is compiled: that takes time with the size.
  budget.add(labelOf(operation), Buffer.byteLength(JSON.stringify([description, inputSchema])));
  refuseInvalid(inputSchema, 'input schema');
  const { constantQuery, ...request } = parameters.request(nameOf);
  const answers = new SchemaTranslation(document, 'answer', budget);
  const answer = outputSchemas ? answerSchemaOf(operation, document, answers) : undefined;
  if (answer) {
    budget.add(labelOf(operation), Buffer.byteLength(JSON.stringify(answer.schema)));
    refuseInvalid(answer.schema, 'output schema');
  }
  const summary = textOf(definition.summary);
  return {
    operation,
    title: summary && shortened(summary.replace(/\s+/g, ' '), TITLE_MAX_LENGTH),
    description,
    inputSchema,
    outputSchema: answer?.schema,
    answerMember: answer?.member,
    hints: HINTS[method] ?? {},
    request: withoutUndefined({
      method,
      server: serverOf(operation, document, address),
      ...request,
      body: body?.request(nameOf),
      constants: constantQuery === undefined ? undefined : { query: constantQuery },
    }),
    narrowedBy: parameters.arguments.filter(({ place, name }) => place === 'query' && NARROWING.test(name)).map(named),
    notes: [...schemas.notes, ...answers.notes],
  };
}

/** What the model reads: the summary, then as much of the description as there is room for. */
function descriptionOf({ definition, method, path }: ApiOperation): string {
  const summary = textOf(definition.summary);
  const description = textOf(definition.description);
  const texts = [...new Set([summary, description].filter((text): text is string => text !== undefined).map(readable))];
  return texts.length === 0 ? readable(`${method} ${path}`) : shortened(texts.join('\n\n'), DESCRIPTION_MAX_LENGTH);
}

function refuseInvalid(schema: JsonObject, what: string): void {
  if (Token.isUnresolved(JSON.stringify(schema))) {
    throw new Unmappable(`has an ${what} with "\${Token[", which CDK would replace`);
  }
  const problem = schemaProblem(schema);
  if (problem) {
    throw new Unmappable(`has an ${what} that ${problem.message}`);
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** For messages. */
export function refusalText({ operation, reason }: RefusedOperation): string {
  return `${operation.operationId ?? identityOf(operation)}: it ${reason}`;
}
