/** All variables of a function's environment. Constructs encode them, `handler.ts` decodes them, once. */
export type EnvNames<E> = readonly (keyof E & string)[];

/** The environment that a construct gives its function. Values may be tokens and are never inspected. */
export function encodeEnv<E extends object>(names: EnvNames<E>, values: E): { [name: string]: string } {
  const source = values as Record<string, string>;
  return Object.fromEntries(names.map((name) => [name, source[name]]));
}

/**
 * The environment that a function reads. An empty value is a value; a missing one is not.
 *
 * @throws with the names of all missing variables at once
 */
export function decodeEnv<E extends object>(names: EnvNames<E>, env: { readonly [name: string]: string | undefined }): E {
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`missing environment variables: ${missing.join(', ')}`);
  }
  return Object.fromEntries(names.map((name) => [name, env[name]])) as E;
}
