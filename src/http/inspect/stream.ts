/** Glimpses as server-sent events: a few readers, each with its own line of what waits for it. */

/** One entry of the stream: one more with each, whatever else it holds. */
export interface Entry {
  readonly seq: number;
}

/** Where entries come from. */
export interface Source {
  /** What was seen after `seq`, as far as it is kept. */
  since(seq: number): readonly Entry[];
  /** Hears of every entry until the function given back is called. */
  follow(listener: (entry: Entry) => void): () => void;
}

/** The readers of one source. */
export interface Streams {
  /** A stream from `after` on (null: all that is kept); null: there are readers enough. */
  open(after: number | null): ReadableStream<Uint8Array> | null;
  /** How many read now. */
  readers(): number;
  /** Ends all streams. */
  close(): void;
}

/** Limits of the streams; spans in ms. */
export interface StreamLimits {
  readonly readers: number;
  /** Entries that may wait for one reader. */
  readonly waiting: number;
  /** A comment comes this often, so that nobody in between takes the connection for dead. */
  readonly commentMs: number;
}

const usual: StreamLimits = { readers: 3, waiting: 200, commentMs: 15_000 };

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
const asEvent = (entry: Entry): string => `id: ${entry.seq}\ndata: ${JSON.stringify(entry)}\n\n`;
const asGap = (missed: number): string => `event: gap\ndata: {"missed":${missed}}\n\n`;

/** Streams over a source. Entries are written down only when their reader takes them. */
export function createStreams(source: Source, limits: Partial<StreamLimits> = {}): Streams {
  const { readers, waiting: most, commentMs } = { ...usual, ...limits };
  const ends = new Set<() => void>();

  function open(after: number | null): ReadableStream<Uint8Array> | null {
    if (ends.size >= readers) return null;
    const kept = source.since(after ?? 0);
    // A newcomer may have all that is kept; what waits later is limited.
    let waiting: Entry[] = [...kept];
    let missed = after === null ? 0 : Math.max(0, (kept[0]?.seq ?? after + 1) - after - 1);
    let isCommentDue = true; // the first one opens the stream before anything happens
    let wake: (() => void) | null = null;
    let isOver = false;
    const rouse = (): void => {
      wake?.();
      wake = null;
    };
    let room = Math.max(most, kept.length);
    const unfollow = source.follow((entry) => {
      waiting.push(entry);
      if (waiting.length > room) {
        waiting.shift();
        missed += 1;
      }
      rouse();
    });
    const timer = setInterval(() => {
      isCommentDue = true;
      rouse();
    }, commentMs);
    const end = (): void => {
      isOver = true;
      clearInterval(timer);
      unfollow();
      waiting = [];
      ends.delete(end);
      rouse();
    };
    ends.add(end);

    /** What the reader gets next; null while there is nothing. */
    function next(): string | null {
      if (missed > 0) {
        const text = asGap(missed);
        missed = 0;
        return text;
      }
      const entry = waiting.shift();
      room = Math.max(most, waiting.length);
      if (entry !== undefined) return asEvent(entry);
      if (!isCommentDue) return null;
      isCommentDue = false;
      return ':\n\n';
    }

    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          let text = next();
          while (text === null && !isOver) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            text = next();
          }
          if (isOver || text === null) controller.close();
          else controller.enqueue(bytes(text));
        },
        cancel: end,
      },
      { highWaterMark: 0 }, // nothing is made before somebody reads it
    );
  }

  return {
    open,
    readers: () => ends.size,
    close: () => {
      for (const end of ends) end();
    },
  };
}
