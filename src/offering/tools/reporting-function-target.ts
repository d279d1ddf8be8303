import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BoundTarget, BoundTool } from './bound-target';
import { bindFunction } from './function-target';
import { McpReports } from './mcp-reports';
import { ToolHost } from './tool-host';
import { FunctionReports, ReportingFunctionTarget } from '../../contract/mcp/layer';
import { CALL_KEY_PREFIX } from '../../contract/mcp/report';
import { isOther } from '../../private/same-environment';
import { ValidationError } from '../../private/validation-error';
import { tableStatements } from '../../registry/server-table';

/** Managed runtimes that do not stream. */
const BUFFERED_RUNTIMES: readonly (lambda.RuntimeFamily | undefined)[] = [
  lambda.RuntimeFamily.PYTHON, lambda.RuntimeFamily.JAVA, lambda.RuntimeFamily.DOTNET_CORE, lambda.RuntimeFamily.RUBY, lambda.RuntimeFamily.GO,
];

/** Lets the invoker call a function, and the function report what it does. */
export function bindReportingFunction(
  fn: lambda.IFunction, reports: McpReports, scope: Construct, invoker: iam.IGrantable, tool: BoundTool, host: ToolHost,
): BoundTarget {
  const { id } = bindFunction(fn, scope, invoker);
  return reporting(id, fn, reports._by() === 'table' ? reportsInTable(fn, id, scope, tool, host) : reportsInResponse(fn, scope));
}

/**
 * Lets the invoker call the connector, which hands on what another server reports.
 */
export function bindReportingConnector(fn: lambda.IFunction, scope: Construct, invoker: iam.IGrantable): BoundTarget {
  const { id, target, reports } = reporting(bindFunction(fn, scope, invoker).id, fn, { by: 'response-stream' });
  return { id, target: { ...target, takesText: true }, reports };
}

function reporting(functionId: string, { functionArn }: lambda.IFunction, reports: FunctionReports) {
  const target: ReportingFunctionTarget = { kind: 'reporting-function', functionArn, reports };
  return { id: boundId(functionId, reports), target, reports: true };
}

function reportsInResponse(fn: lambda.IFunction, scope: Construct): FunctionReports {
  const runtime = runtimeOf(fn);
  if (BUFFERED_RUNTIMES.includes(runtime?.family)) {
    throw new ValidationError(
      'RuntimeWithoutStreaming', `the function "${fn.node.path}" has the runtime ${runtime!.name}, which cannot stream its response; use McpReports.fromTable()`, scope,
    );
  }
  return { by: 'response-stream' };
}

/** Each function may use the items of its own calls, and no others: keys begin with what it is. */
function reportsInTable(fn: lambda.IFunction, functionId: string, scope: Construct, { cancellable }: BoundTool, host: ToolHost): FunctionReports {
  const { role } = fn;
  if (role === undefined) {
    throw new ValidationError(
      'FunctionWithoutRole',
      `the function "${fn.node.path}" is imported without its role, so that it cannot be allowed to report through the table; import it by Function.fromFunctionAttributes() with its role, or use McpReports.fromResponseStream()`,
      scope,
    );
  }
  const ours = Stack.of(scope).account;
  if ([fn.env.account, role.env.account].some((account) => isOther(account, ours))) {
    throw new ValidationError(
      'FunctionInAnotherAccount', `the function "${fn.node.path}" is in another account, whose roles cannot use the table of this server; use McpReports.fromResponseStream()`, scope,
    );
  }
  const keyPrefix = `${CALL_KEY_PREFIX}${functionId}${cancellable ? '.c' : ''}#`;
  const table = host.reportsTable();
  const policyId = `ToolReports${functionId}${cancellable ? 'AndCancellation' : ''}`;
  if (scope.node.tryFindChild(policyId) === undefined) {
    // A policy of this stack: the role's own, in another stack, would depend on the table, and this stack on the function.
    role.attachInlinePolicy(new iam.Policy(scope, policyId, {
      statements: tableStatements({
        table,
        actions: ['dynamodb:UpdateItem', ...cancellable ? ['dynamodb:GetItem'] : []],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${keyPrefix}*`] },
          // Without a key, everything of no values would be alike.
          'Null': { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    }));
  }
  return { by: 'table', tableName: table.tableName, keyPrefix, seesCancellation: cancellable || undefined };
}

/** One function may run a tool that reports and one that does not. */
function boundId(functionId: string, reports: FunctionReports): string {
  const how = reports.by === 'table' ? `table\0${String(reports.seesCancellation)}` : reports.by;
  return createHash('sha256').update(`${functionId}\0${how}`).digest('hex').slice(0, 16);
}

/** An alias and a version know their function. */
function runtimeOf(fn: lambda.IFunction): lambda.Runtime | undefined {
  const { runtime, lambda: unversioned } = fn as { readonly runtime?: lambda.Runtime; readonly lambda?: lambda.IFunction };
  return runtime ?? (unversioned && runtimeOf(unversioned));
}
