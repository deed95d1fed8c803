// Whether an object has a property of its own: names come from viewers, who also ask for `constructor`.
export function has(table, name) {
  return Object.prototype.hasOwnProperty.call(table, name);
}
