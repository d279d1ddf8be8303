import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { McpTool } from './mcp-tool';
import { parameterHeaders } from './parameter-headers';
import { RESULT_CACHE_MAX_SECONDS, TOOL_NAME_PATTERN } from '../../contract/limits';
import { ResultCacheEntry, TemplateText } from '../../contract/mcp/catalogue';
import { ValidationError } from '../../private/validation-error';
import { ToolDefinition } from '../catalogue/definitions';
import { parsePromptText, variablesOf } from '../content/template-text';
import { iconDefinitions, metaDefinition } from '../description/description';
import { JsonObject } from '../json-schema/json';
import { INLINE_SCHEMA, McpSchema } from '../json-schema/mcp-schema';
import { schemaProblem } from '../json-schema/schema-compiler';
import { argumentSuspicions, schemaSuspicions } from '../json-schema/schema-suspicions';
import { slowPatterns } from '../json-schema/slow-patterns';
import { taskEntry } from '../tasks/task-definition';

const NO_ARGUMENTS: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

/**
 * Checks the description of a tool.
 *
 * @throws ValidationError
 */
export function toolDefinition(tool: McpTool, scope: IConstruct): Omit<ToolDefinition, 'target' | 'reports'> {
  const { name, props } = tool;
  if (!TOOL_NAME_PATTERN.test(name)) {
    throw new ValidationError('InvalidToolName', `the tool name "${name}" is not 1 to 128 of the characters A-Z a-z 0-9 _ . -; rename the tool`, scope);
  }
  if (!props.description?.trim()) {
    throw new ValidationError('MissingToolDescription', `the tool "${name}" has no description; say what it does, or models cannot choose it`, scope);
  }
  if (props.readOnly && props.destructive) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:contradictoryHints',
      `the tool "${name}" is readOnly and destructive, and clients go by readOnly: they may call it without a question; say readOnly: false if it may destroy something, or leave out destructive`,
    );
  }
  const inputSchema = checked(props.inputSchema, `the input schema of the tool "${name}"`, scope, argumentSuspicions) ?? NO_ARGUMENTS;
  const outputSchema = checked(props.outputSchema, `the output schema of the tool "${name}"`, scope);
  const headers = parameterHeaders(inputSchema);
  if ('problem' in headers) {
    throw new ValidationError('InvalidParameterHeader', `in the input schema of the tool "${name}", ${headers.problem}`, scope);
  }
  return {
    name,
    title: props.title,
    description: props.description,
    inputSchema,
    outputSchema,
    icons: iconDefinitions(props.icons, `the tool "${name}"`, scope),
    meta: metaDefinition(props.meta, `the tool "${name}"`, scope),
    hints: {
      readOnlyHint: props.readOnly,
      destructiveHint: props.destructive,
      idempotentHint: props.idempotent,
      openWorldHint: props.openWorld,
    },
    parameterHeaders: headers.headers,
    requiredScopes: props.requiredScopes,
    resultCache: resultCacheOf(tool, scope),
    auditedArguments: auditedArguments(tool, inputSchema, scope),
    confirm: confirmationOf(tool, inputSchema, scope),
    asks: props.asks,
    cancellable: props.cancellable,
    task: props.task && taskEntry(name, props.task, scope),
  };
}

/** A misspelt name would leave a hole in the audit that nobody sees. */
function auditedArguments(
  { name, props: { auditedArguments: audited } }: McpTool, { properties }: JsonObject, scope: IConstruct,
): readonly string[] | undefined {
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const unknown = audited?.find((argument) => !names.includes(argument));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownAuditedArgument', `auditedArguments of the tool "${name}" names "${unknown}", which is no property of its input schema; name some of: ${names.join(', ') || 'none'}`, scope);
  }
  return audited !== undefined && audited.length > 0 ? [...new Set(audited)] : undefined;
}

/** A hole that no argument fills would hide from the user what happens. */
function confirmationOf({ name, props: { confirm } }: McpTool, { properties }: JsonObject, scope: IConstruct): TemplateText | undefined {
  if (confirm === undefined) {
    return undefined;
  }
  if (confirm.trim() === '') {
    throw new ValidationError('EmptyConfirmation', `the tool "${name}" has an empty confirm; write the question that its user answers, or leave it out`, scope);
  }
  const text = parsePromptText(confirm);
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const unknown = variablesOf(text).find((variable) => !names.includes(variable));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownConfirmationArgument', `the confirm of the tool "${name}" shows {{${unknown}}}, which is no argument of its input schema; name one of: ${names.join(', ') || 'none'}`, scope);
  }
  const single = names.map((argument) => [`{${argument}}`, argument]).find(([hole, argument]) => confirm.replaceAll(`{{${argument}}}`, '').includes(hole));
  if (single !== undefined) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:confirmPlaceholder',
      `the confirm of the tool "${name}" has ${single[0]}, which its user would read as it stands; write {{${single[1]}}} for the argument, or acknowledge this`,
    );
  }
  return text;
}

