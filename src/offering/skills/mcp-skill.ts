import { IConstruct } from 'constructs';
import { readSkill } from './skill-directory';
import { McpSkillProps } from './skill-props';
import { checksArguments } from '../../private/declared';
import { SkillDefinition } from '../catalogue/definitions';

/**
 * A skill: instructions for a task, with the files that they need, which clients load when the task comes up.
 *
 * It is compiled at synthesis: clients get its front matter and a list of all its files with their sizes and SHA-256 digests, by which
 * they verify what they read. Each file is also a resource, for clients that do not know skills.
 *
 * @see https://github.com/modelcontextprotocol/ext-skills/blob/main/specification/stable/skills.mdx
 * @see https://agentskills.io/specification
 */
export class McpSkill {
  static {
    checksArguments(this, 'McpSkill');
  }

  /**
   * A skill as it lies in a directory: `SKILL.md`, which begins with YAML front matter, and other files.
   *
   * The directory is named as the skill. Files and directories whose names begin with a dot are left out. At most 512 files of 4 MiB each
   * and 16 MiB together.
   *
   * Throws `SkillNotFound`, `InvalidSkill`, `InvalidSkillPrefix` and `SkillTooLarge` when it is added to a server.
   *
   * @param path the directory, relative to the directory in which the app is synthesized
   * @param props the place and the scopes
   */
  public static fromDirectory(path: string, props: McpSkillProps = {}): McpSkill {
    return new McpSkill(path, props);
  }

  private constructor(
    /** The directory. */
    public readonly path: string,
    private readonly props: McpSkillProps,
  ) {}

  /**
   * Checks the skill, and reads its files.
   *
   * @internal
   */
  public _bind(scope: IConstruct): SkillDefinition {
    return readSkill(this.path, this.props, scope);
  }
}
