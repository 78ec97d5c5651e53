/** Frames of a WebSocket, as its server sees them (RFC 6455). */

/** What a frame is. */
export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The number of a kind of frame. */
export type Opcode = (typeof opcodes)[keyof typeof opcodes];

/** One frame from the client, unmasked. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The bytes of one whole, unmasked frame. */
export function frameOf(opcode: Opcode, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** The body of a close frame. */
export function closeBody(code: number): Buffer {
  const body = Buffer.alloc(2);
  body.writeUInt16BE(code);
  return body;
}

/** Cuts what arrives into frames; a client's frames are small and come whole. */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let one = firstFrame(rest); one !== null; one = firstFrame(rest)) {
      rest = rest.subarray(one.bytes);
      onFrame(one.frame);
    }
  };
}

/** The first frame and how many bytes it took; null when it is not whole yet. */
function firstFrame(bytes: Buffer): { readonly frame: Frame; readonly bytes: number } | null {
  const head = headOf(bytes);
  if (head === null || bytes.length < head.bytes + head.length) return null;
  const payload = Buffer.from(bytes.subarray(head.bytes, head.bytes + head.length));
  const mask = bytes.subarray(head.bytes - 4, head.bytes);
  for (let at = 0; at < payload.length; at += 1)
    payload[at] = byte(payload, at) ^ byte(mask, at % 4);
  return { frame: { opcode: byte(bytes, 0) & 0x0f, payload }, bytes: head.bytes + head.length };
}

/** How long the head is, its mask included, and how much follows. */
function headOf(bytes: Buffer): { readonly bytes: number; readonly length: number } | null {
  if (bytes.length < 6) return null;
  const short = byte(bytes, 1) & 0x7f;
  if (short < 126) return { bytes: 6, length: short };
  if (short === 126) return bytes.length < 8 ? null : { bytes: 8, length: bytes.readUInt16BE(2) };
  return bytes.length < 14 ? null : { bytes: 14, length: Number(bytes.readBigUInt64BE(2)) };
}

const byte = (bytes: Buffer, at: number): number => bytes[at] ?? 0;
