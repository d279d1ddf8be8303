import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser's parser understands it. */
export class HtmlDocument {
  private readonly root: DefaultTreeAdapterTypes.Document;

  constructor(page: string) {
    this.root = parse(page, {
      onParseError: ({ code }) => {
        throw new Error(`the page is not valid HTML: ${code}`);
      },
    });
  }

  elements(...names: string[]): Element[] {
    return descendants(this.root).filter((node): node is Element => 'tagName' in node && (names.length === 0 || names.includes(node.tagName)));
  }

  texts(...names: string[]): string[] {
    return this.elements(...names).map(textOf);
  }

  /** What can be read of the page. */
  text(): string {
    return textOf(this.elements('body')[0]);
  }

  /** Names of all elements and attributes: what a text could have added to. */
  vocabulary(): string[] {
    return [...new Set(this.elements().flatMap(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => `${tagName}.${name}`)]))].sort();
  }
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

export function textOf(node: Node): string {
  return descendants(node).map((child) => (child.nodeName === '#text' ? (child as DefaultTreeAdapterTypes.TextNode).value : '')).join('')
    .replace(/\s+/g, ' ').trim();
}

function descendants(node: Node): Node[] {
  return 'childNodes' in node ? node.childNodes.flatMap((child) => [child, ...descendants(child)]) : [];
}
