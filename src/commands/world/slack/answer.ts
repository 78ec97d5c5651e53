/** The bytes of an answer, good or broken. */

import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FaultAnswer } from './faults.ts';

/** An answer as Slack means it. */
export type Meant = Readonly<Record<string, unknown>>;

/** Sends JSON with HTTP 200; the scopes go into a header, as Slack does. */
export function sendJson(response: ServerResponse, body: Meant, scopes: readonly string[]): void {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'x-oauth-scopes': scopes.join(','),
  });
  response.end(JSON.stringify(body));
}

/** Sends HTTP 429. */
export function sendLimit(
  response: ServerResponse,
  retryAfter: string | null,
  body = '{"ok":false,"error":"ratelimited"}',
): void {
  const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
  response.writeHead(429, { 'content-type': 'application/json', ...headers }).end(body);
}

/** Sends what the fault says, or nothing; `meant` is what a well server would have answered. */
export async function sendFault(
  response: ServerResponse,
  fault: Exclude<FaultAnswer, { type: 'slow' }>,
  meant: Meant,
): Promise<void> {
  switch (fault.type) {
    case 'limit':
      return sendLimit(response, fault.retryAfter);
    case 'message_limit':
      return sendLimit(
        response,
        null,
        fault.form === 'bare' ? LIMIT : JSON.stringify({ error: LIMIT }),
      );
    case 'status':
      return send(response, fault.status, 'text/html', fault.body ?? PAGE);
    case 'error':
      return sendJson(response, { ok: false, error: fault.code, ...fault.fields }, []);
    case 'redirect':
      response.writeHead(302, { location: '/elsewhere' }).end();
      return;
    case 'no_answer':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'body_cut':
    case 'body_stalled':
      return sendHalf(response, JSON.stringify(meant), fault.type === 'body_cut');
    default:
      return send(
        response,
        200,
        fault.type === 'html' ? 'text/html' : JSON_TYPE,
        wrong(fault.type, meant),
      );
  }
}

const LIMIT = 'message_limit_exceeded';
const PAGE = '<html><body><h1>Something went wrong</h1></body></html>';
const JSON_TYPE = 'application/json';

type WrongBody = 'cut_json' | 'html' | 'empty' | 'null' | 'array';

function wrong(type: WrongBody, meant: Meant): string {
  const whole = JSON.stringify(meant);
  const bodies: Readonly<Record<WrongBody, string>> = {
    cut_json: whole.slice(0, whole.length - 2),
    html: PAGE,
    empty: '',
    null: 'null',
    array: '[]',
  };
  return bodies[type];
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

const FLUSH_MS = 20; // else the client sees a reset before the headers

/** The head and half of the body; then the connection ends, or just nothing comes any more. */
async function sendHalf(response: ServerResponse, body: string, cut: boolean): Promise<void> {
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2));
  if (!cut) return;
  await setTimeout(FLUSH_MS);
  response.socket?.destroy();
}
