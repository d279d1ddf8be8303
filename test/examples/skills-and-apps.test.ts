import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';
import { getToolUiResourceUri, McpUiResourceMetaSchema, McpUiToolMetaSchema } from '@modelcontextprotocol/ext-apps/app-bridge';
import { type Era, serveExample } from './support/serve-example';

const { connect, server } = serveExample('skills-and-apps');

describe.each<Era>(['2026-07-28', '2025-11-25'])('an official client that speaks %s', (era) => {
  test('finds the skill, reads its files by its directories, and verifies each', async () => {
    const skills = new SkillsClient(await connect(era));

    const { skills: [skill] } = await skills.list();
    const directory = await skills.readDirectory('skill://plan-a-trip/references');
    const [manifest, table] = [await skills.read(skill), await skills.read(skill, 'references/weather.md')];

    expect(skills.supported && skills.directoryRead).toBe(true);
    expect(skill.frontmatter).toEqual({
      name: 'plan-a-trip', description: expect.stringContaining('Plans a trip'), license: 'Apache-2.0', metadata: { version: '1.0' },
    });
    expect((await skills.get(skill.uri)).skill).toEqual(skill);
    expect(directory.resources).toMatchObject([{ uri: 'skill://plan-a-trip/references/weather.md', mimeType: 'text/markdown' }]);
    expect([manifest.verified, table.verified]).toEqual([true, true]);
    expect(table.text).toBe(readFileSync('examples/skills-and-apps/skills/plan-a-trip/references/weather.md', 'utf8'));
  });

  test('is told in resources of the skill, and not of the files that belong to it', async () => {
    const client = await connect(era);

    const { resources } = await client.listResources();

    expect(resources.map(({ uri }) => uri)).toEqual(['skill://plan-a-trip/SKILL.md', 'ui://trips/forecast']);
    expect(resources[0]).toMatchObject({ name: 'plan-a-trip', mimeType: 'text/markdown', description: expect.stringContaining('Plans a trip') });
  });

  test('gets errors for skills and directories that there are not', async () => {
    const client = await connect(era);
    const skills = new SkillsClient(client);

    await expect(skills.get('skill://plan-a-trip/references/weather.md')).rejects.toMatchObject({ code: -32602 });
    await expect(skills.get('skill://__proto__')).rejects.toMatchObject({ code: -32602 });
    await expect(skills.readDirectory('skill://plan-a-trip/SKILL.md')).rejects.toMatchObject({ code: -32602 });
    await expect(client.readResource({ uri: 'skill://plan-a-trip/../plan-a-trip/nothing' })).rejects.toMatchObject({ code: -32602 });
  });

  test('finds the app by its tool, and with it what the app may do', async () => {
    const client = await connect(era);

    const { tools: [tool] } = await client.listTools();
    const { contents: [page] } = await client.readResource({ uri: getToolUiResourceUri(tool as never)! });
    const { structuredContent } = await client.callTool({ name: tool.name, arguments: { city: 'Oslo' } });

    expect(McpUiToolMetaSchema.parse(tool._meta!.ui)).toEqual({ resourceUri: 'ui://trips/forecast' });
    expect(page).toMatchObject({ uri: 'ui://trips/forecast', mimeType: 'text/html;profile=mcp-app', text: expect.stringMatching(/^<!doctype html>/) });
    expect(McpUiResourceMetaSchema.parse(page._meta!.ui)).toEqual({ prefersBorder: true });
    expect(structuredContent).toMatchObject({ city: 'Oslo' });
  });
});

test('the card says before what the server says of itself to who connects', async () => {
  const client = await connect('2026-07-28');
  const answer = await fetch(`${server().mcpUrl}/server-card`, { headers: { 'Accept': 'application/mcp-server-card+json', 'User-Agent': '' } });
  const { $schema, remotes, ...card } = await answer.json() as { [name: string]: any };

  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/mcp-server-card+json']);
  expect(card).toEqual(client.getServerVersion());
  expect($schema).toBe('https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json');
  expect(remotes).toEqual([{ type: 'streamable-http', url: server().mcpUrl, supportedProtocolVersions: expect.arrayContaining(['2026-07-28', '2025-11-25']) }]);
  expect((await fetch(`${server().mcpUrl}/server-card`, { headers: { 'If-None-Match': answer.headers.get('etag')! } })).status).toBe(304);
});
