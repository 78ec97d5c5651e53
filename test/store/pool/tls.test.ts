import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ServerSettings, TlsMode } from '../../../src/store/pool/settings.ts';
import { FaultProxy } from '../../support/proxy.ts';
import { hasServer, TestServer } from './server.ts';
import { storm } from './storm.ts';
import { once, openPool, outcome, twice } from './support.ts';

const test = suite('store/pool/tls');

interface Certificates {
  readonly ca: string;
  readonly otherCa: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority, another that signed nothing, and a certificate for `localhost` by the first. */
function makeCertificates(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), 'paperscout-tls-'));
  const openssl = (words: string) =>
    execFileSync('openssl', words.split(' '), { cwd: dir, stdio: 'ignore' });
  const key = 'ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  for (const name of ['ca', 'other'])
    openssl(
      `req -x509 -newkey ${key} -keyout ${name}.key -out ${name}.crt -days 2 -subj /CN=${name}`,
    );
  openssl(`req -newkey ${key} -keyout server.key -out server.csr -subj /CN=localhost`);
  writeFileSync(join(dir, 'names'), 'subjectAltName=DNS:localhost\n');
  openssl(
    'x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 2 -extfile names',
  );
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  const made = {
    ca: read('ca.crt'),
    otherCa: read('other.crt'),
    certificate: read('server.crt'),
    key: read('server.key'),
  };
  rmSync(dir, { recursive: true });
  return made;
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

if (hasServer && hasOpenssl) {
  let server: TestServer;
  let made: Certificates;

  test.before(async () => {
    made = makeCertificates();
    const files = { 'server.crt': made.certificate, 'server.key': made.key };
    const words = ['ssl=on', 'ssl_cert_file=../server.crt', 'ssl_key_file=../server.key'];
    server = await TestServer.begin(
      words.flatMap((word) => ['-c', word]),
      files,
    );
  });

  test.after(async () => {
    await server.end();
  });

  const over = (
    host: string,
    mode: TlsMode,
    ca: string | null,
    port = server.port,
  ): ServerSettings => ({
    ...server.settings,
    host,
    port,
    tls: { mode, ca: ca === null ? null : [ca] },
  });

  /** `tls` or `plain` for a connection that works, else why it does not. */
  const connection = async (settings: ServerSettings): Promise<string> => {
    const { db } = openPool(settings, { max: 1 });
    try {
      const [row] = await db.run(
        once,
        (sql) => sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`,
      );
      return row?.ssl === true ? 'tls' : 'plain';
    } catch {
      const { reason, code } = db.status().lastError ?? { reason: '', code: '' };
      return `${reason} ${code}`;
    } finally {
      await db.close(0);
    }
  };

  const cases: readonly (readonly [string, TlsMode, string, 'ca' | 'otherCa' | null, string])[] = [
    ['disable asks for none', 'disable', 'localhost', null, 'plain'],
    ['prefer takes it when offered', 'prefer', 'localhost', null, 'tls'],
    ['require believes any certificate', 'require', '127.0.0.1', null, 'tls'],
    [
      'require with a file believes only that',
      'require',
      '127.0.0.1',
      'otherCa',
      'auth UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['verify-ca does not look at the name', 'verify-ca', '127.0.0.1', 'ca', 'tls'],
    [
      'verify-ca refuses an unknown authority',
      'verify-ca',
      'localhost',
      'otherCa',
      'auth UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['verify-full is good with authority and name', 'verify-full', 'localhost', 'ca', 'tls'],
    [
      'verify-full refuses another name',
      'verify-full',
      '127.0.0.1',
      'ca',
      'auth ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'verify-full refuses an unknown authority',
      'verify-full',
      'localhost',
      null,
      'auth UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  ];

  for (const [what, mode, host, ca, expected] of cases)
    test(what, async () => {
      assert.is(await connection(over(host, mode, ca === null ? null : made[ca])), expected);
    });

  test('by the Unix socket there is no TLS, whatever the mode', async () => {
    const tls = { mode: 'verify-full', ca: null } as const;
    assert.is(await connection({ ...server.settings, tls }), 'plain');
  });

  test('200 connections killed under TLS: nothing escapes, no call takes long, good afterwards', async () => {
    const proxy = await FaultProxy.begin({ port: server.port });
    proxy.youngestMs = 20; // the handshake takes its time
    const { db: admin } = openPool(server.settings, { max: 1 });
    const { db } = openPool(over('127.0.0.1', 'require', null, proxy.port), {
      max: 4,
      deadlineMs: 2_000,
    });
    const seen = await storm(proxy, admin, 67, () => db.run(twice, (sql) => sql`select 1`));
    const after = Array.from({ length: 12 }, () => outcome(db.run(twice, (sql) => sql`select 1`)));
    const good = (await Promise.all(after)).filter((was) => was === 'good').length;
    await db.close(0);
    await admin.close(0);
    await proxy.stop();
    assert.is(seen.kills, 201);
    assert.equal(seen.escaped, []);
    assert.ok(seen.slowestMs < 1_500, `slowest call ${seen.slowestMs} ms`);
    assert.ok(seen.good > 500, `${seen.good} good calls`);
    assert.is(good, 12);
  });

  test('a server without TLS: prefer is good, require is refused', async () => {
    server.extra = [];
    await server.stop('fast');
    await server.start();
    assert.is(await connection(over('127.0.0.1', 'prefer', null)), 'plain');
    assert.is(await connection(over('127.0.0.1', 'require', null)), 'refused NO_TLS');
  });
} else test.skip('no PostgreSQL binaries, or no openssl, are installed', () => {});

test.run();
