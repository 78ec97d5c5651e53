import { Failure } from '../../domain/health/failure.ts';

/** What keeps a schema from being brought up to date: the process ends with 2. */
export const migrationFailure = (message: string, code?: string): Failure =>
  new Failure({
    category: 'DB',
    reason: 'migration',
    operation: 'store.migrate',
    message,
    ...(code === undefined ? {} : { details: { code } }),
  });
