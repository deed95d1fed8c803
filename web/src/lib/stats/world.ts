import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { letters } from './countries';

/** A country's outline as an SVG path; `code` is null for places that have no code of their own. */
export type Outline = { id: string; code: string | null; path: string };
export const WIDTH = 960;
export const HEIGHT = 440;

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;
type Ring = readonly (readonly number[])[];

const ANTARCTICA = '010';
/** Equal Earth, https://doi.org/10.1080/13658816.2018.1504949 */
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
const HALF_ROOT_3 = Math.sqrt(3) / 2;
const SCALE = WIDTH / (2 * 2.7066);
/** The map's middle. Its edges lie in the Bering Strait then, and cut no country in two. */
const MIDDLE = 11;
const TOP = 1.32; // the north coast of Greenland, in the projection's own unit

/** Where a place is on the map, by its distance in degrees from the middle. Countries keep their share of the area. */
export function project(longitude: number, latitude: number): [number, number] {
  const angle = Math.asin(HALF_ROOT_3 * Math.sin((latitude * Math.PI) / 180));
  const square = angle * angle;
  const sixth = square ** 3;
  const x =
    ((longitude * Math.PI) / 180) * Math.cos(angle) /
    (HALF_ROOT_3 * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)));
  const y = angle * (A1 + A2 * square + sixth * (A3 + A4 * square));
  return [WIDTH / 2 + SCALE * x, SCALE * (TOP - y)];
}

/** The outlines of all countries of a world-atlas file. */
export function outlines(atlas: Atlas): Outline[] {
  return feature(atlas, atlas.objects.countries).features.flatMap(({ id, geometry, properties }) => {
    if (id === ANTARCTICA) return [];
    const polygons =
      geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
    return [{ id: String(id ?? properties.name), code: letters.get(String(id)) ?? null, path: polygons.flat().map(line).join('') }];
  });
}

/** How strongly a country is coloured, from 0 to 1: each tenfold of views is a step of the same size. */
export function strength(views: number, most: number): number {
  return views <= 0 ? 0 : Math.log(1 + views) / Math.log(1 + most);
}

function line(ring: Ring): string {
  const points = whole(ring).map(([longitude, latitude]) => project(longitude, latitude).map((each) => each.toFixed(1)).join(','));
  return `M${points.join('L')}Z`;
}

/** A ring without jumps from 180° to -180°, on the side of the map where most of it is. */
function whole(ring: Ring): [number, number][] {
  let before = ring[0]?.[0] ?? 0;
  const points = ring.map(([longitude = 0, latitude = 0]): [number, number] => {
    before = longitude - 360 * Math.round((longitude - before) / 360);
    return [before - MIDDLE, latitude];
  });
  const mean = points.reduce((sum, [longitude]) => sum + longitude, 0) / points.length;
  const turn = 360 * Math.round(mean / 360);
  return points.map(([longitude, latitude]) => [longitude - turn, latitude]);
}
