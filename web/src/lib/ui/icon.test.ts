// @vitest-environment node
import Check from '@lucide/svelte/icons/check';
import { render } from 'svelte/server';
import { expect, it } from 'vitest';

it('draws an icon of Lucide as it was asked for, and hides it from screen readers', () => {
  const { body } = render(Check, { props: { size: 14, strokeWidth: 3, class: 'shrink-0' } });
  expect(body).toContain('<path d="M20 6 9 17l-5-5"/>');
  expect(body).toMatch(/width="14" height="14".*stroke-width="3".*class="shrink-0".*aria-hidden="true"/);
});
