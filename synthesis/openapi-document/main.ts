import { text } from 'node:stream/consumers';
import { readDocument } from './read-document';
import { DocumentReading } from '../../src/contract/openapi/document-reading';

const answer = await readDocument(JSON.parse(await text(process.stdin)) as DocumentReading);
process.stdout.write(JSON.stringify(answer));
