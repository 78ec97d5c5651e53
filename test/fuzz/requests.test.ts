import { connect } from 'node:net';
import fc from 'fast-check';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createTracer } from '../../src/app/tracing/tracer.ts';
import { alertOrders, alertsPage } from '../../src/commands/daemon/debug/alerts.ts';
import { debugPages } from '../../src/commands/daemon/debug/pages.ts';
import { selfRules } from '../../src/domain/alerts/selfRules.ts';
import { createAlertKeeper } from '../../src/flows/alerts/keeper.ts';
import { operatorsOnly } from '../../src/http/access/auth.ts';
import { debugRoutes } from '../../src/http/debug/routes.ts';
import { type Listener, listen } from '../../src/http/listen.ts';
import { publicRoutes, strangers } from '../../src/http/routes.ts';
import { inTrace } from '../../src/http/trace.ts';
import { good, NOW } from '../support/health/parts.ts';
import { anyText, anyTraceparent, eventually } from './support.ts';

const TOKEN = 's3cret-token-of-operators';

/** Each request comes ten seconds after the one before, so that nobody is shut out for long. */
let elapsed = 0;
const bugs: unknown[] = [];

/** The operators' listener with everything that is read from a request. */
function operators(): Hono {
  const clock = { now: () => NOW, elapsed: () => 0 };
  const keeper = createAlertKeeper(clock, selfRules({ pollIntervalMs: 1_800_000, threshold: 100 }));
  const alerts = {
    alerting: () => ({ keeper }),
    view: () => ({ episodes: async () => [] }),
    store: () => ({ silence: async () => '7', endSilence: async () => true }),
    wake: () => {},
    record: async (_: string, work: () => Promise<never>) => work(),
  };
  const pages = debugPages({
    actors: () => null,
    ledger: () => null,
    store: () => null,
    pools: () => null,
    slowest: { top: () => [] } as never, // no page here looks further
    failures: { list: () => [] } as never,
    loop: () => ({}) as never,
    ring: { read: () => [] } as never,
    config: () => ({}),
  });
  const app = new Hono();
  app.use(inTrace(createTracer()));
  app.use(
    operatorsOnly({
      token: TOKEN,
      onRefused: () => {},
      elapsed: () => elapsed,
      addressOf: () => 'somebody',
    }),
  );
  const release = { version: '1', revision: null, service: 'local' };
  const collect = async () => ({ parts: good, at: NOW });
  app.route('/', publicRoutes({ release, collect, notReady: () => [] }, true));
  app.route(
    '/',
    debugRoutes({
      pages: { ...pages, alerts: alertsPage(alerts as never) },
      orders: alertOrders(alerts as never), // records nothing
      eventsOf: () => [],
      injectFault: null,
      redact: (text) => text,
    }),
  );
  return strangers(app, (thrown) => bugs.push(thrown));
}

let listener: Listener | null = null;

const test = suite('any request');

test.before(async () => {
  listener = await listen(operators(), '127.0.0.1', 0);
});

test.after(async () => {
  await listener?.close(0);
});

/** Sends bytes and reads until the other side ends; a listener that hangs fails after five seconds. */
function exchange(bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener?.port ?? 0, '127.0.0.1');
    const read: Buffer[] = [];
    const done = (): void => resolve(Buffer.concat(read).toString('latin1'));
    socket.setTimeout(5_000, () => {
      socket.destroy();
      reject(new Error('no end of the answer'));
    });
    socket.on('data', (part) => read.push(part));
    socket.on('error', done);
    socket.on('close', done);
    socket.end(bytes); // nothing more will come
  });
}

