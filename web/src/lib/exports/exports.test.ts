import { describe, expect, it } from 'vitest';
import { hasFiles, mayBegin, type Export } from './exports';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const job = (state: Export['state'], created_at: string, parts = 1): Export => ({ state, created_at, parts }) as Export;

describe('exports', () => {
  it('begin once in 24 hours, and again after one that failed', () => {
    expect(mayBegin([], NOW)).toBe(true);
    expect(mayBegin([job('done', '2026-11-30T11:00:00Z')], NOW)).toBe(false);
    expect(mayBegin([job('cancelled', '2026-11-30T11:00:00Z')], NOW)).toBe(false);
    expect(mayBegin([job('failed', '2026-11-30T11:00:00Z')], NOW)).toBe(true);
    expect(mayBegin([job('done', '2026-11-29T12:00:00Z')], NOW)).toBe(true);
    expect(mayBegin([job('running', '2026-11-28T12:00:00Z')], NOW)).toBe(false);
  });

  it('have files while they are written and until they expire', () => {
    expect(hasFiles(job('running', '', 0))).toBe(false);
    expect(hasFiles(job('running', '', 1))).toBe(true);
    expect(hasFiles(job('done', '', 2))).toBe(true);
    expect(hasFiles(job('expired', '', 2))).toBe(false);
    expect(hasFiles(job('cancelled', '', 2))).toBe(false);
  });
});
