import { word } from './word';

export const handler = async (event: { readonly arguments: { readonly name: string } }): Promise<string> => `${word} ${event.arguments.name}`;
