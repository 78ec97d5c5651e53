import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { ProbeAnswer } from '../../../src/domain/papers/probe/answer.ts';
import type { OpenDraftProbe } from '../../../src/sources/draftProbe.ts';
import { selfSigned } from '../../support/tls/certificate.ts';
import { brisk, inWorld, looked, names, never, probeOf } from './support.ts';

const test = suite('looking for drafts over TLS');

const inShort = (answer: ProbeAnswer | null | undefined): unknown =>
  answer?.type === 'failed' ? answer.reason : answer?.type === 'reply' ? answer.status : answer;

const made = selfSigned();

if (made !== null) {
  test('over HTTP/1.1 a connection is used for many', () =>
    inWorld(
      async (world, probe) => {
        world.put('D1003R0.pdf', pdfBody('On drafts'));
        const answers = await looked(probe, world.url, names(40), { timeoutMs: 20_000 });
        assert.is(answers.filter((answer) => inShort(answer) === 404).length, 39);
        assert.is(inShort(answers[3]), 200);
        assert.ok(world.connections() <= 4, `${world.connections()} connections`);
      },
      { tls: made },
      { ca: made.cert },
    ));

  test('a certificate that nobody vouches for is tls', () =>
    inWorld(
      async (world, probe) => {
        assert.is(inShort((await looked(probe, world.url, ['a']))[0]), 'tls');
        assert.is(world.requests.length, 0);
      },
      { tls: made },
    ));

  /** Runs `body` with a server that speaks h2 alone. */
  async function overH2(
    answer: (stream: ServerHttp2Stream, path: string, method: string) => void,
    body: (probe: OpenDraftProbe, url: string, sessions: () => number) => Promise<void>,
  ): Promise<void> {
    let sessions = 0;
    const server = createSecureServer({ ...made });
    server.on('session', () => {
      sessions += 1;
    });
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      answer(stream, String(headers[':path']), String(headers[':method']));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/papers/`;
    const probe = probeOf(url, { ca: made?.cert ?? '' });
    try {
      await body(probe, url, () => sessions);
    } finally {
      await probe.close();
      await new Promise((closed) => server.close(closed));
    }
  }

  test('over h2 one connection is enough, and answers are the same', () =>
    overH2(
      (stream, path, method) => {
        if (path.endsWith('D1003R0.pdf')) {
          stream.respond({
            ':status': 200,
            'content-length': 9,
            'content-type': 'application/pdf',
          });
          stream.end(method === 'HEAD' ? '' : '%PDF-1.7\n');
        } else stream.respond({ ':status': 404 }, { endStream: true });
      },
      async (probe, url, sessions) => {
        const answers = await looked(probe, url, names(200), { timeoutMs: 20_000 });
        assert.is(answers.filter((answer) => inShort(answer) === 404).length, 199);
        assert.is(inShort(answers[3]), 200);
        const file = await probe.read({ ...brisk, url: `${url}D1003R0.pdf`, maxBytes: 100 }, never);
        assert.equal(file.type === 'reply' && String(Buffer.from(file.body)), '%PDF-1.7\n');
        assert.is(sessions(), 1);
      },
    ));

  test('over h2 silence is a timeout, a stream that is broken off a reset, and both are over', () =>
    overH2(
      (stream, path) => {
        if (path.endsWith('D1001R0.pdf')) return;
        if (path.endsWith('D1002R0.pdf')) stream.close(2);
        else stream.respond({ ':status': 404 }, { endStream: true });
      },
      async (probe, url) => {
        const answers = await looked(probe, url, names(4));
        assert.equal(answers.map(inShort), [404, 'headers_timeout', 'reset', 404]);
      },
    ));
} else test.skip('no openssl is installed', () => {});

test.run();
