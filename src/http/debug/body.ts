import type { Context } from 'hono';
import { BadRequest, unknown } from './query.ts';

const MOST_BYTES = 16 * 1024;

/**
 * The body of an order: a JSON object of at most 16 kB with no other fields than `known`. No body
 * is an empty object. Throws BadRequest, which names what is wrong.
 */
export async function orderBody(
  c: Context,
  known: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new BadRequest('content-type: expects application/json');
  const text = await textOf(c);
  const read = text.trim() === '' ? {} : parsed(text);
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new BadRequest('body: expects a JSON object');
  const stranger = Object.keys(read).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new BadRequest(unknown(stranger, known));
  return { ...read };
}

async function textOf(c: Context): Promise<string> {
  const { body } = c.req.raw;
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw new BadRequest('body: expects at most 16 kB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new BadRequest('body: expects JSON', { cause: thrown });
  }
}
