import { api } from '../api/client';
import { ask } from '../api/ask';
import type { components } from '../api/schema';

export type Member = components['schemas']['MemberResource'];
export type Role = Member['role'];
export type Invite = components['schemas']['InviteMember'];

/** Who was invited to an album, the latest first. Raises ApiError. */
export async function readMembers(slug: string): Promise<readonly Member[]> {
  return (await ask(api.GET('/v1/albums/{slug}/members', { params: { path: { slug } } }))).data;
}

export const invite = (slug: string, body: Invite): Promise<Member> => ask(api.POST('/v1/albums/{slug}/members', { params: { path: { slug } }, body }));

const whose = ({ album, id }: Member) => ({ path: { slug: album, member_id: id } });
export const changeRole = (member: Member, role: Role): Promise<Member> =>
  ask(api.PATCH('/v1/albums/{slug}/members/{member_id}', { params: whose(member), body: { role } }));
export const removeMember = (member: Member): Promise<unknown> => ask(api.DELETE('/v1/albums/{slug}/members/{member_id}', { params: whose(member) }));
