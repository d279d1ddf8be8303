import { Lazy } from 'aws-cdk-lib';
import { velocitySafe, velocityString } from '../../../src/gateway/velocity';

test('neither directives nor references survive, and the JSON means the same', () => {
  const json = JSON.stringify({ name: 'Prices #1: $5 $context.identity ${x} #set($a = 1)' });
  const safe = velocitySafe(json);
  expect(safe).not.toMatch(/[#$]/);
  expect(JSON.parse(safe)).toEqual(JSON.parse(json));
});

test('tokens stay tokens', () => {
  const token = Lazy.string({ produce: () => 'https://example.com' });
  expect(velocitySafe(JSON.stringify({ issuer: token }))).toBe(`{"issuer":"${token}"}`);
});

test('a quote cannot end a string literal', () => {
  expect(velocityString("it's")).toBe("'it''s'");
});
