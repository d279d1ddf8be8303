import { readFileSync } from 'node:fs';
import hello from 'hello';

export const handler = async (event) => `${hello(event.arguments.name)}, ${readFileSync(process.env.GREETING_FILE, 'utf8').trim()} ${process.env.WRAPPED}`;
