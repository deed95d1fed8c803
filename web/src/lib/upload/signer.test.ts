import { expect, it, vi } from 'vitest';
import { ApiError, type Image, type UploadForm } from '../api/ask';
import { signer, type Known, type UploadApi } from './signer';

const MIB = 1024 * 1024;
const form = { imageId: 'img_1', uploadUrl: 'https://store/', fields: { key: 'a' } } as unknown as UploadForm;

function signing(known: Known, given: Partial<UploadApi> = {}) {
  const api: UploadApi = {
    reserve: async () => form,
    image: async () => ({ status: 'reserved' }) as Image,
    begin: async () => ({ received: [{ part_number: 1, size_bytes: 8 * MIB }] }) as never,
    sign: vi.fn(async () => ({ url: 'https://store/part' })),
    complete: vi.fn(async () => ({ status: 'processing' }) as Image),
    ...given
  };
  const keep = vi.fn();
  return { api, keep, sign: signer({ api, known: () => known, keep }) };
}

const xml = (url: string): string => decodeURIComponent(url.slice('data:application/xml,'.length));

it('gives the form for a small file, and remembers its image', async () => {
  const { sign, keep } = signing({ size: 5 });
  expect(await sign({ method: 'PUT', key: 'f' })).toEqual({ url: 'https://store/', fields: { key: 'a' } });
  expect(keep).toHaveBeenCalledWith('f', 'img_1');
});

it('sends nothing again when the bytes had arrived before the connection broke', async () => {
  const reserve = vi.fn();
  const { sign } = signing({ size: 5, imageId: 'img_1' }, { reserve, image: async () => ({ status: 'processing' }) as Image });
  expect((await sign({ method: 'PUT', key: 'f' })).url).toMatch(/^data:/);
  expect(reserve).not.toHaveBeenCalled();
});

it('reserves anew when the earlier reservation is gone', async () => {
  const gone = async () => Promise.reject(new ApiError(404, 'NOT_FOUND', '', undefined, undefined, undefined));
  expect((await signing({ size: 5, imageId: 'img_0' }, { image: gone }).sign({ method: 'PUT', key: 'f' })).url).toBe('https://store/');
});

it('signs each part for its length', async () => {
  const { sign, api } = signing({ size: 17 * MIB });
  await sign({ method: 'PUT', key: 'f', uploadId: 'img_1', partNumber: 3 });
  expect(api.sign).toHaveBeenCalledWith('img_1', 3, MIB);
});

it('begins, lists and completes by the API, and tells Uppy in XML', async () => {
  const { sign, api } = signing({ size: 17 * MIB });
  expect(xml((await sign({ method: 'POST', key: 'f' })).url)).toContain('<UploadId>img_1</UploadId>');
  expect(xml((await sign({ method: 'GET', key: 'f', uploadId: 'img_1' })).url)).toContain('<PartNumber>1</PartNumber>');
  expect(xml((await sign({ method: 'POST', key: 'f', uploadId: 'img_1' })).url)).toContain('<Key>img_1</Key>');
  expect(api.complete).toHaveBeenCalledTimes(1);
});
