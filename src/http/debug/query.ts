import type { Context } from 'hono';

/** A query or a body that is not as it should be; the message names what is expected. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** The parameters of a query, each read once; a name that nobody reads is refused. */
export interface Query {
  /** A whole number from 1 to `most`; `usual` where it is not given. */
  count(name: string, usual: number, most: number): number;
  /** Text as given; null where it is not. */
  text(name: string): string | null;
  /** A moment as RFC 3339, in ms since the epoch; null where it is not given. */
  moment(name: string): number | null;
}

/** Reads the query of a request; only the names in `known` may stand in it. */
export function queryOf(c: Context, known: readonly string[]): Query {
  const given = c.req.query();
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new BadRequest(unknown(stranger, known));
  const text = (name: string): string | null => given[name] ?? null;
  return {
    text,
    count: (name, usual, most) => {
      const value = text(name);
      if (value === null) return usual;
      const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
      if (number < 1 || number > most)
        throw new BadRequest(`${name}: expects a whole number from 1 to ${most}`);
      return number;
    },
    moment: (name) => {
      const value = text(name);
      if (value === null) return null;
      const at = Date.parse(value);
      if (Number.isNaN(at))
        throw new BadRequest(`${name}: expects a moment such as 2026-11-22T03:05:07Z`);
      return at;
    },
  };
}

const MOST_SHOWN = 40;

/** A sentence about a name that nobody knows. */
export const unknown = (name: string, known: readonly string[]): string =>
  `${JSON.stringify(name.slice(0, MOST_SHOWN))} is not known; ${
    known.length === 0 ? 'nothing is expected' : `expected: ${known.join(', ')}`
  }`;
