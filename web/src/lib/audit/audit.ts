import type { components } from '../api/schema';
import { api } from '../api/client';
import { ask } from '../api/ask';
import type { SheetColumn } from '../stats/sheet';

export type Entry = components['schemas']['AuditEntry'];
export type Filters = { from: string; to: string; action: string; resource_type: string; status: string };
export type EntryPage = { data: Entry[]; next_cursor?: string | null };

export const ACTIONS = [
  'accept', 'accept_invitation', 'add_image', 'analyze', 'approve', 'bulk', 'correct', 'create', 'decline', 'decline_invitation', 'delete', 'empty', 'expire', 'hold', 'invite', 'judge', 'leave', 'notify',
  'publish', 'purge', 'reanalyze', 'regenerate', 'reject', 'remove_abandoned', 'remove_image', 'remove_orphans', 'remove_redirect',
  'remove_tag', 'repair', 'restore', 'resume', 'review', 'rotate', 'set_plan', 'share', 'sign', 'suspend', 'sweep', 'tag', 'test',
  'untag', 'update', 'upload'
] as const;
export const RESOURCES = ['album', 'api_key', 'backup', 'bin', 'image', 'invitation', 'member', 'owner', 'settings', 'shared_album', 'signing_key', 'tag', 'user', 'vendor_key'] as const;

const PAGE = 100;

/** What the address says of the filters; days are those of this reader. */
export function filtersIn(query: URLSearchParams): Filters {
  const of = (name: keyof Filters) => query.get(name) ?? '';
  return { from: of('from'), to: of('to'), action: of('action'), resource_type: of('resource_type'), status: of('status') };
}

/** The filters as the API takes them. The last day is included. */
export function askedBy(filters: Filters) {
  const day = (text: string, plus: number) => {
    const [year = NaN, month = NaN, date = NaN] = text.split('-').map(Number);
    const at = new Date(year, month - 1, date + plus);
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  };
  return {
    from: day(filters.from, 0),
    to: day(filters.to, 1),
    action: filters.action || undefined,
    resource_type: filters.resource_type || undefined,
    status: filters.status === 'success' || filters.status === 'failed' ? (filters.status as Entry['status']) : undefined
  };
}

/** A page of entries, newest first. Raises ApiError. */
export function entries(filters: Filters, cursor?: string, signal?: AbortSignal): Promise<EntryPage> {
  return ask(api.GET('/v1/audit-logs', { params: { query: { ...askedBy(filters), limit: PAGE, cursor } }, signal })) as Promise<EntryPage>;
}

/** All entries, a page after another. `report` is told how many there are so far. Raises ApiError. */
export async function everyEntry(filters: Filters, report: (found: number) => void, signal: AbortSignal): Promise<Entry[]> {
  const all: Entry[] = [];
  let cursor: string | undefined;
  do {
    const found = await entries(filters, cursor, signal);
    all.push(...found.data);
    report(all.length);
    cursor = found.next_cursor ?? undefined;
  } while (cursor);
  return all;
}

/** The columns of the file: names are those of the API, for programs. */
export const FILE: readonly SheetColumn<Entry>[] = (
  ['at', 'actor', 'action', 'resource_type', 'resource_id', 'status', 'http_status', 'error_code', 'address', 'method', 'path', 'request_id', 'id'] as const
).map((key) => ({ key, title: key, value: (entry) => entry[key] ?? '' }));
