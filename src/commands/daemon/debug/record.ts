import { Failure } from '../../../domain/health/failure.ts';
import type { Ordered } from '../../../http/debug/routes.ts';
import type { Log } from '../../../log/logger.ts';
import type { OpsLog } from '../../../ports/talk/orders.ts';

/** Does an order and keeps that it was given. */
export type Recorder = (command: string, work: () => Promise<Ordered>) => Promise<Ordered>;

/** What keeping takes. */
export interface RecordNeeds {
  readonly log: Log;
  /** Null while there is no database. */
  readonly opsLog: () => OpsLog | null;
  readonly newId: () => string;
}

/** A line for every order, and a row in `ops_log`; a database that is away stops neither. */
export function recording({ log, opsLog, newId }: RecordNeeds): Recorder {
  return async (command, work) => {
    const ordered = await work();
    const outcome = ordered.status < 300 ? 'done' : 'refused';
    log.event('ops.command', { who: 'http', command, outcome });
    const text = JSON.stringify(ordered.body).slice(0, 500);
    try {
      await opsLog()?.write({ id: newId(), who: 'http', command, outcome: text });
    } catch (thrown) {
      const { category, reason } = Failure.from(thrown, 'ops_log.write');
      return { ...ordered, body: { ...ordered.body, not_in_ops_log: `${category}/${reason}` } };
    }
    return ordered;
  };
}
