import type { Deadman } from '../../ports/alerts/ways.ts';
import type { Poster } from './post.ts';

/** The dead man's switch: whatever takes a POST and misses it when it does not come. */
export const createDeadman = (poster: Pick<Poster, 'post'>, url: string): Deadman => ({
  ping: (body, signal) =>
    poster.post(
      {
        operation: 'deadman.ping',
        url,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      },
      signal,
    ),
});
