import type { AnyActorRef, InspectionEvent } from 'xstate';
import { Failure, type FailureCategory, failureCategories } from '../../domain/health/failure.ts';
import { GaveUp } from '../../domain/supervision/exit.ts';
import { failureOfExit } from '../../domain/supervision/facts.ts';

/** What may be seen of an actor at one moment; everything else stays inside. */
export interface Glimpse {
  /** One more with each; a stream goes on from here. */
  readonly seq: number;
  readonly at: number;
  /** `root/ingestion/poller`. */
  readonly path: string;
  readonly incarnation: number | null;
  /** `event`: it was told something. `crash`, `end`: it is no more. */
  readonly kind: 'event' | 'state' | 'crash' | 'end';
  /** The type of the event; null for a state. */
  readonly event: string | null;
  readonly status: string;
  readonly value: string | null;
  /** Of the context only what its machine has declared visible. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly category: FailureCategory | null;
}

export interface TapNeeds {
  readonly now: () => number;
  /** The context keys that an actor's machine shows, by the actor's id. */
  readonly visible: (id: string) => readonly string[];
}

/** Looks over the shoulders of all actors; given to the root as `inspect`. */
export interface Tap {
  readonly inspect: (event: InspectionEvent) => void;
  /** The root has nobody above it: its end is told by whoever watches it. */
  rootCrashed(root: AnyActorRef, thrown: unknown): void;
  /** What was seen after `seq`, as far as it is kept; 0 for all. */
  since(seq: number): readonly Glimpse[];
  /** Hears of every glimpse until the function given back is called. */
  follow(listener: (glimpse: Glimpse) => void): () => void;
  /** How often looking, or a listener, went wrong. */
  errors(): number;
}

const KEPT = 500;
const LONGEST_TEXT = 200;
const LONGEST_VALUE = 1_000; // a machine of many regions is in many states: half of it says nothing

/** A tap that keeps the last 500 glimpses. Whatever goes wrong in it is counted, never thrown. */
export function createTap({ now, visible }: TapNeeds): Tap {
  const ring: Glimpse[] = [];
  const listeners = new Set<(glimpse: Glimpse) => void>();
  let seq = 0;
  let errors = 0;
  const guarded = (look: () => void): void => {
    try {
      look();
    } catch {
      errors += 1; // a throw here would kill the actor that is looked at
    }
  };
  const show = (ref: AnyActorRef, what: What): void => {
    seq += 1;
    const glimpse: Glimpse = { seq, at: now(), ...lookAt(ref, visible), ...what };
    ring.push(glimpse);
    if (ring.length > KEPT) ring.shift();
    for (const listener of listeners) guarded(() => listener(glimpse));
  };
  return {
    inspect: (event) =>
      guarded(() => {
        if (event.type === '@xstate.event') {
          const [ref, what] = heard(event);
          show(ref, what);
        } else if (event.type === '@xstate.snapshot' && isRef(event.actorRef))
          show(event.actorRef, { kind: 'state', event: null, category: null });
      }),
    rootCrashed: (root, thrown) =>
      guarded(() => show(root, { kind: 'crash', event: null, category: categoryOf(thrown) })),
    since: (after) => ring.filter((glimpse) => glimpse.seq > after),
    follow: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    errors: () => errors,
  };
}

/** The last hundred glimpses of one actor, oldest first. */
export const eventsOf = (tap: Pick<Tap, 'since'>, id: string): readonly Glimpse[] =>
  tap
    .since(0)
    .filter(({ path }) => path.endsWith(`/${id}`))
    .slice(-100);

type What = Pick<Glimpse, 'kind' | 'event' | 'category'>;
type Heard = Extract<InspectionEvent, { readonly type: '@xstate.event' }>;

/** A word from a dead child to its parent is shown as the death of the child. */
function heard({ actorRef, sourceRef, event }: Heard): readonly [AnyActorRef, What] {
  const { type } = event;
  const category = failureIn(event);
  if (isRef(sourceRef) && type.startsWith('xstate.error.actor.')) {
    const thrown: unknown = sourceRef.getSnapshot().error;
    return [sourceRef, { kind: 'crash', event: null, category: categoryOf(thrown) }];
  }
  if (isRef(sourceRef) && type.startsWith('xstate.done.actor.'))
    return [sourceRef, { kind: 'end', event: null, category: null }];
  if (!isRef(actorRef)) throw new TypeError('an event for nobody');
  return [actorRef, { kind: 'event', event: type, category }];
}

function lookAt(ref: AnyActorRef, visible: TapNeeds['visible']) {
  const snapshot: unknown = ref.getSnapshot();
  const context = property(snapshot, 'context');
  const incarnation = property(context, 'incarnation');
  const value = property(snapshot, 'value');
  const shown = visible(ref.id).map((key) => [key, cut(property(context, key))] as const);
  return {
    path: pathOf(ref),
    incarnation: typeof incarnation === 'number' ? incarnation : null,
    status: String(property(snapshot, 'status')),
    value: value === undefined ? null : asText(value).slice(0, LONGEST_VALUE),
    context: Object.fromEntries(shown),
  };
}

function pathOf(ref: AnyActorRef): string {
  const above = ref._parent;
  return above === undefined ? 'root' : `${pathOf(above)}/${ref.id}`;
}

function categoryOf(thrown: unknown): FailureCategory {
  const who = { component: 'supervisor', at: 0, attempt: 1 } as const;
  if (thrown instanceof GaveUp) return failureOfExit(thrown.exit, who).category;
  return Failure.from(thrown, 'actor').category;
}

function failureIn(event: unknown): FailureCategory | null {
  const category = property(property(event, 'failure'), 'category');
  return failureCategories.find((known) => known === category) ?? null;
}

const isRef = (ref: unknown): ref is AnyActorRef => property(ref, 'getSnapshot') !== undefined;

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Numbers and short texts as they are; a structure as a text, so that nothing keeps it alive. */
const cut = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' || value == null
    ? (value ?? null)
    : cutText(asText(value));

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const cutText = (text: string): string => text.slice(0, LONGEST_TEXT);
