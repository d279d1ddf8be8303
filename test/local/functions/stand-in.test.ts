import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseStandIn } from '../../../local/functions/stand-in';
import { temporaryDirectory } from '../../support/temporary-directory';

test.each(['docker run --env A=b image', 'go run ./tool'])('"%s" is a command', (command) => {
  expect(parseStandIn(`Forecast=${command}`)).toEqual(['Forecast', { kind: 'command', command }]);
});

test('a file is a command, and a directory is code', () => {
  const directory = temporaryDirectory('stand-in');
  const command = join(directory, 'tool');
  writeFileSync(command, '#!/bin/sh');
  expect(parseStandIn(`Forecast=${command}`)).toEqual(['Forecast', { kind: 'command', command }]);
  expect(parseStandIn(`Forecast=${directory}`)).toEqual(['Forecast', { kind: 'directory', directory }]);
});

test('one word that names nothing is a misspelt directory', () => {
  expect(() => parseStandIn('Forecast=./tols')).toThrow('"./tols" is neither a directory, nor a command with arguments, nor a URL, nor "aws"');
});
