/** A piece of a text, found or not. */
export type Piece = { text: string; isFound: boolean };

/** The text cut at its marks. Marks count characters as the API does, which are not those of a JavaScript string. */
export function piecesOf(text: string, marks: readonly { start: number; end: number }[]): Piece[] {
  const letters = [...text];
  const pieces: Piece[] = [];
  let at = 0;
  const add = (end: number, isFound: boolean) => {
    if (end > at) pieces.push({ text: letters.slice(at, end).join(''), isFound });
    at = Math.max(at, end);
  };
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    add(start, false);
    add(end, true);
  }
  add(letters.length, false);
  return pieces;
}
