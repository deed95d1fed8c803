import uploader from '../../../../clients/python/src/pixelflare_client/sharex.json';

/** What somebody pastes into a terminal or another program to upload with a new key. */
export type Service = { origin: string; key: string };

/** An upload from a terminal: one request reserves, one sends the picture. */
export function curl({ origin, key }: Service): string {
  return [
    `curl -sS -X POST '${origin}/api/v1/upload?filename=photo.jpg' \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: image/jpeg' \\`,
    `  --data-binary @photo.jpg`
  ].join('\n');
}

/** A custom uploader of ShareX (https://getsharex.com/docs/custom-uploader), as a file. The command line writes the same. */
export function shareX({ origin, key }: Service): string {
  const asked = {
    ...uploader,
    Name: `${uploader.Name} (${new URL(origin).host})`,
    RequestURL: origin + uploader.RequestURL,
    Headers: { Authorization: `Bearer ${key}` }
  };
  return JSON.stringify(asked, null, 2);
}
