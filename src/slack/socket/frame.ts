/** What a frame from Slack is, before the SDK sees it. Pure. */

import type { Rejected } from '../../domain/health/socketFact.ts';

/** A frame after a look at it. */
export type Read =
  | { readonly type: 'hello'; readonly connections: number | null; readonly text: string }
  | { readonly type: 'notice'; readonly reason: string }
  /** An envelope; `text` is what the SDK may read. */
  | { readonly type: 'envelope'; readonly text: string }
  | { readonly type: 'rejected'; readonly kind: Rejected };

type Fields = Readonly<Record<string, unknown>>;

const LARGEST_BYTES = 1024 * 1024;

/**
 * Names under which the SDK tells what it does itself: an event of such a name would be taken for
 * the end of the connection, or for its beginning.
 */
const reserved = new Set([
  'connecting',
  'connected',
  'reconnecting',
  'disconnecting',
  'disconnected',
  'authenticated',
  'error',
  'close',
  'ws_message',
  'slack_event',
  'outgoing_message',
]);

const envelopeTypes = new Set(['events_api', 'slash_commands', 'interactive']);

const rejected = (kind: Rejected): Read => ({ type: 'rejected', kind });

/** Reads a frame as undici gives it. */
export function readFrame(data: unknown, isBinary: boolean): Read {
  if (isBinary || typeof data !== 'string') return rejected('binary');
  if (Buffer.byteLength(data) > LARGEST_BYTES) return rejected('too_large');
  const said = parsed(data);
  if (said === undefined) return rejected('not_json');
  if (!isObject(said)) return rejected('not_object');
  const { type } = said;
  if (type === 'hello') return { type, connections: countIn(said), text: data };
  if (type === 'disconnect') return { type: 'notice', reason: wordOr(said['reason'], 'unknown') };
  if (typeof type !== 'string' || !envelopeTypes.has(type)) return rejected('unknown_type');
  return readEnvelope(said, type, data);
}

function readEnvelope(said: Fields, type: string, data: string): Read {
  const { envelope_id: id, payload } = said;
  if (typeof id !== 'string' || id === '') return rejected('no_envelope_id');
  if (!isObject(payload)) return rejected('no_payload');
  return type === 'events_api' ? readEvent(said, payload, data) : { type: 'envelope', text: data };
}

/** An event whose fields stand in the payload itself gets an inner event made of it, to be acked. */
function readEvent(said: Fields, payload: Fields, data: string): Read {
  const { event } = payload;
  const inner = event === undefined ? { type: payload['type'] } : event;
  if (!isObject(inner) || typeof inner['type'] !== 'string') return rejected('no_event');
  if (reserved.has(inner['type'])) return rejected('reserved_event');
  if (event !== undefined) return { type: 'envelope', text: data };
  return {
    type: 'envelope',
    text: JSON.stringify({ ...said, payload: { ...payload, event: inner } }),
  };
}

function countIn({ num_connections: count }: Fields): number | null {
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : null;
}

/** A short word, such as a reason; anything else is not repeated. */
const wordOr = (value: unknown, fallback: string): string =>
  typeof value === 'string' && /^[a-z_]{1,40}$/.test(value) ? value : fallback;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // counted as such by the caller
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
