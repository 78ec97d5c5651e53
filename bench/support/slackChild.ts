/** The double of Slack in a process of its own, so that it goes on while our event loop stands still. */

import { openSlackWorld } from '../../src/commands/world/slack/world.ts';

const world = await openSlackWorld({ paced: false });

process.on('message', (order) => {
  if (order === 'command')
    void world.socket.command('/paper', '').done.then(({ state }) => process.send?.({ state }));
  if (order === 'freeze') world.socket.freeze();
  if (order === 'refresh') world.socket.refresh('refresh_requested', 0);
  if (order === 'gaps') process.send?.({ gaps: world.socket.gaps() });
});
process.once('disconnect', () => process.exit(0));
process.send?.({ url: world.url, token: world.tokens.app });
