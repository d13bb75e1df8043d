// Home Assistant does not record attributes over 16 384 bytes; a character takes at most 4.
const longest = 4_000

/** The attributes of `problem`: what is wrong, a line each; null when nothing is. */
export const problemAttributes = (problem: string | null): string => JSON.stringify({ reason: problem?.slice(0, longest) ?? null })
