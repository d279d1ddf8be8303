/** What in a property's name says that it is about who may do what, and what does that here. */
const WORDS: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [/^(groups?|roles?|teams?)$/, 'what a person may do follows from scopes: requiredScopes of a tool, resource or prompt, and groupScopes of McpAuthorization.oauth()'],
  [/^(users?|persons?|people|emails?|tenants?)$/, 'who may sign in is said by signIn of McpAuthorization.oauth()'],
  [/^(scopes?|permissions?)$/, 'scopes are declared by McpAuthorization.oauth(), and required by requiredScopes of a tool, resource or prompt'],
  [/^(ips?|cidrs?|address|addresses|countries)$/, 'addresses are allowed and blocked by McpFirewall and McpEndpoint'],
  [/^(approvals?|confirmations?)$/, 'a person is asked before a tool runs where the tool has confirm'],
  [/^(auth|authn|authz|authorizers?|authentication|authorization|token|tokens|jwt)$/, 'who may call is said by authorization of RemoteMcpServer'],
];
const VERBS = /^(allow|allows|allowed|deny|denied|block|blocked|forbid|forbidden|permit|permits|permitted|require|requires|required|restrict|restricted|protected)$/;

/**
 * What to do in the place of a property that we do not have, and that would seem to protect something; undefined for any other, which may be the app's own.
 * One word alone (`group`, `role`) is anybody's.
 *
 * @param name such as `allowedGroups`
 */
export function accessRemedy(name: string): string | undefined {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[\s_-]+/);
  if (words.length === 1 || !words.some((word) => VERBS.test(word))) {
    return undefined;
  }
  return WORDS.find(([pattern]) => words.some((word) => pattern.test(word)))?.[1];
}
