import { sentence } from '../api/failure';

/** The work itself. It reports how far it is, and stops at the signal. */
export type Work = (job: LongJob, signal: AbortSignal) => Promise<void>;
/** Something that could not be done, and why. */
export type Miss = { name: string; why: string };

/** Work that the browser drives: batches, archives. It ends once, and keeps what was finished before. */
export class LongJob {
  readonly id = crypto.randomUUID();
  done = $state(0);
  state = $state<'running' | 'done' | 'canceled' | 'failed'>('running');
  why = $state('');
  misses = $state.raw<readonly Miss[]>([]);
  #stop = new AbortController();

  constructor(
    readonly title: string,
    readonly total: number
  ) {}

  /** Runs the work to one of its ends. Never raises. */
  async run(work: Work): Promise<void> {
    try {
      await work(this, this.#stop.signal);
      this.state = 'done';
    } catch (problem) {
      this.state = this.#stop.signal.aborted ? 'canceled' : 'failed';
      if (this.state === 'failed') this.why = sentence(problem);
    }
  }

  report(done: number): void {
    this.done = done;
  }

  miss(...some: readonly Miss[]): void {
    this.misses = [...this.misses, ...some];
  }

  cancel(): void {
    this.#stop.abort();
  }
}

/** All work of this tab that takes long. One notice shows it. */
export class LongJobs {
  shown = $state.raw<readonly LongJob[]>([]);

  /** Starts work, and returns its job when it has ended. Without misses, the notice closes by itself. */
  async run(title: string, total: number, work: Work): Promise<LongJob> {
    const job = new LongJob(title, total);
    this.shown = [...this.shown, job];
    await job.run(work);
    if (job.state === 'done' && !job.misses.length) this.close(job);
    return job;
  }

  close(job: LongJob): void {
    this.shown = this.shown.filter((each) => each !== job);
  }
}

export const jobs = new LongJobs();
