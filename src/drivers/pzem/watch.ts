/** How a meter has answered of late, and what follows from it. Pure: states over monotonic times. */
export interface Watch {
  /** Since when it answers without a gap; null while it is silent. */
  readonly answersSinceMs: number | null
  /** Polls in a row that gave nothing usable. */
  readonly failedPolls: number
  /** Since when no reading was believed because of failures; null while all is well. */
  readonly troubleSinceMs: number | null
}

/** A meter that has not been asked yet: its first answers are not believed either. */
export const unheard: Watch = { answersSinceMs: null, failedPolls: 0, troubleSinceMs: null }

/** For about 5 s after power-up the values are wrong, with a valid checksum; whether a silence was a power cut nobody knows. */
const settlingMs = 5000

/** A driver gives up after this many failed polls in a row ... */
const failuresAllowed = 3
/** ... or when failures keep it for so long from any reading that could be believed. */
const troubleAllowedMs = 10_000

export const answered = (watch: Watch, nowMs: number): Watch => ({ ...watch, answersSinceMs: watch.answersSinceMs ?? nowMs })

/** A reading of it was believed. */
export const believed = (watch: Watch): Watch => ({ ...watch, failedPolls: 0, troubleSinceMs: null })

/** A poll failed; `silent` where nothing at all was heard. */
export const failed = (watch: Watch, nowMs: number, silent: boolean): Watch => ({
  answersSinceMs: silent ? null : watch.answersSinceMs,
  failedPolls: watch.failedPolls + 1,
  troubleSinceMs: watch.troubleSinceMs ?? nowMs,
})

/** Its answer came, too early after a silence to be believed. */
export const heldBack = (watch: Watch): Watch => ({ ...watch, failedPolls: 0 })

export const isBelievable = ({ answersSinceMs }: Watch, nowMs: number): boolean =>
  answersSinceMs !== null && nowMs - answersSinceMs >= settlingMs

export const isLost = ({ failedPolls, troubleSinceMs }: Watch, nowMs: number): boolean =>
  failedPolls >= failuresAllowed || (troubleSinceMs !== null && nowMs - troubleSinceMs > troubleAllowedMs)

/** Whether the next poll should come soon, however seldom the settings ask for one. */
export const isUnsure = (watch: Watch, nowMs: number): boolean => watch.troubleSinceMs !== null || !isBelievable(watch, nowMs)
