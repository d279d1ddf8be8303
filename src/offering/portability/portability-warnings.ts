import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DescribedTool } from './described-tool';
import { PORTABILITY_RULES } from './rules';

/** Of what a rule finds, a few places say it. */
const SHOWN = 3;

/** Warns, once a tool and rule, of what clients and models are known to refuse. */
export function warnOfPortability(scope: IConstruct, tool: DescribedTool): void {
  for (const { id, what, consequence, remedy, finding } of PORTABILITY_RULES) {
    const found = finding?.(tool) ?? [];
    if (found.length > 0) {
      const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
      Annotations.of(scope).addWarningV2(
        `cdk-remote-mcp-server:${id}`,
        `the tool "${tool.name}" has ${plain(what)} (${found.slice(0, SHOWN).join(', ')}${more}): ${plain(consequence)}; ${remedy}, or acknowledge this`,
      );
    }
  }
}

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replace(/`|\*\*/g, '');
}
