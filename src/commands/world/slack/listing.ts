/** Messages as plain text, for a terminal. */

import { isObject } from './args.ts';
import type { Message } from './workspace.ts';

/** A message as a reader sees it: its blocks, or its text where it has none, then its attachments. */
export function plainText({ text, blocks, attachments }: Message): string {
  const body = blocks.flatMap(linesOf);
  const head = body.length > 0 || text === '' ? body : [unescaped(text)];
  return [...head, ...attachments.flatMap(attachmentLines)].join('\n');
}

/**
 * All messages of a conversation, or of all, each with its place and time; replies stand under
 * their parents, indented.
 */
export function listing(messages: readonly Message[]): string {
  const parents = messages.filter(({ threadTs }) => threadTs === null);
  const blocks = parents.flatMap((parent) => [
    entry(parent, ''),
    ...messages
      .filter(({ channel, threadTs }) => channel === parent.channel && threadTs === parent.ts)
      .map((reply) => entry(reply, '    ')),
  ]);
  return blocks.join('\n\n');
}

function entry(message: Message, indent: string): string {
  const time = new Date(message.at).toISOString().slice(11, 19);
  const edited = message.edits > 0 ? ' (edited)' : '';
  const lines = [`#${message.channel} ${time}${edited}`, ...plainText(message).split('\n')];
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`).join('\n');
}

function attachmentLines(attachment: unknown): readonly string[] {
  if (!isObject(attachment) || !Array.isArray(attachment['blocks'])) return [];
  return attachment['blocks'].flatMap(linesOf).map((line) => `| ${line}`);
}

const renderers: Readonly<Record<string, (block: Readonly<Record<string, unknown>>) => string[]>> =
  {
    header: ({ text }) => [wordsOf(text)],
    divider: () => ['----'],
    section: ({ text }) => wordsOf(text).split('\n'),
    context: ({ elements }) => [listed(elements).map(wordsOf).join('  ')],
    actions: ({ elements }) => [
      listed(elements)
        .map((element) => `[${isObject(element) ? wordsOf(element['text']) : ''}]`)
        .join(' '),
    ],
    rich_text: ({ elements }) => listed(elements).flatMap(richLines),
  };

function linesOf(block: unknown): readonly string[] {
  if (!isObject(block)) return [];
  return renderers[String(block['type'])]?.(block) ?? [];
}

function richLines(element: unknown): readonly string[] {
  if (!isObject(element)) return [];
  const inside = listed(element['elements']);
  if (element['type'] === 'rich_text_list')
    return inside.flatMap((item) => richLines(item).map((line) => `- ${line}`));
  return inside.map(leaf).join('').replace(/\n$/, '').split('\n');
}

function leaf(element: unknown): string {
  if (!isObject(element)) return '';
  const text = typeof element['text'] === 'string' ? element['text'] : '';
  return text === '' && typeof element['url'] === 'string' ? element['url'] : text;
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The words of a text object. */
function wordsOf(object: unknown): string {
  if (!isObject(object) || typeof object['text'] !== 'string') return '';
  return object['type'] === 'mrkdwn' ? unescaped(object['text']) : object['text'];
}

/** mrkdwn as it is read: links by their label, entities as the characters they stand for. */
const unescaped = (text: string): string =>
  text
    .replace(/<(?:https?:[^|>]*)\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
