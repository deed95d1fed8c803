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

/** A custom uploader of ShareX (https://getsharex.com/docs/custom-uploader), as a file. */
export function shareX({ origin, key }: Service): string {
  const uploader = {
    Version: '17.0.0',
    Name: `Pixelflare (${new URL(origin).host})`,
    DestinationType: 'ImageUploader',
    RequestMethod: 'POST',
    RequestURL: `${origin}/api/v1/upload`,
    Parameters: { filename: '{filename}' },
    Headers: { Authorization: `Bearer ${key}` },
    Body: 'Binary',
    URL: '{json:cdn_url}',
    ThumbnailURL: '{json:variants.w256}',
    ErrorMessage: '{json:error.message}'
  };
  return JSON.stringify(uploader, null, 2);
}
