import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keys } from '../../src/config/keys.ts';
import { neededScopes, optionalScopes, slashCommands } from '../../src/domain/talk/scopes.ts';
import { eventNames, previewEventNames } from '../../src/slack/socket/event.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const manifest = read('docs/slack-manifest.yaml');
const page = read('docs/slack.md');

/** A list in square brackets under this name. */
const listed = (name: string): readonly string[] =>
  new RegExp(`^ +${name}: \\[(.*)\\]$`, 'm').exec(manifest)?.[1]?.split(', ') ?? [];

const test = suite('the Slack app on paper');

test('the manifest asks for exactly the rights that the code checks', () => {
  assert.equal(listed('bot'), neededScopes);
  assert.equal(listed('bot_optional'), Object.keys(optionalScopes));
});

/** What each method needs (Slack's reference); the app-level token has none of these. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['chat:write', 'chat:write.public'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'users.info': ['users:read'],
  'reactions.add': ['reactions:write'],
  'views.publish': [],
  'auth.test': [],
  'apps.connections.open': [],
};

/** Names of methods that stand in the product. */
function methodsCalled(): readonly string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('commands/world'),
  );
  const named = /'((?:chat|conversations|users|views|reactions|auth|apps)\.[a-zA-Z.]+)'/g;
  const ours = new Set(['chat.deliver', 'chat.look']); // operations of our own
  const all = files.flatMap((file) => [...read(`src/${file}`).matchAll(named)]);
  return [...new Set(all.map(([, method = '']) => method))].filter((method) => !ours.has(method));
}

test('the rights are those of the methods that the code calls, of its commands and its mentions', () => {
  assert.equal(methodsCalled().toSorted(), Object.keys(scopesOf).toSorted());
  const used = new Set([...Object.values(scopesOf).flat(), 'commands', 'app_mentions:read']);
  const asked = [...neededScopes, ...Object.keys(optionalScopes)];
  assert.equal([...used].toSorted(), asked.toSorted());
});

test('the manifest has exactly the commands that the code takes', () => {
  const commands = [...manifest.matchAll(/command: (\/\w+),.*should_escape: (\w+)/g)];
  assert.equal(
    commands.map(([, name]) => name),
    slashCommands,
  );
  assert.ok(commands.every(([, , escapes]) => escapes === 'true'));
});

test('the manifest subscribes to exactly the events that the code reads', () => {
  assert.equal(listed('bot_events').toSorted(), eventNames.toSorted());
  for (const name of previewEventNames) assert.ok(manifest.includes(name), name);
});

test('sockets and buttons are switched on, and tokens do not rotate', () => {
  assert.match(manifest, /^ {2}socket_mode_enabled: true$/m);
  assert.match(manifest, /^ {2}interactivity: \{ is_enabled: true \}$/m);
  assert.match(manifest, /^ {2}token_rotation_enabled: false$/m);
  assert.match(manifest, /home_tab_enabled: true/);
});

test('the page names every right, and the example only variables that there are', () => {
  for (const scope of [...neededScopes, ...Object.keys(optionalScopes)])
    assert.ok(page.includes(`\`${scope}\``), scope);
  const names = [...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
  assert.ok(names.length > 5);
  for (const name of names) assert.ok(Object.hasOwn(keys, name), name);
});

test.run();
