import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Certificate } from '../../test/support/tls/certificate.ts';

/** How a server of drafts behaves. Two of a hundred files are there, all others are 404. */
export interface OriginKind {
  readonly tls?: Certificate;
  /** What each answer takes, in ms. */
  readonly latencyMs?: number;
  /** More requests than this within a second are answered 429 with `Retry-After: 1`. */
  readonly limit?: number;
  /** Of the first requests for a URL 0.5 % are reset and 0.5 % hang; `all`: 1 % get a 429, 0.5 % a 503. */
  readonly troubled?: 'connections' | 'all';
}

/** What a server saw since it was last asked. */
export interface OriginSeen {
  readonly connections: number;
  readonly requests: number;
  /** Answered with 429 or 503. */
  readonly refused: number;
  /** Requests that came within the second in which nobody should ask. */
  readonly insideWait: number;
}

/** A server of drafts in a process of its own. */
export interface ProbeOrigin {
  /** Such as `https://127.0.0.1:4711`. */
  readonly origin: string;
  readonly folder: string;
  readonly ca: string | undefined;
  /** What it saw; it counts anew afterwards. */
  seen(): Promise<OriginSeen>;
  close(): void;
}

export async function startProbeOrigin(kind: OriginKind = {}): Promise<ProbeOrigin> {
  const child = fork(new URL('./originChild.ts', import.meta.url), [JSON.stringify(kind)]);
  const [port] = await once(child, 'message'); // from our own child
  const origin = `${kind.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    origin,
    folder: `${origin}/files/papers/`,
    ca: kind.tls?.cert,
    seen: async () => {
      const told = once(child, 'message');
      child.send('?');
      return (await told)[0];
    },
    close: () => child.disconnect(),
  };
}

/** So many files of the papers folder. */
export const filesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => {
    const number = String(1_000 + (n % 9_000)).padStart(4, '0');
    return `D${number}R${1 + Math.floor(n / 9_000)}.pdf`;
  });
