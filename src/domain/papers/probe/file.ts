/** Files that a draft may be, and where they lie. */

/** `D`: a draft, may be overwritten in place. `P`: submitted for a mailing, visible before it is published. */
export type FileKind = 'D' | 'P';

/** Papers are nothing else. */
export type Extension = 'pdf' | 'html';

/** One file: `D2300R11.pdf`. */
export interface DraftFile {
  readonly kind: FileKind;
  readonly number: number;
  readonly revision: number;
  readonly extension: Extension;
}

/** The id that a file is about: `D2300R11`. */
export const fileId = ({ kind, number, revision }: Omit<DraftFile, 'extension'>): string =>
  `${kind}${String(number).padStart(4, '0')}R${revision}`;

/** The name under which a file lies: `D2300R11.pdf`, the id in upper case. */
export const fileName = (file: DraftFile): string => `${fileId(file)}.${file.extension}`;

const form = /\/([DP])(\d{4})R(\d{1,2})\.(pdf|html)$/;

/** The file at a URL; null for every other URL. */
export function fileAt(url: string): DraftFile | null {
  const [, kind, number, revision, extension] = form.exec(url) ?? [];
  if (kind === undefined) return null;
  return {
    kind: kind as FileKind, // the form allows no other
    number: Number(number),
    revision: Number(revision),
    extension: extension as Extension, // the form allows no other
  };
}

/** The canary that must be missing: nobody submits revision 99 of the first paper. */
export const missingCanary: DraftFile = {
  kind: 'D',
  number: 1,
  revision: 99,
  extension: 'pdf',
};

/**
 * A number that spreads URLs evenly over cycles: of the file's name alone (FNV-1a, mixed), so that
 * it is the same wherever the files lie.
 */
export function slotOf(url: string): number {
  let hash = 0x811c_9dc5;
  for (let at = url.lastIndexOf('/') + 1; at < url.length; at++)
    hash = Math.imul(hash ^ url.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
