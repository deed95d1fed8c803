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

type Value = string | number | readonly (readonly [number, number])[];

/** One directory of a TIFF file at an offset, and what its entries point to. Numbers are long, pairs are rational. */
function directory(entries: readonly (readonly [tag: number, value: Value])[], offset: number): Buffer {
  const head = Buffer.alloc(2 + 12 * entries.length + 4);
  head.writeUInt16BE(entries.length, 0);
  const data: Buffer[] = [];
  let at = offset + head.length;
  for (const [n, [tag, value]] of entries.entries()) {
    const place = 2 + 12 * n;
    head.writeUInt16BE(tag, place);
    if (typeof value === 'number') {
      head.writeUInt16BE(4, place + 2);
      head.writeUInt32BE(1, place + 4);
      head.writeUInt32BE(value, place + 8);
      continue;
    }
    const isText = typeof value === 'string';
    const bytes = isText ? Buffer.from(`${value}\0`, 'latin1') : Buffer.alloc(8 * value.length);
    if (!isText) value.flat().forEach((each, index) => bytes.writeUInt32BE(each, 4 * index));
    head.writeUInt16BE(isText ? 2 : 5, place + 2);
    head.writeUInt32BE(isText ? bytes.length : value.length, place + 4);
    if (bytes.length <= 4) bytes.copy(head, place + 8);
    else {
      head.writeUInt32BE(at, place + 8);
      data.push(bytes);
      at += bytes.length;
    }
  }
  return Buffer.concat([head, ...data]);
}

/** A photograph as a camera saves it: with its model, its exposure, and where it was taken. */
export function photographed(name: string): Picture {
  const exposed = [[0x829a, [[1, 250]]], [0x829d, [[28, 10]]], [0x8827, 400], [0x9003, '2026:05:17 14:03:00']] as const;
  const placed = [[1, 'N'], [2, [[48, 1], [51, 1], [30, 1]]], [3, 'E'], [4, [[2, 1], [17, 1], [40, 1]]]] as const;
  const pictured = (exif: number, gps: number) => [[0x10f, 'Lumen'], [0x110, 'Lumen M3'], [0x8769, exif], [0x8825, gps]] as const;
  const first = directory(pictured(0, 0), 8).length;
  const second = directory(exposed, 8 + first);
  const third = directory(placed, 8 + first + second.length);
  const tiff = [Buffer.from('4d4d002a00000008', 'hex'), directory(pictured(8 + first, 8 + first + second.length), 8), second, third];
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), ...tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  const bytes = readFileSync(PHOTOGRAPH);
  const buffer = Buffer.concat([bytes.subarray(0, 2), Buffer.from('ffe1', 'hex'), length, body, bytes.subarray(2), randomBytes(8)]);
  return { name, mimeType: 'image/jpeg', buffer };
}

/** A GIF of many frames: each line of each frame has a colour of its own, so it cannot be packed well. */
export function animation(name: string, { side, frames }: { side: number; frames: number }): Picture {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(side, 0);
  screen.writeUInt16LE(side, 2);
  screen[4] = 0xf0 | 6; // 128 colours
  const colours = randomBytes(3 * 128);
  const again = Buffer.from('21ff0b4e45545343415045322e300301000000', 'hex');
  const described = Buffer.from('2c000000000000000000', 'hex');
  described.writeUInt16LE(side, 5);
  described.writeUInt16LE(side, 7);
  const one = (): Buffer => Buffer.concat([Buffer.from('21f904040a000000', 'hex'), described, unpacked(side * side)]);
  const parts = [Buffer.from('GIF89a', 'latin1'), screen, colours, again, ...Array.from({ length: frames }, one), Buffer.from([0x3b])];
  return { name, mimeType: 'image/gif', buffer: Buffer.concat(parts) };
}

/** The pixels of a frame in codes of a byte each: the table is cleared before the codes get longer. */
function unpacked(pixels: number): Buffer {
  const [CLEAR, END, RUN] = [0x80, 0x81, 120];
  const noise = randomBytes(pixels);
  const codes: number[] = [];
  for (let n = 0; n < pixels; n++) {
    if (n % RUN === 0) codes.push(CLEAR);
    codes.push(noise[n]! & 0x7f);
  }
  codes.push(END);
  const blocks: Buffer[] = [Buffer.from([7])];
  for (let n = 0; n < codes.length; n += 255) {
    const some = codes.slice(n, n + 255);
    blocks.push(Buffer.from([some.length, ...some]));
  }
  return Buffer.concat([...blocks, Buffer.from([0])]);
}
