import type { Image } from '../api/ask';
import { jobs } from '../progress/long-job.svelte';
import { organizing } from '../text/organizing';
import { refusals } from '../text/refusals';

type Saver = { createWritable(): Promise<WritableStream<Uint8Array>> };
type WithPicker = Window & { showSaveFilePicker?: (options: { suggestedName: string }) => Promise<Saver> };

const NAME = 'pixelflare.zip';

/** Saves images as a ZIP file while they arrive. Where the browser cannot write to a file, it is kept until it is whole. */
export async function download(read: () => Promise<readonly Image[] | null>): Promise<void> {
  const target = await chosen(); // first, because browsers ask only at the press itself
  if (target === 'canceled') return;
  const images = await read();
  if (!images) return;
  const { downloadZip } = await import('client-zip');
  await jobs.run(organizing.select.zipping, images.length, async (job, signal) => {
    const files = async function* () {
      for (const [n, image] of images.entries()) {
        signal.throwIfAborted();
        const input = await original(image, signal);
        if (input) yield { name: named(images, n), input, lastModified: new Date(image.created_at) };
        else job.miss({ name: image.display_name, why: refusals.NOT_FOUND().title });
        job.report(n + 1);
      }
    };
    const zip = downloadZip(files());
    if (target && zip.body) await zip.body.pipeTo(await target.createWritable(), { signal });
    else save(await zip.blob());
  });
}

async function chosen(): Promise<Saver | null | 'canceled'> {
  const { showSaveFilePicker: pick } = window as WithPicker;
  if (!pick) return null;
  try {
    return await pick.call(window, { suggestedName: NAME });
  } catch (problem) {
    return problem instanceof DOMException && problem.name === 'AbortError' ? 'canceled' : null;
  }
}

/** The image as it is served. Of private ones, the address is signed. */
async function original(image: Image, signal: AbortSignal): Promise<Response | null> {
  const answer = await fetch(image.cdn_url, { signal });
  return answer.ok ? answer : null;
}

/** Its path without the owner: a name is unique in its album. */
function named(images: readonly Image[], n: number): string {
  const { album, filename } = images[n]!;
  return `${album}/${filename}`;
}

function save(file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
