import type { Look } from './layout';

const REMEMBERED = 'look';
const LOOKS: readonly Look[] = ['rows', 'squares', 'list'];

/** How this browser shows images. */
export const chosenLook = (): Look => LOOKS.find((look) => look === localStorage.getItem(REMEMBERED)) ?? 'rows';

export const rememberLook = (look: Look): void => localStorage.setItem(REMEMBERED, look);
