import type { Image } from '../api/ask';
import { reread } from './reread';

/** An image whose addresses may end: those of a private one are signed for an hour or two. */
export class Renewal {
  #renewed = $state.raw<Image | null>(null);
  #tried = '';

  constructor(private readonly given: () => Image) {}

  /** The image with the newest addresses that are known. */
  readonly image: Image = $derived.by(() => {
    const [given, renewed] = [this.given(), this.#renewed];
    return renewed?.id === given.id && renewed.version >= given.version ? renewed : given;
  });

  /** After its bytes did not come: asks for its addresses again, once for each that has failed. */
  async renew(): Promise<void> {
    const { id, variants } = this.image;
    const failed = variants.w256 ?? '';
    if (failed === this.#tried) return;
    this.#tried = failed;
    const [now] = await reread([id]);
    if (now && now.variants.w256 !== failed) this.#renewed = now;
  }
}
