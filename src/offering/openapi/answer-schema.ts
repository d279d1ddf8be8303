import { ApiDocument, entriesOf } from './document';
import { ApiOperation } from './operations';
import { SchemaTranslation } from './schema-translation';
import { isJsonObject, Json, JsonObject } from '../json-schema/json';

export interface AnswerSchema {
  readonly schema: JsonObject;
  /** The member that holds the answer, where the answer is no object. */
  readonly member?: string;
}

const RESULT = 'result';

/**
 * The schema of what the operation answers, as a tool's output schema: an object at its root.
 *
 * @returns undefined where the document does not describe a JSON answer
 * @throws Unmappable
 */
export function answerSchemaOf({ definition }: ApiOperation, document: ApiDocument, schemas: SchemaTranslation): AnswerSchema | undefined {
  const described = entriesOf(definition.responses)
    .filter(([status]) => /^2(?:\d\d|XX)$/i.test(status))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, response]) => jsonSchema(document.object(response), document));
  // One that describes no content is an answer, too, which no schema of the others would fit.
  if (described.length !== 1 || described[0] === undefined) {
    return undefined;
  }
  const target = document.resolve(described[0]).value;
  const translated = schemas.translate(target);
  const isObject = isJsonObject(translated) && translated.type === 'object' && !['$ref', 'anyOf', 'oneOf'].some((keyword) => keyword in translated);
  const root: JsonObject = isObject ? translated : { type: 'object', properties: { [RESULT]: translated }, required: [RESULT] };
  const defs = schemas.defs();
  return { schema: { ...root, ...defs ? { $defs: defs } : {} }, ...isObject ? {} : { member: RESULT } };
}

function jsonSchema(response: JsonObject | undefined, document: ApiDocument): Json | undefined {
  const json = entriesOf(response?.content).find(([mediaType]) => /^application\/json\b|\+json\b/i.test(mediaType));
  return json && document.object(json[1])?.schema;
}