const method = fc.oneof(
  fc.constantFrom(
    'GET',
    'GET',
    'HEAD',
    'POST',
    'POST',
    'DELETE',
    'PUT',
    'OPTIONS',
    'TRACE',
    'PATCH',
  ),
  fc.stringMatching(/^[A-Z!#$%]{1,12}$/),
);

const pathPart = fc.oneof(
  fc.constantFrom('health', 'livez', 'readyz', 'debug', 'logs', 'alerts', 'cycles', 'silences'),
  fc.constantFrom(
    '7',
    '..',
    '%2e%2e',
    '%',
    '%ff',
    '%00',
    'ack',
    'constructor',
    '__proto__',
    'events',
  ),
  fc.stringMatching(/^[ -~]{0,12}$/).map((text) => text.replaceAll(/[ ?#]/g, '')),
);

const query = fc.oneof(
  fc.constant(''),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('n', 'level', 'since', 'component', 'wait', '__proto__', 'x'),
        fc.oneof(
          fc.constantFrom('1', '0', '-1', '1e9', 'warn', '2026-11-22T03:05:07Z', '275760-09-13'),
          anyText.map((text) => encodeURIComponent(text.toWellFormed())),
          fc.constantFrom('%', '%E0%A4%A', '+', '&&'),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => `?${all.map(([name, value]) => `${name}=${value}`).join('&')}`),
);

const visible = fc.stringMatching(/^[!-~]{0,40}$/);

const body = fc.oneof(
  fc.constant(''),
  fc.json(),
  fc
    .record(
      {
        rule: fc.oneof(fc.constantFrom('self.*', 'self.db', '*', '**', 'x'), fc.jsonValue()),
        minutes: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
        reason: fc.oneof(fc.string(), fc.jsonValue()),
        labels: fc.jsonValue(),
        dry: fc.oneof(fc.boolean(), fc.jsonValue()),
      },
      { requiredKeys: ['rule', 'minutes', 'reason'] },
    )
    .map((wish) => JSON.stringify(wish)),
  fc.nat(40_000).map((size) => `"${'x'.repeat(size)}"`),
  fc.constant(`{"rule":"self${'*'.repeat(8_000)}z","minutes":1,"reason":"x","dry":true}`),
);

const request = fc
  .record({
    method,
    path: fc.array(pathPart, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
    query,
    trace: anyTraceparent,
    body,
    token: fc.oneof(fc.constant(`Bearer ${TOKEN}`), fc.constant(`Bearer ${TOKEN}`), visible),
    type: fc.oneof(fc.constant('application/json'), visible),
    host: fc.oneof(fc.constant('127.0.0.1'), visible),
    accept: visible,
    length: fc.constantFrom('right', 'right', 'right', 'less', 'chunked', 'none'),
  })
  .map((one) => {
    const bytes = Buffer.from(one.body);
    const framing: Readonly<Record<string, string>> = {
      right: `content-length: ${bytes.length}\r\n`,
      less: `content-length: ${Math.floor(bytes.length / 2)}\r\n`,
      chunked: 'transfer-encoding: chunked\r\n',
      none: '',
    };
    const head =
      `${one.method} ${one.path}${one.query} HTTP/1.1\r\nhost: ${one.host}\r\n` +
      `authorization: ${one.token}\r\ncontent-type: ${one.type}\r\naccept: ${one.accept}\r\n` +
      `traceparent: ${one.trace}\r\nconnection: close\r\n${framing[one.length]}\r\n`;
    const chunked = Buffer.concat([
      Buffer.from(`${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    return Buffer.concat([Buffer.from(head, 'latin1'), one.length === 'chunked' ? chunked : bytes]);
  });

/** Looks at one answer; several may come where a body was shorter than was said. */
function judge(answer: string): void {
  const [head = '', text = ''] = answer.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  assert.ok(status < 500 || status === 503, answer.slice(0, 300));
  assert.not.match(answer, new RegExp(TOKEN));
  assert.not.match(text, /node:internal|\.ts:\d|at Object/);
  const parent = /^traceparent: (.*)$/m.exec(head)?.[1];
  if (parent !== undefined) assert.match(parent.trim(), /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
}

test('an answer below 500 or a refusal, no secret, no stack, and the listener goes on', async () => {
  await eventually(request, async (bytes) => {
    elapsed += 10_000;
    bugs.length = 0;
    judge(await exchange(bytes));
    assert.equal(bugs, []);
  });
  const last = await exchange(
    Buffer.from('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
  );
  assert.match(last, /^HTTP\/1\.1 200/);
});

test('bytes that are no request at all', async () => {
  await eventually(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      anyText.map((text) => Buffer.from(text)),
    ),
    async (bytes) => {
      judge(await exchange(Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\n')])));
    },
    0.3,
  );
});

test.run();
