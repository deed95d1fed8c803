import type { Image } from '../api/ask';
import { Rate } from './rate';

/**
 * `refused`: not worth sending. `fetching`: the server gets the bytes from an address. `offline`, `held`: waits for the connection, or for somebody to sign in. `preparing`: the server
 * has the bytes. `rejected`: the server does not take them.
 */
export type State =
  | 'refused'
  | 'waiting'
  | 'sending'
  | 'fetching'
  | 'paused'
  | 'offline'
  | 'held'
  | 'preparing'
  | 'done'
  | 'duplicate'
  | 'failed'
  | 'rejected'
  | 'canceled';

const UNDER_WAY: readonly State[] = ['waiting', 'sending', 'fetching', 'paused', 'offline', 'held', 'preparing'];
const UNSENT: readonly State[] = ['waiting', 'sending', 'fetching', 'paused', 'offline', 'held'];

/** One file on its way, as the panel shows it. */
export class Upload {
  readonly id = crypto.randomUUID();
  /** Uppy's id of the file, while Uppy has it. */
  key: string | null = null;
  state = $state<State>('waiting');
  sent = $state(0);
  /** Why it is not done, or what else there is to say. */
  why = $state('');
  /** Until when the API wants nothing, in milliseconds. */
  waitsUntil = $state.raw<number | null>(null);
  image = $state.raw<Image | null>(null);
  /** The image that has the same bytes. */
  earlier = $state.raw<Image | null>(null);
  readonly rate = new Rate();
  readonly isUnderWay = $derived(UNDER_WAY.includes(this.state));
  readonly isUnsent = $derived(UNSENT.includes(this.state));

  constructor(
    readonly name: string,
    readonly size: number,
    /** The bytes, for another try. Files of an earlier page have none until Uppy has found them. */
    readonly file: File | null = null,
    /** Where the service fetches it, in place of a file. */
    readonly address: string | null = null
  ) {}

  /** How much of it has left, from 0 to 1. */
  get share(): number {
    return this.size ? Math.min(1, this.sent / this.size) : 1;
  }

  /** Whether another try could end otherwise. */
  get canRetry(): boolean {
    return this.state === 'failed';
  }

  advance(sent: number, now: number): void {
    this.sent = sent;
    this.rate.take(sent, now);
    if (this.state === 'waiting' || this.state === 'offline') this.state = 'sending';
  }

  end(state: State, why = ''): void {
    this.state = state;
    this.why = why;
  }

  /** Shows for how long the API wants nothing; null once it goes on. */
  wait(seconds: number | null): void {
    this.waitsUntil = seconds === null ? null : Date.now() + seconds * 1000;
  }
}
