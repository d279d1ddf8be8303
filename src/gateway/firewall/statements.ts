import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

export type Statement = CfnWebACL.StatementProperty;
type TextTransformation = CfnWebACL.TextTransformationProperty;

const AS_IT_IS: TextTransformation[] = [{ priority: 0, type: 'NONE' }];

/** The second decoding also undoes the first of two encodings; two different types, because the order of two equal ones says nothing. */
const DECODED_TWICE: TextTransformation[] = [
  { priority: 0, type: 'URL_DECODE' },
  { priority: 1, type: 'URL_DECODE_UNI' },
  { priority: 2, type: 'LOWERCASE' },
];

/** AWS WAF wants at least two statements in an AND. */
export function and(first: Statement, second: Statement, ...others: Statement[]): Statement {
  return { andStatement: { statements: [first, second, ...others] } };
}

/** Of one statement, that statement: AWS WAF wants at least two in an OR. */
export function or(first: Statement, ...others: Statement[]): Statement {
  return others.length === 0 ? first : { orStatement: { statements: [first, ...others] } };
}

export function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

/** The request carries the label, which an earlier rule gave it. */
export function labelled(label: string): Statement {
  return { labelMatchStatement: { scope: 'LABEL', key: label } };
}

export function methodIs(method: string): Statement {
  return {
    byteMatchStatement: { fieldToMatch: { method: {} }, positionalConstraint: 'EXACTLY', searchString: method, textTransformations: AS_IT_IS },
  };
}

/** The path as the client wrote it: an encoded one is no exempt path. */
export function pathMatches(regex: string): Statement {
  return { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString: regex, textTransformations: AS_IT_IS } };
}

/** The path after decoding: what API Gateway routes to the path is recognised in every spelling. */
export function decodedPathMatches(regex: string): Statement {
  return {
    regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString: regex, textTransformations: [{ priority: 0, type: 'URL_DECODE' }] },
  };
}

export function queryMatches(regex: string): Statement {
  return { regexMatchStatement: { fieldToMatch: { queryString: {} }, regexString: regex, textTransformations: DECODED_TWICE } };
}

/** What AWS WAF sees of the body, its first 16 KB. */
export function bodyMatches(regex: string): Statement {
  return { regexMatchStatement: { fieldToMatch: { body: { oversizeHandling: 'CONTINUE' } }, regexString: regex, textTransformations: DECODED_TWICE } };
}

// CloudFormation's own spelling: the construct passes these members through untyped.
const header = (name: string) => ({ singleHeader: { Name: name } });
const queryArgument = (name: string) => ({ singleQueryArgument: { Name: name } });

export function queryArgumentMatches(name: string, regex: string): Statement {
  return { regexMatchStatement: { fieldToMatch: queryArgument(name), regexString: regex, textTransformations: DECODED_TWICE } };
}

export function headerMatches(name: string, regex: string): Statement {
  return { regexMatchStatement: { fieldToMatch: header(name), regexString: regex, textTransformations: AS_IT_IS } };
}

export function headerIsPresent(name: string): Statement {
  return { sizeConstraintStatement: { fieldToMatch: header(name), comparisonOperator: 'GT', size: 0, textTransformations: AS_IT_IS } };
}

export function queryIsLongerThan(bytes: number): Statement {
  return { sizeConstraintStatement: { fieldToMatch: { queryString: {} }, comparisonOperator: 'GT', size: bytes, textTransformations: AS_IT_IS } };
}
