import { argumentNames, descriptionLength, Finding, lookAround, nameCharacters, nameLength, nullable, outputSchemaOfSdkV1, propertyNames, recursion, rootKeywords, size } from './findings';

/**
 * What MCP allows, and a widely used client or model API is known to refuse, to drop or to change.
 */
export interface PortabilityRule {
  /** Of the warning, after `cdk-remote-mcp-server:`. Stable, because users acknowledge it. */
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
    consequence: 'claude.ai, Copilot CLI and OpenAI accept only `[a-zA-Z0-9_-]`: the tool is dropped, or the whole request is refused',
    source: 'npm `openai` 6.49.0, `FunctionDefinition.name`; icoretech/warden-mcp#33, github/copilot-cli#1879',
    remedy: 'use _ or - instead',
    finding: nameCharacters,
  },
  {
    id: 'toolNameLength',
    what: 'a name of more than 64 characters, including the prefix that clients add',
    consequence: 'OpenAI and VS Code respond with 400; Google accepts 128',
    source: 'npm `openai` 6.49.0, `FunctionDefinition.name`; npm `@google/genai` 2.32.0, `FunctionDeclaration.name`; microsoft/vscode#243602',
    remedy: 'shorten the name of the tool or of the server',
    finding: nameLength,
  },
  {
    id: 'toolDescriptionLength',
    what: 'a description of more than 1,024 characters',
    consequence: 'OpenAI models responded with 400; Claude Code silently truncates it at 2,048',
    source: 'getsentry/sentry-mcp#106; anthropics/claude-code#41593, #87650',
    remedy: 'put the essentials first, and move the rest into the descriptions of arguments',
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
    consequence: 'Anthropic and Bedrock refuse the whole request; they check only the first level',
    source: 'twilio-labs/mcp#58, aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws#709',
    remedy: 'rename the argument',
    finding: propertyNames,
  },
  {
    id: 'argumentNames',
    what: 'an argument that is called `config`, `run_manager`, `runtime`, `self`, `ctx` or `session`, or whose name begins with `_` or has a dot',
    consequence: 'LangChain (Python) and Microsoft Agent Framework lose the first ones without a word, or raise TypeError; CrewAI for `_` and Semantic Kernel for a dot load no tool of the **whole server**',
    source: 'PyPI `langchain-mcp-adapters` 0.3.2, `agent-framework-core` 1.23.0, `crewai-tools` 1.15.30, `semantic-kernel` 1.45.0, run',
    remedy: 'rename the argument',
    finding: argumentNames,
  },
  {
    id: 'lookAround',
    what: 'a pattern with look-around',
    consequence: 'OpenAI refuses the whole request; zod writes such patterns for `z.iso.duration()` and `z.hostname()`, and until 4.5 for `z.email()`',
    source: 'cline/cline#14019, SmartBear/smartbear-mcp#491; npm `zod` 4.6.7',
    remedy: 'write the pattern without (?=, (?!, (?<= and (?<!, or omit it and check in the tool',
    finding: lookAround,
  },
  {
    id: 'recursiveReference',
    what: 'a recursive `$ref`',
    consequence: 'llama-index-tools-mcp raises RecursionError, or turns `{"$ref":"#"}` into null; google-genai raises KeyError for the latter',
    source: 'PyPI `llama-index-tools-mcp` 0.6.0, `google-genai` 3.6.1, run',
    remedy: 'write out as many levels as the tool needs',
    finding: recursion,
  },
  {
    id: 'schemaSize',
    what: 'an input schema of more than 10 levels, 5,000 properties, 1,000 enum values, or 120,000 characters in names and values',
    consequence: 'OpenAI refuses it for strict tools',
    source: 'OpenAI, guide to structured outputs, supported schemas (2026-11)',
    remedy: 'split it into two tools, or accept the rest as text',
    finding: size,
  },
  {
    id: 'openapiNullable',
    what: '`nullable: true`, which JSON Schema does not know',
    consequence: 'null is no value for this server: an optional argument counts as left out, a required one is refused, and so is a result; clients on the official SDK v1 accept it',
    source: 'npm `ajv` 8.20.0, run',
    remedy: 'write "type": ["string", "null"], or "anyOf" with {"type": "null"}',
    finding: nullable,
  },
  {
    id: 'outputSchemaOfSdkV1',
    what: 'an output schema that ajv cannot compile',
    consequence: 'clients on the official SDK v1 compile all output schemas when they list the tools, and lose the **whole list**; `id` is what zod until 4.3 writes into `$defs` for `.meta({ id })`',
    source: 'npm `@modelcontextprotocol/sdk` 1.32.2, run',
    remedy: 'change what the warning names, or omit the output schema',
    finding: outputSchemaOfSdkV1,
  },
  {
    id: 'booleanAdditionalProperties',
    what: '`additionalProperties` or `items` that is `true` or `false`',
    consequence: 'google-genai (Python, Developer API) raises AttributeError for the whole call; llama-index-tools-mcp raises TypeError for `items: false` and loads no tool',
    source: 'PyPI `google-genai` 3.6.1, `llama-index-tools-mcp` 0.6.0, run',
    remedy: 'omit it, or write `{}`',
  },
  {
    id: 'maps',
    what: 'a map: `additionalProperties` with a schema',
    consequence: 'openai-agents raises UserError when it converts to strict schemas; @ai-sdk/google 3 and @google/adk send an object without members, LangChain4j one that may have none',
    source: 'PyPI `openai-agents` 0.24.0, npm `@ai-sdk/google` 3.0.141, `@google/adk` 2.0.0, Maven `langchain4j-mcp` 1.18.1-beta28, run',
    remedy: 'use a list of objects with a name and a value',
  },
  {
    id: 'typeLists',
    what: '`type` as a list',
    consequence: 'anthropic\'s `transform_schema` (structured outputs) raises AssertionError; Semantic Kernel (Python) loads no tool of the server; DSPy raises TypeError',
    source: 'PyPI `anthropic` 2.14.0, `semantic-kernel` 1.45.0, `dspy` 3.4.1, run',
    remedy: 'write "anyOf"',
  },
  {
    id: 'enumsOfNumbers',
    what: 'an `enum` with values other than strings',
    consequence: 'langchain-google-genai raises ValidationError; @ai-sdk/google 3 and @google/adk send the numbers as strings; without a `type` beside it, smolagents calls it a text, LangChain4j an object',
    source: 'PyPI `langchain-google-genai` 4.4.3, `smolagents` 1.26.0, npm `@ai-sdk/google` 3.0.141, `@google/adk` 2.0.0, Maven `langchain4j-mcp` 1.18.1-beta28, run',
    remedy: 'use strings, or a number with bounds',
  },
  {
    id: 'references',
    what: '`$ref`',
    consequence: 'AgentCore Gateway does not accept it; AutoGen and Semantic Kernel keep it without its `$defs`, so that it leads nowhere; @google/adk makes an object without members of it; llama-index-tools-mcp makes an object of an enum in `$defs`',
    source: 'PrefectHQ/fastmcp#3655; PyPI `autogen-ext` 0.7.5, `semantic-kernel` 1.45.0, `llama-index-tools-mcp` 0.6.0, npm `@google/adk` 2.0.0, run',
    remedy: 'write the definition inline',
  },
  {
    id: 'unions',
    what: '`oneOf`, `anyOf` or `allOf` in an argument',
    consequence: '@langchain/mcp-adapters merges the alternatives into one, with the `const` of the last, and refuses valid calls itself; llama-index-tools-mcp and smolagents call it a text, @google/adk and LangChain4j say nothing of it',
    source: 'npm `@langchain/mcp-adapters` 1.1.4, `@google/adk` 2.0.0, PyPI `llama-index-tools-mcp` 0.6.0, `smolagents` 1.26.0, Maven `langchain4j-mcp` 1.18.1-beta28, run',
    remedy: 'make a tool of each alternative, or optional arguments of their members',
  },
  {
    id: 'tuples',
    what: '`prefixItems`',
    consequence: 'Genkit cannot call the tool (`strict mode: unknown keyword`); @google/adk keeps the list and loses what its items are; Codex says that all items are like the first',
    source: 'npm `@genkit-ai/mcp` 1.42.0, `@google/adk` 2.0.0, `@openai/codex` 0.171.0, run',
    remedy: 'use an object with a name for each item',
  },
  {
    id: 'openArguments',
    what: 'arguments that its input schema does not name',
    consequence: '@ai-sdk/mcp tells the model that there are none; Microsoft Agent Framework and Semantic Kernel drop them',
    source: 'npm `@ai-sdk/mcp` 2.0.99, PyPI `agent-framework-core` 1.23.0, `semantic-kernel` 1.45.0, run',
    remedy: 'put them into one argument that is an object',
  },
  {
    id: 'optionalArguments',
    what: 'an argument that may be left out',
    consequence: 'openai-agents (Python) makes it required when it converts to strict schemas, so that the model makes up a value; CrewAI writes null for it, which this server reads as left out',
    source: 'PyPI `openai-agents` 0.24.0, `crewai-tools` 1.15.30, run',
    remedy: 'say in its description which value means nothing',
  },
];
