/**
 * Where a skill stands among the skills of the server, and who may read it.
 */
export interface McpSkillProps {
  /**
   * What stands before the skill's name in its URI: one or more path segments, such as `acme/billing`, for
   * `skill://acme/billing/refunds/SKILL.md`.
   *
   * @default - nothing: `skill://refunds/SKILL.md`
   */
  readonly prefix?: string;

  /**
   * Names of the scopes that a caller's access token must have to read the skill, all of them. `skills/list` shows it to every caller.
   *
   * @default - any valid access token may read it
   */
  readonly requiredScopes?: string[];
}
