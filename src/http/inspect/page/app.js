/** The inspector: the live tree, one statechart, the history. It only reads. */

import { showActor } from './actor.js';
import { askToken, get, Refused } from './door.js';
import { keep, note, showRows } from './history.js';
import { el, page, seen } from './page.js';
import { showTree } from './tree.js';

const PAUSES_MS = [1_000, 2_000, 5_000, 10_000];
const TREE_MS = 5_000;

let lastSeq = null;

function linked(word, text) {
  el('link').className = `chip ${word}`;
  el('link').textContent = text;
}

const choose = () => {
  showTree(choose);
  showActor(false);
  showRows();
};

async function readTree() {
  page.tree = await (await get('/inspect/tree')).json();
  for (const { path, value } of page.tree.supervision?.children ?? [])
    if (value !== null && !seen.has(path)) seen.set(path, { value, context: {} });
  page.chosen ??= page.tree.supervision?.children.find(({ id }) => id === 'poller')?.path ?? 'root';
  const { version, revision, service, leader } = page.tree;
  const parts = [`v${version}`, revision, service, leader ? 'leading' : 'standing by'];
  el('about').textContent = parts.filter(Boolean).join('  ·  ');
  showTree(choose);
  showActor(false);
}

let isDue = false;
let news = false;

/** However many entries come, the page is drawn once a frame. */
function show(isNews) {
  news ||= isNews;
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    showTree(choose);
    showActor(news);
    showRows();
    news = false;
  }, 60);
}

function take(block) {
  const fields = Object.fromEntries(
    block.split('\n').flatMap((one) => {
      const at = one.indexOf(': ');
      return at > 0 ? [[one.slice(0, at), one.slice(at + 2)]] : [];
    }),
  );
  if (fields.data === undefined) return;
  const entry = JSON.parse(fields.data);
  if (fields.event === 'gap') {
    keep({
      kind: 'gap',
      at: Date.now(),
      path: 'root',
      words: `${entry.missed} entries were missed`,
    });
    return show(false);
  }
  lastSeq = entry.seq;
  const isNews = note(entry);
  if (entry.kind === 'crash' || entry.kind === 'end')
    setTimeout(() => readTree().catch(() => {}), 300);
  show(isNews && entry.path === page.chosen);
}

async function follow() {
  const resume = lastSeq === null ? {} : { 'last-event-id': String(lastSeq) };
  const answer = await get('/inspect/stream', resume);
  linked('live', 'live');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    blocks.forEach(take);
  }
}

async function run() {
  if (document.documentElement.dataset.token === 'wanted') await askToken();
  for (let failed = 0; ; ) {
    try {
      await readTree();
      failed = 0;
      await follow();
      linked('wait', 'the stream ended');
    } catch (thrown) {
      if (thrown instanceof Refused) {
        await askToken(thrown.message);
        continue;
      }
      linked('bad', thrown instanceof TypeError ? 'no connection' : thrown.message);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(failed, 3)]));
    failed += 1;
  }
}

el('mine').onchange = showRows;
el('events').onchange = showRows;
setInterval(() => {
  if (page.tree !== null) readTree().catch(() => {}); // the stream says what is wrong
}, TREE_MS);
void run();