function resultCacheOf({ name, props: { resultCache, readOnly, confirm, asks, task } }: McpTool, scope: IConstruct): ResultCacheEntry | undefined {
  const entry = resultCache?._entry();
  if (entry === undefined) {
    return undefined;
  }
  if (readOnly !== true) {
    throw new ValidationError('ResultCacheOfWriter', `the tool "${name}" has a resultCache but is not readOnly: a repeated call would not run it; declare readOnly: true if it changes nothing, or remove the resultCache`, scope);
  }
  if (confirm !== undefined || asks) {
    throw new ValidationError('ResultCacheOfAskingTool', `the tool "${name}" has a resultCache and asks: a kept result would answer without a question; remove one of them`, scope);
  }
  if (task !== undefined) {
    throw new ValidationError('ResultCacheOfTask', `the tool "${name}" has a resultCache and can be a task: a kept id would be that of another call; remove one of them`, scope);
  }
  if (!Number.isInteger(entry.seconds) || entry.seconds < 1 || entry.seconds > RESULT_CACHE_MAX_SECONDS) {
    throw new ValidationError('InvalidResultCache', `the resultCache of the tool "${name}" lasts ${entry.seconds} seconds; give whole seconds, from 1 to ${RESULT_CACHE_MAX_SECONDS}`, scope);
  }
  return entry;
}

/**
 * Adds an argument that the tool's target takes.
 *
 * @throws ValidationError where the input schema has one of that name, or could not take it
 */
export function withArgument<T extends Pick<ToolDefinition, 'name' | 'inputSchema' | 'resultCache'>>(
  definition: T, { name: argument, schema }: { readonly name: string; readonly schema: JsonObject }, scope: IConstruct,
): T {
  const { inputSchema, resultCache } = definition;
  if (resultCache !== undefined) {
    throw new ValidationError(
      'ResultCacheOfLongTool', `the tool "${definition.name}" has a resultCache, which would also keep the answer that it is still running; leave it out, or use an Express state machine`, scope,
    );
  }
  const { properties = {} } = inputSchema as { readonly properties?: JsonObject };
  if (Object.hasOwn(properties, argument)) {
    throw new ValidationError(
      'ReservedArgument',
      `the input schema of the tool "${definition.name}" has the property "${argument}", with which callers ask for the result of an earlier execution; rename the property`,
      scope,
    );
  }
  const obstacle = ['propertyNames', 'maxProperties'].find((keyword) => keyword in inputSchema);
  if (obstacle !== undefined) {
    throw new ValidationError(
      'ReservedArgument',
      `the input schema of the tool "${definition.name}" has "${obstacle}" at its root, which could refuse the argument "${argument}", with which callers ask for the result of an earlier execution; leave it out`,
      scope,
    );
  }
  return { ...definition, inputSchema: { ...inputSchema, properties: { ...properties, [argument]: schema } } };
}

function checked(schema: McpSchema | undefined, where: string, scope: IConstruct, suspect: typeof schemaSuspicions = () => []): JsonObject | undefined {
  const problem = schema && schemaProblem(schema._json);
  if (problem) {
    throw new ValidationError(problem.code, `${where} (${schema._origin}) ${problem.message}`, scope);
  }
  const own = schema?._origin === INLINE_SCHEMA ? suspect(schema._json) : [];
  for (const suspicion of schema ? [...schemaSuspicions(schema._json), ...own] : []) {
    Annotations.of(scope).addWarningV2('cdk-remote-mcp-server:schemaMistake', `${where} ${suspicion} If it is meant, acknowledge this`);
  }
  for (const { pattern, slowness, pointer } of schema ? slowPatterns(schema._json) : []) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:slowPattern',
      `${where} has at "${pointer}" the pattern ${JSON.stringify(pattern.slice(0, 80))}, which a text of a caller could keep busy for minutes: ${slowness}. Write it so that a text fits in one way only, or give "maxLength" beside it`,
    );
  }
  return schema?._json;
}
