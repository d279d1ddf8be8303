import { isJsonObject, isNothing, MalformedAnswer, objectOf, type Rule, text } from './rule';
import { memberPath } from '../json/member-path';
import { numberIn } from '../json/raw-number';

/** Keys whose invalid values make official clients reject a whole result, although a tool may choose them. */
const RULES: { readonly [name: string]: Rule } = {
  'progressToken': (written, at) => {
    if (typeof written !== 'string' && !Number.isSafeInteger(numberIn(written))) {
      throw new MalformedAnswer(at, 'is neither a string nor an integer');
    }
    return written;
  },
  'io.modelcontextprotocol/related-task': objectOf({ taskId: { rule: text, required: true } }),
};

/** The server itself writes the server info. */
const SERVERS_OWN = 'io.modelcontextprotocol/serverInfo';

/** The `_meta` of a result: anything but what the protocol has given a meaning. */
export const resultMeta: Rule = (written, at, revision) => {
  if (!isJsonObject(written)) {
    throw new MalformedAnswer(at, 'is not an object');
  }
  return Object.fromEntries(Object.entries(written).flatMap(([name, value]) => {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (rule === undefined) {
      return name === SERVERS_OWN ? [] : [[name, value]];
    }
    return isNothing(value) ? [] : [[name, rule(value, memberPath(at, name), revision)]];
  }));
};
