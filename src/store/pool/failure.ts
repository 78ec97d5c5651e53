/** What the driver, the server and the network throw, as the failures of the daemon. */

import { Failure, type ReasonOf } from '../../domain/health/failure.ts';

/** Why a statement failed, in one word. */
export type DbReason = ReasonOf<'DB'>;

/** A connection that was never made or never spoke: whatever waited for it was not executed. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly code: string;

  constructor(code: string, message = `no connection to the database: ${code}`) {
    super(message);
    this.code = code;
  }
}

const LONGEST_MESSAGE = 200;

const wordsOf = (text: string): readonly string[] => text.split(' ');

/** Exact codes; SQLSTATE, errno and the driver's own words. */
const byCode: ReadonlyMap<string, DbReason> = new Map(
  (
    [
      ['refused', 'ECONNREFUSED ENOENT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ETIMEDOUT'],
      ['refused', 'CONNECT_TIMEOUT EARLY_CLOSE NO_TLS 57P03 53300 08001 08004'],
      ['lost', 'ECONNRESET EPIPE CONNECTION_CLOSED CONNECTION_ENDED CONNECTION_DESTROYED'],
      ['lost', '57P01 57P02 57P05 08000 08003 08006 08007'],
      ['statement_timeout', '57014 55P03 25P03 25P04'],
      ['serialization', '40001 40P01'],
      ['read_only', '25006'],
      ['auth', '3D000 42501 SASL_SIGNATURE_MISMATCH AUTH_TYPE_NOT_IMPLEMENTED'],
      ['auth', 'ERR_TLS_CERT_ALTNAME_INVALID DEPTH_ZERO_SELF_SIGNED_CERT CERT_HAS_EXPIRED'],
      ['auth', 'SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_NOT_YET_VALID'],
      ['auth', 'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY CERT_REVOKED'],
      ['auth', 'CERT_UNTRUSTED CERT_REJECTED INVALID_CA INVALID_PURPOSE CERT_SIGNATURE_FAILURE'],
      ['protocol', '26000 42P05 08P01'],
      ['disk_full', '53100'],
      ['server', '57000 57P04'],
    ] as const
  ).flatMap(([reason, codes]) => wordsOf(codes).map((code) => [code, reason] as const)),
);

/** Classes of SQLSTATE, for codes that have no line of their own. */
const byClass: ReadonlyMap<string, DbReason> = new Map([
  ['28', 'auth'],
  ['23', 'constraint'],
  ['53', 'server'],
  ['54', 'server'],
  ['55', 'server'],
  ['58', 'server'],
  ['XX', 'server'],
]);

/** Nothing took effect, or it may be done again: worth one more try of a repeatable call. */
const repeated: ReadonlySet<string> = new Set<DbReason>([
  'refused',
  'lost',
  'serialization',
  'read_only',
  'protocol',
]);

/** Whether a repeatable call that failed so gets its second try. */
export const isRepeated = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.category === 'DB' && repeated.has(thrown.reason);

const field = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;

/** The code of what was thrown, or the empty text. */
export function codeOf(thrown: unknown): string {
  const code = field(thrown, 'code');
  return typeof code === 'string' ? code : '';
}

function reasonOf(thrown: unknown, code: string): DbReason | null {
  const known = byCode.get(code) ?? null;
  if (thrown instanceof DialError) return known === 'auth' ? 'auth' : 'refused'; // never executed
  return known ?? (/^[0-9A-Z]{5}$/.test(code) ? (byClass.get(code.slice(0, 2)) ?? null) : null);
}

/** The driver names host and port, which is more than people must know; the server's own words stay. */
function messageOf(thrown: unknown, code: string, reason: DbReason): string {
  if (reason === 'protocol')
    return `${said(thrown)}; behind a transaction pooler set DATABASE_PREPARE=off`;
  if (field(thrown, 'severity') !== undefined || thrown instanceof DialError) return said(thrown);
  return `the connection to the database broke: ${code}`;
}

const said = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, LONGEST_MESSAGE);

/** A failure of the database, by our own limits or by what was thrown. */
export const dbFailure = (
  reason: DbReason,
  operation: string,
  message: string,
  code = '',
): Failure =>
  new Failure({ category: 'DB', reason, operation, message, details: code === '' ? {} : { code } });

/**
 * Classifies what `work` threw. Never hands the driver's error on, not even as a cause: it
 * carries the statement and its parameters. Failures pass; all that is not in the table is a bug.
 */
export function failureOf(thrown: unknown, operation: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  const reason = reasonOf(thrown, code);
  if (reason !== null) return dbFailure(reason, operation, messageOf(thrown, code, reason), code);
  const ofDriver = code !== '' || field(thrown, 'query') !== undefined;
  return new Failure({
    category: 'UNKNOWN',
    reason: 'bug',
    operation,
    message: said(thrown),
    details: { code },
    ...(ofDriver ? {} : { cause: thrown }),
  });
}
