/** Turns whatever is logged into plain data of bounded size. Never throws. */

const MOST_CAUSES = 4;
const LONGEST_TEXT = 4_000;
const DEEPEST = 6;
const WIDEST = 50;

/** What JSON can hold. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | readonly Plain[]
  | { readonly [key: string]: Plain };

const cut = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

/** An error as `{ type, message, code, stack, cause }`; at most four causes deep. */
export function plainError(error: Error, causes = MOST_CAUSES): Plain {
  const code = 'code' in error ? error.code : null;
  const cause =
    error.cause instanceof Error && causes > 0 ? plainError(error.cause, causes - 1) : null;
  return {
    type: error.name,
    message: cut(error.message),
    code: typeof code === 'string' || typeof code === 'number' ? code : null,
    stack: cut(error.stack ?? ''),
    ...(cause === null ? {} : { cause }),
  };
}

/** The value as plain data: errors at any depth, BigInt and cycles included. */
export function plain(value: unknown, depth = 0): Plain {
  switch (typeof value) {
    case 'string':
      return cut(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : plainObject(value, depth);
    default:
      return value === undefined ? null : `[${typeof value}]`;
  }
}

function plainObject(value: object, depth: number): Plain {
  if (value instanceof Error) return plainError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= DEEPEST) return '[deep]'; // ends cycles, too
  if (Array.isArray(value)) return value.slice(0, WIDEST).map((one) => plain(one, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return safely(value, depth);
  const entries = Object.entries(value).slice(0, WIDEST);
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one, depth + 1)]));
}

function safely(value: object & { toJSON?: unknown }, depth: number): Plain {
  try {
    return plain(typeof value.toJSON === 'function' ? value.toJSON() : null, depth + 1);
  } catch {
    return '[unreadable]'; // a foreign toJSON may do anything; the line matters more
  }
}
