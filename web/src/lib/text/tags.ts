/** The tags in what somebody typed: lower-case, with dashes for spaces, without repeats. */
export function tagsIn(typed: string): string[] {
  const tags = typed.split(/[,;\n]+/).map((tag) => tag.trim().toLowerCase().replace(/\s+/g, '-'));
  return [...new Set(tags.filter((tag) => /^[a-z0-9][a-z0-9_-]{0,49}$/.test(tag)))];
}
