import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

export type Report = components['schemas']['ReportResource'];
export type ReportPage = { data: Report[]; next_cursor?: string | null };
export type Listed = 'open' | 'decided';
export type Decision = components['schemas']['DecideReport']['decision'];

export const readReports = (state: Listed, cursor?: string): Promise<ReportPage> =>
  ask(api.GET('/v1/admin/reports', { params: { query: { state, cursor } } })) as Promise<ReportPage>;

/** The report afterwards. Taking down needs a reason, which the owner reads. */
export const decide = (id: string, decision: Decision, reason?: string): Promise<Report> =>
  ask(api.POST('/v1/admin/reports/{report_id}/decide', { params: { path: { report_id: id } }, body: { decision, reason: reason ?? null } }));
