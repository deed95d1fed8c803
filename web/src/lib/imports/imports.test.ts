import { expect, test } from 'vitest';
import { sourceOf } from './imports';

test('each line of a list is an address', () => {
  expect(sourceOf('addresses', {}, ' https://a.example/1.jpg\n\nhttps://a.example/2.jpg ')).toEqual({
    kind: 'addresses',
    addresses: [{ address: 'https://a.example/1.jpg' }, { address: 'https://a.example/2.jpg' }]
  });
});

test('a source has the fields that belong to it, and none that are empty', () => {
  const fields = { cloud_name: ' demo ', api_key: '1', api_secret: 's', private_key: 'of another' };
  expect(sourceOf('cloudinary', fields, 'x')).toEqual({ kind: 'cloudinary', cloud_name: 'demo', api_key: '1', api_secret: 's' });
  expect(sourceOf('bucket', { endpoint: 'https://s3.example', prefix: ' ' }, '')).toEqual({ kind: 'bucket', endpoint: 'https://s3.example' });
});
