import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Names of which one may be taken for another. */
export class NamesAlike {
  /** By what is left of a name where case and marks do not count. */
  private readonly known = new Map<string, string>();

  /** @param kind such as `tools` */
  constructor(private readonly kind: string, private readonly scope: IConstruct) {}

  /** Warns of a name that differs from an earlier one by case, or by `_`, `-` and `.` only: MCP tells them apart, models and some clients do not. */
  public add(name: string): void {
    const plain = name.toLowerCase().replace(/[_.-]/g, '');
    const other = this.known.get(plain);
    if (other === undefined) {
      this.known.set(plain, name);
    } else {
      Annotations.of(this.scope).addWarningV2(
        'cdk-remote-mcp-server:namesAlike',
        `the ${this.kind} "${other}" and "${name}" differ by case or by _, - and . only: a model may call one for the other, and a client that replaces characters in names knows one of them; rename one, or acknowledge this`,
      );
    }
  }
}
