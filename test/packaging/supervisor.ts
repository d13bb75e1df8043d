/** What the Supervisor finds in a repository and takes for right. */

const yamlOrJson = String.raw`(?:.+\.)?(?:ya?ml|json)$`

/** Files that the store takes for an app of their own. Dot folders and folders named rootfs are not looked into. */
export const takenForApps = (paths: readonly string[]): string[] =>
  named('config', paths).filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === 'rootfs'))

/** Files that the store takes for an app's build settings, in dot folders too. */
export const takenForBuildSettings = (paths: readonly string[]): string[] => named('build', paths)

export const takenForRepositories = (paths: readonly string[]): string[] => named('repository', paths)

const named = (stem: string, paths: readonly string[]) => paths.filter((path) => new RegExp(`(?:^|/)${stem}\\.${yamlOrJson}`).test(path))

const number = String.raw`-?\d*\.?\d+`

/** `str(a,b)` is left out on purpose: older Supervisors cannot save it. `device` too: a missing device keeps the app from starting. */
const optionType = new RegExp(
  String.raw`^(?:bool|str|password|email|url|port|(?:int|float)(?:\((?:${number})?,(?:${number})?\))?|match\(.+\)|list\([^()]+\))\??$`,
)

export const isOptionType = (type: string): boolean => optionType.test(type)

/** The profiles that the Supervisor finds in an AppArmor file: it wants exactly one. */
export const profiles = (text: string): string[] => [...text.matchAll(/^profile (\S+)/gm)].map(([, name = '']) => name)
