import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { PHOTOGRAPH } from './app';

export type Picture = { name: string; mimeType: string; buffer: Buffer };

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A small PNG that nobody has uploaded before. */
export function fresh(name: string, side = 64): Picture {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(3 * side)])));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return { name, mimeType: 'image/png', buffer: Buffer.concat(parts) };
}

/** A photograph of some mebibytes, padded as some cameras do. */
export function large(name: string, mebibytes: number): Picture {
  const bytes = readFileSync(PHOTOGRAPH);
  const padding = Buffer.concat([randomBytes(16), Buffer.alloc(mebibytes * 1024 * 1024 - bytes.length - 16)]);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([bytes, padding]) };
}

/** What says that it is a PNG and is none. */
export function damaged(name: string): Picture {
  const { buffer } = fresh(name);
  return { name, mimeType: 'image/png', buffer: buffer.subarray(0, 200) };
}
