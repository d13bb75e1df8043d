/** The keys from the top of the file down to a value. */
export type Path = readonly (string | number)[]

/** A mistake that has no place in the file yet: the path of the value, and the sentence that follows it. */
export interface Flaw {
  path: Path
  text: string
}

/**
 * The path as people read it: `devices.boiler.address`. What is no plain key is cut off where it stops to be one: a secret may stand
 * there, as in `password:hunter2`, which lacks a space and is therefore a key.
 */
export const pathText = (path: Path): string => path.map((key) => keyText(String(key))).join('.')

const longestKey = 64

function keyText(key: string): string {
  const plain = /^[\w-]*/.exec(key)?.[0].slice(0, longestKey) ?? ''
  return plain === key && key !== '' ? key : `${plain}…`
}

/** A path as a key of a Map. */
export const pathKey = (path: Path): string => JSON.stringify(path)
