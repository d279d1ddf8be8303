import { descriptionLength, Finding, lookAround, nameCharacters, nameLength, nullable, outputSchemaOfSdkV1, propertyNames, recursion, rootKeywords, size } from './findings';

/**
 * What MCP allows, and a widely used client or model API is known to refuse, to drop or to change.
 */
export interface PortabilityRule {
  /** Of the warning, behind `cdk-remote-mcp-server:`. Stable: people acknowledge it. */
  readonly id: string;
  /** What a tool has, as it continues "the tool has …". */
  readonly what: string;
  /** Who does what about it. */
  readonly consequence: string;
  /** Where that is known from: a package that was run, its documentation, a report. */
  readonly source: string;
  readonly remedy: string;
  /** How it is found; a rule without is documented and not warned of, for most schemas would be. */
  readonly finding?: Finding;
}

/** Held equal to the table in docs/portability.md. */
export const PORTABILITY_RULES: readonly PortabilityRule[] = [
  {
    id: 'toolNameCharacters',
    what: 'a dot in its name',
    consequence: 'claude.ai, Copilot CLI and OpenAI take `[a-zA-Z0-9_-]` only: the tool is dropped, or the whole request is refused',
    source: 'npm `openai` 6.49.0, `FunctionDefinition.name`; icoretech/warden-mcp#33, github/copilot-cli#1879',
    remedy: 'use _ or - in its place',
    finding: nameCharacters,
  },
  {
    id: 'toolNameLength',
    what: 'a name of more than 64 characters with the prefix that clients put before it',
    consequence: 'OpenAI and VS Code answer 400; Google takes 128',
    source: 'npm `openai` 6.49.0, `FunctionDefinition.name`; npm `@google/genai` 2.32.0, `FunctionDeclaration.name`; microsoft/vscode#243602',
    remedy: 'shorten the name of the tool or of the server',
    finding: nameLength,
  },
  {
    id: 'toolDescriptionLength',
    what: 'a description of more than 1,024 characters',
    consequence: 'OpenAI models answered 400; Claude Code cuts it at 2,048 without a word',
    source: 'getsentry/sentry-mcp#106; anthropics/claude-code#41593, #87650',
    remedy: 'say the essential first and shortly, and the rest in the descriptions of arguments',
    finding: descriptionLength,
  },
  {
    id: 'rootKeywords',
    what: '`anyOf`, `oneOf`, `allOf`, `enum` or `not` at the root of its input schema',
    consequence: 'OpenAI and Anthropic refuse the whole request; Claude Code drops the tool',
    source: 'langchain-ai/langchainjs#9804, makenotion/notion-mcp-server#340, anthropics/claude-code#95504',
    remedy: 'put the alternatives into a property, or check them in the tool',
    finding: rootKeywords,
  },
  {
    id: 'propertyNames',
    what: 'an argument whose name is not 1 to 64 of `a-z A-Z 0-9 _ . -`',
    consequence: 'Anthropic and Bedrock refuse the whole request; only the first level is looked at',
    source: 'twilio-labs/mcp#58, aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws#709',
    remedy: 'rename the argument',
    finding: propertyNames,
  },
  {
    id: 'lookAround',
    what: 'a pattern with look-around',
    consequence: 'OpenAI refuses the whole request; zod writes such patterns for `z.iso.duration()` and `z.hostname()`, and until 4.5 for `z.email()`',
    source: 'cline/cline#14019, SmartBear/smartbear-mcp#491; npm `zod` 4.6.7',
    remedy: 'write the pattern without (?=, (?!, (?<= and (?<!, or leave it out and check in the tool',
    finding: lookAround,
  },
  {
    id: 'recursiveReference',
    what: 'a recursive `$ref`',
    consequence: 'llama-index-tools-mcp raises RecursionError, or makes null of `{"$ref":"#"}`; google-genai raises KeyError for the latter',
    source: 'PyPI `llama-index-tools-mcp` 0.6.0, `google-genai` 3.6.1, run',
    remedy: 'write out as many levels as the tool needs',
    finding: recursion,
  },
  {
    id: 'schemaSize',
    what: 'an input schema of more than 10 levels, 5,000 properties, 1,000 enum values, or 120,000 characters in names and values',
    consequence: 'OpenAI refuses it where tools are strict',
    source: 'OpenAI, guide to structured outputs, supported schemas (2026-11)',
    remedy: 'make two tools of it, or take the rest as text',
    finding: size,
  },
  {
    id: 'openapiNullable',
    what: '`nullable: true`, which JSON Schema does not know',
    consequence: 'this server takes no null there; clients on the official SDK v1 do',
    source: 'npm `ajv` 8.20.0, run',
    remedy: 'write "type": ["string", "null"], or "anyOf" with {"type": "null"}',
    finding: nullable,
  },
  {
    id: 'outputSchemaOfSdkV1',
    what: 'an output schema that ajv cannot compile',
    consequence: 'clients on the official SDK v1 compile all output schemas when they list the tools, and lose the **whole list**; `id` is what zod until 4.3 writes into `$defs` for `.meta({ id })`',
    source: 'npm `@modelcontextprotocol/sdk` 1.32.2, run',
    remedy: 'change what is named, or leave the output schema out',
    finding: outputSchemaOfSdkV1,
  },
  {
    id: 'booleanAdditionalProperties',
    what: '`additionalProperties` or `items` that is `true` or `false`',
    consequence: 'google-genai (Python, Developer API) raises AttributeError for the whole call',
    source: 'PyPI `google-genai` 3.6.1, run',
    remedy: 'leave it out, or write `{}`',
  },
  {
    id: 'maps',
    what: 'a map: `additionalProperties` with a schema',
    consequence: 'openai-agents raises UserError where it converts to strict schemas; @ai-sdk/google 3 sends an object without members',
    source: 'PyPI `openai-agents` 0.24.0, npm `@ai-sdk/google` 3.0.141, run',
    remedy: 'take a list of objects with a name and a value',
  },
  {
    id: 'typeLists',
    what: '`type` as a list',
    consequence: 'anthropic\'s `transform_schema` (structured outputs) raises AssertionError',
    source: 'PyPI `anthropic` 2.14.0, run',
    remedy: 'write "anyOf"',
  },
  {
    id: 'enumsOfNumbers',
    what: 'an `enum` with other values than texts',
    consequence: 'langchain-google-genai raises ValidationError; @ai-sdk/google 3 sends the numbers as texts',
    source: 'PyPI `langchain-google-genai` 4.4.3, npm `@ai-sdk/google` 3.0.141, run',
    remedy: 'take texts, or a number with bounds',
  },
  {
    id: 'references',
    what: '`$ref`',
    consequence: 'AgentCore Gateway takes none',
    source: 'PrefectHQ/fastmcp#3655',
    remedy: 'write the definition where it is used',
  },
];
