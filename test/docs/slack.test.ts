import { readFileSync } from 'node:fs';
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
