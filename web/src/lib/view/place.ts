import { api } from '../api/client';
import { ask } from '../api/ask';

/** Cameras write where a picture was taken near the beginning of the file. */
const HEAD_BYTES = 512 * 1024;

export type Place = { latitude: number; longitude: number };

/**
 * Where a picture was taken, or null. Only the owner can ask: it stands in the original, which nobody else gets.
 * Raises ApiError, and TypeError without a connection.
 */
export async function placeOf(id: string): Promise<Place | null> {
  const params = { path: { image_id: id } };
  const { url } = await ask(api.GET('/v1/images/{image_id}/download', { params, headers: { Accept: 'application/json' } }));
  const [reader, reply] = await Promise.all([import('exifreader'), fetch(url, { headers: { Range: `bytes=0-${HEAD_BYTES - 1}` } })]);
  return placeIn(await reply.arrayBuffer(), reader);
}

type Reader = Pick<typeof import('exifreader'), 'load' | 'errors'>;

/** The place in the first bytes of a file, or null. */
export function placeIn(head: ArrayBuffer, reader: Reader): Place | null {
  try {
    const { gps } = reader.load(head, { expanded: true });
    const { Latitude: latitude, Longitude: longitude } = gps ?? {};
    return latitude === undefined || longitude === undefined ? null : { latitude, longitude };
  } catch (problem) {
    if (problem instanceof reader.errors.MetadataMissingError) return null;
    throw problem;
  }
}

/** A map of the place. It opens in a tab of its own; nothing of it is loaded here. */
export function mapOf({ latitude, longitude }: Place): string {
  const [lat, lon] = [latitude.toFixed(5), longitude.toFixed(5)];
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=15/${lat}/${lon}`;
}
