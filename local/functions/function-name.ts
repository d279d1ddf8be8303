/** What a caller names. */
export interface FunctionName {
  readonly name: string;
  /** An alias or a version; undefined for the code that was last deployed. */
  readonly qualifier?: string;
}

/** Of `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`, `ACCOUNT:function:NAME[:QUALIFIER]` and `NAME[:QUALIFIER]`. */
export function parseFunctionName(nameOrArn: string): FunctionName {
  const parts = nameOrArn.split(':');
  const [name = '', qualifier] = parts.slice(parts.indexOf('function') + 1);
  return { name, qualifier };
}
