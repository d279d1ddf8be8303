/** What synthesis asks the program `assets/synthesis/openapi-document` on its standard input. It reads a document and does nothing else. */
export interface DocumentReading {
  /** JSON or YAML. */
  readonly text: string;
  /** Where the text is from. */
  readonly file?: string;
  /** References to files in this folder are followed. Left out: no reference leaves the document. */
  readonly folder?: string;
}

/** What it answers on its standard output. */
export type DocumentAnswer = ReadDocument | UnreadableDocument;

export interface ReadDocument {
  /** All its references stay within it, or are left as they are: then whoever follows them refuses them. */
  readonly document: { readonly [member: string]: unknown };
  /** What contradicts the specification. Published documents are seldom free of it. */
  readonly problems: readonly string[];
}

export interface UnreadableDocument {
  readonly code: 'OpenApiDocumentUnreadable' | 'OpenApiVersion' | 'OpenApiReference';
  /** Continues "the OpenAPI document …". */
  readonly message: string;
}
