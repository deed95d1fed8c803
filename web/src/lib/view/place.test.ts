import { expect, it } from 'vitest';
import { mapOf, placeIn } from './place';

class MetadataMissingError extends Error {}
const reader = (load: () => object) => ({ load, errors: { MetadataMissingError } }) as never;

it('reads a place, and is content with none', () => {
  const head = new ArrayBuffer(0);
  expect(placeIn(head, reader(() => ({ gps: { Latitude: 48.1, Longitude: 11.5 } })))).toEqual({ latitude: 48.1, longitude: 11.5 });
  expect(placeIn(head, reader(() => ({})))).toBeNull();
  expect(placeIn(head, reader(() => { throw new MetadataMissingError(); }))).toBeNull();
});

it('links to a map', () => {
  expect(mapOf({ latitude: 48.1, longitude: -11.123456 })).toBe('https://www.openstreetmap.org/?mlat=48.10000&mlon=-11.12346#map=15/48.10000/-11.12346');
});
