/** W3C trace context: which turn a line, an answer or a request belongs to. */

/** One turn. Ids are lower-case hex: 32 digits for the trace, 16 for the span. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const isZero = (id: string): boolean => /^0+$/.test(id);

/**
 * What a `traceparent` header says; null when any part of it is invalid, for then all of it is
 * ignored. Of a version that is not known yet the first four fields are taken.
 */
export function readTraceparent(header: string | null): TraceContext | null {
  const [, version = 'ff', traceId = '', spanId = '', flags = '00', rest] =
    FORM.exec(header ?? '') ?? [];
  if (version === 'ff' || isZero(traceId) || isZero(spanId)) return null;
  if (version === '00' && rest !== undefined) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header for a request or an answer of this span. */
export const writeTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
