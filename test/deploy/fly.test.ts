import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../src/config/config.ts';
import { keys } from '../../src/config/keys.ts';
import { flyProblems, spanMs } from '../support/deploy/fly.ts';

const root = new URL('../../', import.meta.url);
const toml = readFileSync(new URL('fly.toml', root), 'utf8');
const fly = JSON.parse(JSON.stringify(parse(toml))) as {
  readonly kill_signal: string;
  readonly kill_timeout: string;
  readonly build: { readonly dockerfile: string };
  readonly deploy: { readonly release_command: string };
  readonly env: Readonly<Record<string, string>>;
  readonly http_service: Readonly<Record<string, unknown>> & {
    readonly internal_port: number;
    readonly checks: readonly Readonly<Record<string, string>>[];
  };
  readonly metrics: readonly { readonly port: number; readonly path: string }[];
  readonly mounts: readonly { readonly destination: string }[];
  readonly restart: readonly { readonly policy: string }[];
};

/** What the daemon makes of the file, with the secrets that do not stand in it. */
const config = loadConfig({ ...fly.env, OPS_TOKEN: 'token', DATABASE_URL: 'postgres://u:p@h/d' });

const test = suite('fly.toml');

test('PS35: has only keys that Fly knows, with values of the right kind', () => {
  assert.equal(flyProblems(toml), []);
});

const copies: readonly (readonly [what: string, from: string, to: string, problem: string])[] = [
  [
    'a number for a span of a check',
    'interval = "15s"',
    'interval = 15',
    'http_service.checks.interval expects a span with a unit, in quotes, such as "15s"',
  ],
  [
    'a number for kill_timeout',
    'kill_timeout = "30s"',
    'kill_timeout = 30',
    'kill_timeout expects a span with a unit, in quotes, such as "15s"',
  ],
  [
    'an unknown key',
    'max_unavailable',
    'max_unavailible',
    'deploy.max_unavailible is no key that we know',
  ],
  ['an old spelling', '[[mounts]]', '[[mount]]', 'mount is no key that we know'],
  [
    'a port in quotes',
    'internal_port = 8080',
    'internal_port = "8080"',
    'http_service.internal_port expects a port as a number, without quotes',
  ],
  [
    'a strategy that does not go with a volume',
    '"rolling"',
    '"bluegreen"',
    'deploy.strategy expects one of rolling, immediate',
  ],
  [
    'a boolean where Fly wants a word',
    'auto_stop_machines = "off"',
    'auto_stop_machines = false',
    'http_service.auto_stop_machines expects one of off, stop, suspend',
  ],
  ['a table that is a list', '[[restart]]', '[restart]', 'restart expects [[restart]]'],
];

for (const [what, from, to, problem] of copies) {
  test(`a copy with ${what} is refused`, () => {
    assert.ok(toml.includes(from));
    assert.equal(flyProblems(toml.replace(from, to)), [problem]);
  });
}

test('PS35: the drain fits into the time that Fly gives, and the signal is ours', () => {
  assert.is(fly.kill_signal, 'SIGTERM');
  assert.ok((spanMs(fly.kill_timeout) ?? 0) > config.shutdownMs);
});

test('every variable is one of ours, and none is a secret', () => {
  const names: readonly string[] = Object.keys(keys);
  assert.equal(
    Object.keys(fly.env).filter((name) => !names.includes(name)),
    [],
  );
  assert.not.match(
    Object.keys(fly.env).join(' '),
    /TOKEN|SECRET|WEBHOOK|DATABASE_URL|NTFY|DEADMAN/,
  );
});

test('ports, volume and paths are those of the daemon', () => {
  assert.is(fly.http_service.internal_port, config.http.port);
  assert.equal(fly.metrics, [{ port: config.http.opsPort, path: '/metrics' }]);
  assert.is(fly.mounts[0]?.destination, config.dataDir);
  assert.equal([config.http.host, config.http.opsHost], ['0.0.0.0', '::']);
});

test('nothing puts the machine to sleep, and every exit is followed by a start', () => {
  assert.is(fly.http_service['auto_stop_machines'], 'off');
  assert.is(fly.http_service['min_machines_running'], 1);
  assert.equal(fly.restart, [{ policy: 'always' }]);
});

test('the files that it names exist, and the check asks for readiness', () => {
  const [, script = ''] = fly.deploy.release_command.split(' ');
  for (const file of [fly.build.dockerfile, script])
    assert.ok(existsSync(new URL(file, root)), file);
  assert.is(fly.http_service.checks[0]?.['path'], '/readyz');
});

test('an open operators’ listener needs a token, and says so', () => {
  assert.throws(() => loadConfig(fly.env), /OPS_TOKEN/);
});

test.run();
