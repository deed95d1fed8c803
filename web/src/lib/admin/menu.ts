import Wrench from '@lucide/svelte/icons/wrench';
import { goto } from '$app/navigation';
import { base } from '$app/paths';
import type { Icon } from '../act/action';
import { administration } from '../text/administration';

/** The way to the pages for operators. It loads for them only. */
export const link = {
  title: administration.title,
  icon: Wrench as unknown as Icon,
  run: () => goto(`${base}/admin`)
};
