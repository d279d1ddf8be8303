/** What a route is found by. */
export interface Routable {
  readonly httpMethod: string;
  readonly resourcePath: string;
}

export interface Match<M extends Routable> {
  readonly method: M;
  readonly pathParameters: { readonly [name: string]: string };
}

type Parameters = { [name: string]: string };

interface TreeNode<M extends Routable> {
  readonly methods: Map<string, M>;
  readonly fixed: Map<string, TreeNode<M>>;
  variable?: { readonly name: string; readonly node: TreeNode<M> };
  greedy?: { readonly name: string; readonly node: TreeNode<M> };
}

const newNode = <M extends Routable>(): TreeNode<M> => ({ methods: new Map(), fixed: new Map() });
const segments = (path: string) => path.split('/').filter((segment) => segment !== '');

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The methods of an API by path: a fixed segment before a variable, a variable before a greedy one. */
export class Router<M extends Routable> {
  private readonly root = newNode<M>();

  constructor(methods: readonly M[]) {
    for (const method of methods) {
      this.add(method);
    }
  }

  /** @returns undefined where API Gateway answers MISSING_AUTHENTICATION_TOKEN */
  match(httpMethod: string, path: string): Match<M> | undefined {
    const found = this.find(this.root, segments(path), {});
    const method = found?.node.methods.get(httpMethod) ?? found?.node.methods.get('ANY');
    return method && { method, pathParameters: found!.parameters };
  }

  private add(method: M): void {
    let node = this.root;
    for (const segment of segments(method.resourcePath)) {
      const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
      if (name === undefined) {
        if (!node.fixed.has(segment)) {
          node.fixed.set(segment, newNode<M>());
        }
        node = node.fixed.get(segment)!;
      } else if (plus === '+') {
        node = (node.greedy ??= { name, node: newNode<M>() }).node;
      } else {
        node = (node.variable ??= { name, node: newNode<M>() }).node;
      }
    }
    node.methods.set(method.httpMethod, method);
  }

  private find(node: TreeNode<M>, rest: readonly string[], parameters: Parameters): { node: TreeNode<M>; parameters: Parameters } | undefined {
    if (rest.length === 0) {
      return node.methods.size > 0 ? { node, parameters } : undefined;
    }
    const [segment, ...others] = rest;
    const fixed = node.fixed.get(segment);
    const { variable, greedy } = node;
    return (fixed && this.find(fixed, others, parameters))
      ?? (variable && this.find(variable.node, others, { ...parameters, [variable.name]: decode(segment) }))
      ?? (greedy && { node: greedy.node, parameters: { ...parameters, [greedy.name]: rest.map(decode).join('/') } });
  }
}
