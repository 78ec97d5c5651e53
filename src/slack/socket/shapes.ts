/** The smallest parts of what Slack sends. */

import * as v from 'valibot';

/** Any text. */
export const text = v.string();

/** Text that may be absent. */
export const optionalText = v.optional(v.string(), '');

/** An id such as `U0123456789`. */
export const id = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{1,40}$/));
