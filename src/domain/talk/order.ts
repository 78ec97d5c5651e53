/** What operators may order, whether by a command or over HTTP. */

/** The actors that an operator may pause. */
export const pausable = ['poller', 'prober', 'queue'] as const;

/** One of the actors that an operator may pause. */
export type Pausable = (typeof pausable)[number];

/** An order, read and checked. Spans in ms. */
export type OpsOrder =
  | { readonly type: 'poll' }
  /** One number, or a whole cycle now. */
  | { readonly type: 'probe'; readonly number: number | null }
  /** The first 12 hex digits of the sha256 of a rejected index. */
  | { readonly type: 'accept-index'; readonly hash: string }
  | { readonly type: 'pause' | 'resume'; readonly part: Pausable }
  | { readonly type: 'boost'; readonly forMs: number }
  | { readonly type: 'dead-letters' }
  /** The id of a row, or all of them. */
  | { readonly type: 'replay'; readonly id: string | 'all' }
  | { readonly type: 'health' }
  | AlertOrder;

/** An order that is about alerts. */
export type AlertOrder =
  /** What fires, and what is silent. */
  | { readonly type: 'alerts' }
  /** A rule, or the first digits of the id of an episode. */
  | { readonly type: 'ack'; readonly which: string }
  | {
      readonly type: 'silence';
      /** `*` stands for anything. */
      readonly rule: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly forMs: number;
      readonly reason: string;
    }
  /** The number of a silence. */
  | { readonly type: 'unsilence'; readonly id: string };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const four = (n: number): string => String(n).padStart(4, '0');

/** An order in the words in which it is given: what `ops_log` keeps. */
export function orderInWords(order: OpsOrder): string {
  switch (order.type) {
    case 'probe':
      return order.number === null ? 'probe' : `probe P${four(order.number)}`;
    case 'accept-index':
      return `accept-index ${order.hash}`;
    case 'pause':
    case 'resume':
      return `${order.type} ${order.part}`;
    case 'boost':
      return `boost ${Math.round(order.forMs / DAY_MS)}d`;
    case 'replay':
      return `dead-letters replay ${order.id}`;
    case 'ack':
      return `ack ${order.which}`;
    case 'silence': {
      const labels = Object.entries(order.labels).map(([name, value]) => `${name}=${value} `);
      return `silence ${order.rule} ${labels.join('')}${order.forMs / MINUTE_MS}m`;
    }
    case 'unsilence':
      return `unsilence ${order.id}`;
    case 'poll':
    case 'dead-letters':
    case 'health':
    case 'alerts':
      return order.type;
  }
}
