import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { htmlBody, pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { DraftFault } from '../../../src/commands/world/drafts/fault.ts';
import type { ReadAnswer } from '../../../src/domain/papers/probe/answer.ts';
import type { OnRequest } from '../../../src/ports/operators/measured.ts';
import type { OpenDraftProbe } from '../../../src/sources/draftProbe.ts';
import { brisk, inWorld, looked, names, never, probeOf } from './support.ts';

const FILE = 'D4000R1.pdf';
const MAX = 65_536;

const read = (probe: OpenDraftProbe, folder: string, file = FILE): Promise<ReadAnswer> =>
  probe.read({ ...brisk, url: folder + file, maxBytes: MAX }, never);

/** Status and length of what was kept, or category and reason. */
const inShort = (answer: ReadAnswer): readonly unknown[] => {
  if (answer.type === 'reply') return [answer.status, answer.body.length, answer.length];
  return answer.type === 'failed' ? [answer.category, answer.reason] : ['strayed', answer.to];
};

const test = suite('reading the beginning of a draft');

test('a large file: the first 64 KiB by Range, and how long all of it is', () =>
  inWorld(async (world, probe) => {
    const body = pdfBody('On drafts', 200_000);
    world.put(FILE, body);
    const answer = await read(probe, world.url);
    assert.equal(inShort(answer), [206, MAX, 200_000]);
    assert.ok(answer.type === 'reply' && body.subarray(0, MAX).equals(answer.body));
    assert.equal(
      world.requests.map(({ method, range }) => [method, range]),
      [['GET', 'bytes=0-65535']],
    );
  }));

test('operations-16: a read carries the trace of its turn, looks carry none', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer(({ headers, method }, out) => {
    seen.push(`${method} ${headers['traceparent']}`);
    out.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/`;
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const probe = probeOf(folder, { traceparent: () => trace });
  await looked(probe, folder, [FILE]);
  await read(probe, folder);
  await looked(probe, folder, [FILE]);
  await probe.close();
  server.close();
  assert.equal(seen, ['HEAD undefined', `GET ${trace}`, 'HEAD undefined']);
});

test('reads are measured, and of looks the first of each list', async () => {
  const measured: unknown[] = [];
  const onRequest: OnRequest = ({ what, status, ms }) => measured.push([what, status, ms >= 0]);
  await inWorld(
    async (world, probe) => {
      world.put(FILE, pdfBody('On drafts', 2_000));
      await looked(probe, world.url, names(30));
      await read(probe, world.url);
    },
    {},
    { onRequest },
  );
  assert.equal(measured, [
    ['draft.request', 404, true],
    ['draft.request', 206, true],
  ]);
});

test('a small file is read whole', () =>
  inWorld(async (world, probe) => {
    const body = htmlBody('On drafts');
    world.put('D4000R1.html', body);
    const answer = await read(probe, world.url, 'D4000R1.html');
    assert.equal(inShort(answer), [206, body.length, body.length]);
    assert.ok(answer.type === 'reply' && body.equals(answer.body));
  }));

test('of an error page the beginning is kept, too', () =>
  inWorld(async (world, probe) => {
    world.fail({ type: 'page', page: 'notFound' });
    const answer = await read(probe, world.url);
    assert.ok(answer.type === 'reply' && Buffer.from(answer.body).includes('Page not found'));
  }));

const faults: readonly (readonly [name: string, fault: DraftFault, outcome: readonly unknown[]])[] =
  [
    ['no end', { type: 'endless' }, [200, MAX, null]],
    ['silence in the body', { type: 'hang', where: 'body' }, ['TIMEOUT', 'body_timeout']],
    ['drops', { type: 'drops' }, ['TIMEOUT', 'body_timeout']],
    ['a reset in the body', { type: 'reset', where: 'body' }, ['NETWORK', 'body_cut']],
    ['no headers', { type: 'hang', where: 'headers' }, ['TIMEOUT', 'headers_timeout']],
    ['no bytes', { type: 'empty' }, [200, 0, 0]],
    ['a login', { type: 'login' }, ['strayed', 'path']],
    ['403', { type: 'status', status: 403 }, [403, 0, null]],
  ];

for (const [name, fault, outcome] of faults) {
  test(`reading ${name} is ${outcome.join(' ')}`, () =>
    inWorld(async (world, probe) => {
      world.fail(fault);
      assert.equal(inShort(await read(probe, world.url)), outcome);
    }));
}

test('a body that ignores the Range is cut at 64 KiB, and its connection is given up', () =>
  inWorld(async (world, probe) => {
    world.fail({ type: 'endless' }, { times: 1 });
    assert.equal(inShort(await read(probe, world.url)), [200, MAX, null]);
    world.put(FILE, pdfBody('On drafts'));
    assert.equal(inShort(await read(probe, world.url)), [206, 4_096, 4_096]);
    assert.is(world.connections(), 2);
  }));

test('a file to read goes before the look that is under way, and counts as in flight', () =>
  inWorld(
    async (world, probe) => {
      world.put(FILE, pdfBody('On drafts'));
      const all = looked(probe, world.url, names(12), { concurrency: 2 });
      const file = probe.read(
        { ...brisk, concurrency: 2, url: world.url + FILE, maxBytes: MAX },
        never,
      );
      assert.equal(inShort(await file), [206, 4_096, 4_096]);
      await all;
      assert.is(
        world.requests.findIndex(({ method }) => method === 'GET'),
        2,
      );
      assert.equal([world.requests.length, world.mostInFlight()], [13, 2]);
    },
    { latencyMs: 20 },
  ));

test('only what lies below the address of drafts is asked for', () =>
  inWorld(async (world, probe) => {
    const wrong = await read(probe, 'http://127.0.0.1:1/files/papers/').catch(String);
    assert.match(String(wrong), /^Error: not below http:/);
    const looks = await looked(probe, 'http://127.0.0.1:1/', ['a']).catch(String);
    assert.match(String(looks), /^Error: not below http:/);
    assert.is(world.requests.length, 0);
  }));

test.run();
