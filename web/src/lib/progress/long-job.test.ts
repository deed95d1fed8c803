import { describe, expect, it } from 'vitest';
import { LongJobs } from './long-job.svelte';

describe('a long job', () => {
  it('closes its notice when everything was done', async () => {
    const jobs = new LongJobs();
    const job = await jobs.run('Move', 2, async (running) => running.report(2));
    expect([job.state, job.done, jobs.shown.length]).toEqual(['done', 2, 0]);
  });

  it('stays to list what was not done', async () => {
    const jobs = new LongJobs();
    await jobs.run('Move', 2, async (running) => running.miss({ name: 'a', why: 'taken' }));
    expect(jobs.shown[0]?.misses).toHaveLength(1);
  });

  it('is cancelled between two steps, and keeps what was done', async () => {
    const jobs = new LongJobs();
    const job = await jobs.run('Move', 3, async (running, signal) => {
      running.report(1);
      running.cancel();
      signal.throwIfAborted();
      running.report(2);
    });
    expect([job.state, job.done]).toEqual(['canceled', 1]);
  });

  it('says why it failed', async () => {
    const jobs = new LongJobs();
    const job = await jobs.run('Move', 1, async () => {
      throw new Error('no');
    });
    expect(job.state).toBe('failed');
    expect(job.why).not.toBe('');
  });
});
